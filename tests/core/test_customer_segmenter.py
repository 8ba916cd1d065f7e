"""CustomerSegmenter: its report, its silence where there are too few customers, and its place among all advice."""

import pandas as pd
import pytest

from core.advice import agree, identity
from core.agents import agent
from core.data import Dataset
from core.errors import InputError
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import open_workbench


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=7, campaigns=4, customers=900, days=365).generate()


@pytest.fixture(scope="module")
def report(dataset):
    return agent("CustomerSegmenter").run(dataset)


def test_segments_add_up_to_all_customers_who_bought(dataset, report) -> None:
    bought = dataset.interactions[(dataset.interactions["kind"] == "purchase") & (dataset.interactions["value"] > 0)]
    table = report.tables["segments"]
    assert table["customers"].sum() == bought["customer_id"].nunique()
    assert table["spent"].sum() == pytest.approx(bought["value"].sum())
    assert len(report.findings) == len(table)
    assert table["segment"].is_unique


def test_advice_without_campaigns_stands_beside_all_other(dataset, report) -> None:
    given = report.recommendations
    assert given
    assert all(r.stake is not None and r.stake.lower <= r.stake.mean <= r.stake.upper for r in given)
    assert len({identity(r) for r in given}) == len(given)
    assert agree([(r, r.stake.mean) for r in given]).standing == given
    assert all("assumption" in r.why or "if as many leave again" in r.why for r in given)


def test_the_same_data_have_the_same_report(dataset, report) -> None:
    again = agent("CustomerSegmenter").run(dataset, memo=DictMemo())
    assert (again.headline, again.recommendations) == (report.headline, report.recommendations)


def test_data_without_customers_or_with_too_few_have_no_advice(dataset) -> None:
    bare = Dataset("bare", dataset.daily_metrics, dataset.campaigns)
    few = Dataset("few", dataset.daily_metrics, dataset.campaigns, interactions=dataset.interactions.head(12))
    for one, said in ((bare, "hold no customers"), (few, "guesswork")):
        report = agent("CustomerSegmenter").run(one)
        assert report.recommendations == ()
        assert report.headline.startswith("No segments: ")
        assert said in report.headline
    with pytest.raises(InputError):
        agent("CustomerSegmenter").run(bare, memo=7)


def test_advice_reaches_the_list_of_the_overview_and_can_be_done(tmp_path, dataset) -> None:
    bench = open_workbench(tmp_path, DictMemo())
    bench._datasets.add(dataset)
    item = next(i for i in bench.advice.current().open if i.recommendation.agent == "CustomerSegmenter")
    assert item.worth == item.recommendation.stake.mean
    bench.advice.act(item.identity, "done", "Mara")
    assert all(i.identity != item.identity for i in bench.advice.current().open)
    assert pd.notna(item.worth)
