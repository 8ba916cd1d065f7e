"""The view Suggestions over a real workbench: outline, list, keeping an idea and its undo, foreign posts."""

import json

import numpy as np
import pytest

import callbacks
from callbacks import experiments_suggest as view
from core.data import Dataset
from core.errors import NotFoundError
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench
from tests.callbacks.test_plan_actual import text

MEMO = DictMemo()


@pytest.fixture
def bench(tmp_path) -> Workbench:
    bench = open_workbench(tmp_path, MEMO)
    bench._datasets.add(DataGenerator(seed=1, campaigns=8, customers=0, days=200, name="Shop").generate())
    return bench


def test_the_view_says_the_finding_and_the_tests(bench):
    assert "Weighing tests of 8 campaigns" in text(view.layout(bench, {}))
    shown = text(view.body(bench, {}))
    found = view.listed(bench, {}).found
    assert f"of {found[0].name} is worth about" in shown
    assert found[0].action in shown
    assert "Plan this test" in shown
    assert "Keep as an idea" in shown
    assert "What is not suggested, and why" in shown


def test_a_kept_idea_is_said_and_its_undo_takes_it_back(bench):
    one = view.listed(bench, {}).found[0]
    message = view.keep(bench, {}, one.id, "Ada")
    kept = bench.experiments.book.tests()[0]
    assert (kept.name, kept.kind, kept.state, kept.saved_by) == (one.action, one.kind, "idea", "Ada")
    assert kept.campaign_ids == one.campaign_ids
    assert kept.design["days"] == one.days
    assert f"view=tests&test={kept.id}" in json.dumps(
        [part.to_plotly_json() for part in view.body(bench, {})], default=lambda o: o.to_plotly_json()
    )
    begin, _, rest = str(message["name"]).partition(":")
    callbacks.undos(bench)[f"{begin}:"].work(rest, "Ada")
    assert bench.experiments.book.tests() == []


def test_what_was_not_suggested_cannot_be_kept(bench):
    for odd in ("", "nothing", "<script>", "x" * 64):
        with pytest.raises(NotFoundError):
            view.keep(bench, {"horizon": "banana"}, odd, None)
    assert bench.experiments.book.tests() == []


def test_the_horizon_is_one_of_those_that_there_are(bench):
    assert view.horizon({}) == view.horizon({"horizon": "1e9"}) == 90
    assert view.horizon({"horizon": "365"}) == 365
    assert "over the next 365 days" in text(view.body(bench, {"horizon": "365"}))


def test_data_without_spend_say_why_there_is_nothing(bench):
    made = DataGenerator(seed=1, campaigns=3, customers=0, days=60).generate()
    bench._datasets.add(
        Dataset("bare", made.daily_metrics.assign(spend=0.0), made.campaigns, measured=("clicks", "revenue"))
    )
    shown = text(view.body(bench, {}))
    assert "No test can be weighed yet" in shown
    assert "spend" in shown


def test_a_week_of_data_says_what_is_missing(bench):
    made = DataGenerator(seed=1, campaigns=3, customers=0, days=60).generate()
    week = made.daily_metrics[made.daily_metrics["date"] > made.daily_metrics["date"].max() - np.timedelta64(7, "D")]
    bench._datasets.add(Dataset("week", week, made.campaigns, currency="EUR"))
    shown = text(view.body(bench, {}))
    assert "too few data" in shown or "No test can be weighed yet" in shown
