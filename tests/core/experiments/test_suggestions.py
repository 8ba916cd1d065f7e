"""Suggested tests on generated data: order, words, what is left out, and bad input in words."""

import numpy as np
import pytest

from core.assumptions import DEFAULTS
from core.data import Dataset
from core.errors import InputError, NotEnoughDataError
from core.experiments.registry.book_checks import check_whole, checked
from core.experiments.registry.record import KINDS
from core.experiments.worth.suggestions import LEAST, suggest
from core.memo import DictMemo
from core.response.external import read_curves
from core.simulation import DataGenerator

MEMO = DictMemo()
HEAD = "name,form,scale,half_saturation,slope,spend_today,period,outcome\n"


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=7, campaigns=10, customers=5, days=300).generate()


@pytest.fixture(scope="module")
def listed(dataset):
    return suggest(dataset, MEMO, DEFAULTS)


def with_metrics(dataset, metrics, **more):
    return Dataset("changed", metrics, dataset.campaigns, currency="EUR", **more)


def test_tests_are_ordered_by_what_they_gain_less_their_cost(listed):
    net = [s.worth - s.cost for s in listed.found]
    assert net == sorted(net, reverse=True)
    assert min(net) > LEAST * listed.expected
    for s in listed.found:
        assert 0 <= s.lower <= s.worth <= s.upper
        assert s.worth <= s.perfect
        assert s.cost >= 0
        assert 0.1 <= s.changes <= 1
    assert len({s.id for s in listed.found}) == len(listed.found)


def test_every_test_says_all_that_a_person_needs(listed):
    for s in listed.found:
        for text in (s.action, s.why, s.hypothesis, s.metric, s.design, s.sample, s.smallest, s.cost_words):
            assert text
            assert "nan" not in text.lower()
            assert "inf" not in text.lower().replace("information", "")
        assert s.name in s.action
        assert s.kind in KINDS
        assert s.answers
        assert all(a.when and a.then for a in s.answers)
        assert sum(a.chance for a in s.answers) == pytest.approx(1.0, abs=0.03)
        # The registry takes it as it is.
        check_whole(checked({"name": s.action, "kind": s.kind, "hypothesis": s.hypothesis, "design": dict(s.settings)}))
    assert any("region" in text for text in listed.skipped)


def test_the_same_question_has_the_same_answer(dataset, listed):
    again = suggest(dataset, DictMemo(), DEFAULTS)
    assert [(s.id, s.worth) for s in again.found] == [(s.id, s.worth) for s in listed.found]


def test_a_campaign_that_stands_still_is_not_tested(dataset):
    metrics = dataset.daily_metrics.copy()
    still = str(metrics["campaign_id"].iloc[0])
    gone = (metrics["campaign_id"] == still) & (metrics["date"] > metrics["date"].max() - np.timedelta64(60, "D"))
    metrics.loc[gone, ["spend", "impressions", "clicks", "conversions", "revenue"]] = 0.0
    found = suggest(with_metrics(dataset, metrics), DictMemo(), DEFAULTS)
    assert all(still not in s.campaign_ids for s in found.found)
    assert any("still" in text for text in found.skipped)


def test_conversions_where_there_is_no_revenue(dataset):
    bare = with_metrics(
        dataset, dataset.daily_metrics.assign(revenue=0.0), measured=("spend", "impressions", "clicks", "conversions")
    )
    found = suggest(bare, DictMemo(), DEFAULTS)
    assert found.outcome == "conversions"
    assert any("conversions" in s.why for s in found.found)


def test_a_longer_horizon_makes_answers_worth_more(dataset, listed):
    longer = suggest(dataset, MEMO, DEFAULTS, days=365)
    assert longer.found[0].worth > 2 * listed.found[0].worth
    with pytest.raises(InputError, match="21 to 366"):
        suggest(dataset, MEMO, DEFAULTS, days=20)
    for odd in (True, 10**9, "90", None):
        with pytest.raises(InputError):
            suggest(dataset, MEMO, DEFAULTS, days=odd)


def test_seven_days_are_too_few_and_say_so(dataset):
    metrics = dataset.daily_metrics
    week = metrics[metrics["date"] > metrics["date"].max() - np.timedelta64(7, "D")]
    found = suggest(with_metrics(dataset, week), DictMemo(), DEFAULTS)
    assert not any(s.kind in ("spend", "holdout") for s in found.found)
    assert any("too few data" in text for text in found.skipped)


def test_one_campaign_has_nowhere_to_move_its_money(dataset):
    metrics = dataset.daily_metrics
    largest = metrics.groupby("campaign_id")["spend"].sum().idxmax()
    alone = Dataset("alone", metrics[metrics["campaign_id"] == largest], dataset.campaigns, currency="EUR")
    found = suggest(alone, DictMemo(), DEFAULTS)
    assert not any(s.kind in ("spend", "holdout") for s in found.found)
    assert any("nowhere to move" in text for text in found.skipped)


@pytest.mark.parametrize("empty", [["revenue", "conversions"], ["spend"], ["spend", "revenue", "conversions"]])
def test_zeros_are_said_in_words(dataset, empty):
    zeros = with_metrics(dataset, dataset.daily_metrics.assign(**dict.fromkeys(empty, 0.0)))
    with pytest.raises(NotEnoughDataError, match=r"[a-z] [a-z]"):
        suggest(zeros, DictMemo(), DEFAULTS)


def test_brought_curves_without_draws_give_no_value_of_spend(dataset):
    names = dataset.campaigns["campaign"].astype(str).tolist()
    lines = "".join(f"{n},hill,{1000 + 50 * k},100,1,50,day,revenue\n" for k, n in enumerate(dict.fromkeys(names)))
    curves = read_curves((HEAD + lines).encode(), "curves.csv")
    found = suggest(dataset, DictMemo(), DEFAULTS, curves)
    assert found.brought
    assert not any(s.kind in ("spend", "holdout") for s in found.found)
    assert any("best estimate alone" in text for text in found.skipped)
    # Tests of ads do not need curves.
    assert found.found


def test_markup_in_a_name_stays_text(dataset):
    metrics = dataset.daily_metrics.copy()
    name = "<b>50 % {off}</b>"
    first = metrics["campaign_id"].iloc[0]
    metrics.loc[metrics["campaign_id"] == first, "campaign"] = name
    found = suggest(with_metrics(dataset, metrics), DictMemo(), DEFAULTS)
    touched = [s for s in found.found if s.name == name]
    assert all(name in s.action for s in touched)
