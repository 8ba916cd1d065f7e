"""The split: parts that add up, draws that are those of the fit's own curves, shocks that land where they belong."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.plan_actual import make_case
from core.flight_planning import carry_over_weights
from core.memo import DictMemo
from core.plan_actual.horizon import Horizon, fit_until
from core.plan_actual.ledger import make_ledger
from core.plan_actual.split import Draws, campaign_lines, channel_lines, make_draws, make_line, two_sided
from core.response import ResponseModel
from core.simulation import DataGenerator
from tests.core.plan_actual.worlds import cut, ledger_of, mark_of, plan_on

AHEAD = 10


@pytest.fixture(scope="module")
def full():
    return DataGenerator(seed=5, campaigns=3, customers=0, days=100).generate()


@pytest.fixture(scope="module")
def made_on(full):
    return cut(full, AHEAD)


@pytest.fixture(scope="module")
def fit(made_on):
    memo = DictMemo()
    fit = fit_until(made_on, "revenue", made_on.last_day + pd.Timedelta(days=AHEAD), memo)
    assert fit_until(made_on, "revenue", made_on.last_day + pd.Timedelta(days=AHEAD), memo) is fit
    return fit


def by_hand(fit, spend, campaign, draw):
    """Outcome by day of the horizon, with loops, from the curve, the carry-over and the season of the fit."""
    timeline = fit.timeline
    days = len(timeline.dates)
    whole = np.concatenate([timeline.spend[:-AHEAD, campaign], spend])
    weights = carry_over_weights(fit)[campaign, draw]
    knots = timeline.own[draw, campaign, timeline.mean.shapes :].astype(float)
    level = [
        np.exp(timeline.mean.shared[d] @ timeline.shared[draw].astype(float) + timeline.mean.drift[d] @ knots)
        for d in range(days)
    ]
    learned = days - AHEAD
    usual = np.mean(level[learned - fit.averaged : learned])
    out = []
    for day in range(learned, days):
        stock = sum(w * whole[day - lag] for lag, w in enumerate(weights) if day - lag >= 0)
        share = 1 / (1 + (fit.half_saturation[draw, campaign] / max(stock, 1e-300)) ** fit.slope[draw, campaign])
        out.append(fit.scale[draw, campaign] * share * level[day] / usual)
    return np.array(out)


def test_expected_and_likely_are_those_of_the_fits_own_curves(full, made_on, fit):
    plan = plan_on(made_on, days=AHEAD, factor=1.4)
    ledger = make_ledger(plan, mark_of(plan), cut(full, 3), "revenue")
    draws = make_draws(ledger, Horizon.of(fit, AHEAD), np.zeros((0, 3)))
    assert ledger.elapsed == 7
    for campaign, name in enumerate(ledger.ids):
        at = fit.campaign_ids.index(name)
        actual = np.where(ledger.known[:, campaign], ledger.spent[:, campaign], ledger.planned[:, campaign])
        for draw in (0, 17, 399):
            expected = by_hand(fit, ledger.planned[:, campaign], at, draw)
            likely = by_hand(fit, actual, at, draw)
            assert draws.expected[draw, campaign] == pytest.approx(expected[:7].sum(), rel=2e-4, abs=1e-3)
            assert draws.likely[draw, campaign] == pytest.approx(likely[:7].sum(), rel=2e-4, abs=1e-3)
    whole = sum(
        by_hand(fit, ledger.planned[:, c], fit.campaign_ids.index(i), 5).sum() for c, i in enumerate(ledger.ids)
    )
    assert draws.whole[5] == pytest.approx(whole, rel=2e-4)
    assert draws.by_day.sum() == pytest.approx(draws.whole.mean(), rel=1e-9)


def test_the_plan_is_judged_by_a_model_that_saw_no_day_of_the_period(full, made_on, fit):
    learned = ResponseModel().fit(full.daily_metrics, "revenue", hold_out=AHEAD)
    assert np.allclose(fit.scale, learned.scale)
    assert not fit.timeline.counted[-AHEAD:].any()


def test_spend_as_planned_leaves_nothing_that_was_spent_differently(full, made_on, fit):
    plan = plan_on(made_on, days=AHEAD)
    ledger = make_ledger(plan, mark_of(plan), full, "revenue")
    ledger = replace(ledger, spent=ledger.planned)
    draws = make_draws(ledger, Horizon.of(fit, AHEAD), np.zeros((0, 3)))
    assert np.array_equal(draws.expected, draws.likely)
    total = make_line(ledger, np.zeros(3), draws, np.arange(3), "Total")
    assert (total.differently.mean, total.differently.lower, total.differently.upper) == (0, 0, 0)


def test_a_campaign_that_the_model_does_not_know_counts_as_spent_differently(full, made_on, fit):
    plan = plan_on(made_on, days=AHEAD)
    metrics = full.daily_metrics.copy()
    late = metrics["date"] > pd.Timestamp(made_on.last_day)
    renamed = plan.campaigns[0].id
    metrics.loc[late & (metrics["campaign_id"] == renamed), "campaign_id"] = "new"
    ledger = make_ledger(plan, mark_of(plan), replace(full, daily_metrics=metrics), "revenue")
    draws = make_draws(ledger, Horizon.of(fit, AHEAD), np.zeros((0, 3)))
    lines = {line.id: line for line in campaign_lines(ledger, np.zeros(4), draws)}
    assert (lines["new"].state, lines[renamed].state) == ("new", "silent")
    assert lines["new"].differently.mean == pytest.approx(lines["new"].actual)
    assert (lines["new"].answered.mean, lines["new"].surprise) == (0, None)
    assert lines[renamed].differently.mean < 0


amounts = st.floats(0, 1e7, allow_nan=False, width=32)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_parts_add_up_by_draw_by_campaign_by_channel_and_in_total(data):
    days, campaigns, number = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5)), 20
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    size = data.draw(st.floats(1e-3, 1e8))
    planned, spent, brought = size * rng.gamma(0.7, 1, (3, days, campaigns))
    known = rng.random((days, campaigns)) < 0.8
    ledger = ledger_of(planned, spent, brought, known)
    expected, likely = size * rng.gamma(2, 1, (2, number, campaigns))
    luck = size * rng.normal(0, 1, (number, campaigns))
    asked = np.ones(campaigns, bool)
    draws = Draws(expected, likely, luck, asked, np.ones(days), np.ones(number))
    actual = (brought * known).sum(axis=0)
    by_draw = (likely - expected) + (actual - likely)
    assert np.allclose(by_draw, actual - expected, rtol=0, atol=1e-9 * size * 100)
    lines = campaign_lines(ledger, np.zeros(campaigns), draws)
    total = make_line(ledger, np.zeros(campaigns), draws, np.arange(campaigns), "Total")
    near = {"rel": 1e-9, "abs": 1e-9 * size * campaigns}
    for line in (*lines, *channel_lines(ledger, np.zeros(campaigns), draws), total):
        parts = line.expected.mean + line.differently.mean + line.answered.mean
        assert parts == pytest.approx(line.actual, **near)
        assert line.differently.mean + line.answered.mean == pytest.approx(line.difference.mean, **near)
        for part in (line.differently, line.answered, line.difference):
            assert part.lower <= part.mean <= part.upper
    for name in ("expected", "differently", "answered", "difference"):
        whole = sum(getattr(line, name).mean for line in lines)
        assert whole == pytest.approx(getattr(total, name).mean, **near)
    assert sum(line.actual for line in lines) == pytest.approx(total.actual, **near)


def test_the_interval_of_what_was_answered_holds_the_luck_of_the_days():
    ledger = ledger_of([[1.0]], [[1.0]], [[100.0]])
    rng = np.random.default_rng(1)
    level, luck = 100 + rng.normal(0, 1, (2000, 1)), rng.normal(0, 10, (2000, 1))
    draws = Draws(level, level, luck, np.array([True]), np.ones(1), level[:, 0])
    line = make_line(ledger, np.zeros(1), draws, np.array([0]), "a", "X", "a")
    # 80 % of a normal lie within 1.2816 standard deviations; that of level and luck together is sqrt(101).
    assert (line.answered.upper - line.answered.lower) / 2 == pytest.approx(1.2816 * np.sqrt(101), rel=0.06)
    assert not line.beyond
    far = replace(ledger, brought=np.array([[160.0]]))
    assert make_line(far, np.zeros(1), draws, np.array([0]), "a", "X", "a").beyond


def test_two_sided_tails():
    assert two_sided(np.array([-1.0, 1.0])) == 1.0
    assert two_sided(np.array([-3.0, *[1.0] * 99])) == pytest.approx(0.02)
    assert two_sided(np.ones(399)) == pytest.approx(1 / 400)
    assert two_sided(np.zeros(10)) == 1.0


def test_shocks_land_in_the_part_they_belong_to():
    """The fast version of ``benchmarks.plan_actual``: 5 worlds, 14 days."""
    inside, found, right = [], [], []
    for seed in range(300, 305):
        case = make_case(seed, days=120, campaigns=4)
        lines, total = case.lines(14)
        truth = case.true_change(14)
        active = [line for line in lines if line.likely.mean > 1]
        inside += [line.answered.lower <= 0 <= line.answered.upper for line in active]
        most = max(active, key=lambda line: line.likely.mean)
        halved, _ = case.lines(14, most.id)
        shocked = next(line for line in halved if line.id == most.id)
        found.append(shocked.beyond)
        assert shocked.differently == most.differently
        assert shocked.answered.mean == pytest.approx(most.answered.mean - most.actual / 2)
        right += [line.differently.lower <= truth[line.id] <= line.differently.upper for line in active]
        assert total.differently.mean == pytest.approx(sum(line.differently.mean for line in lines))
    assert 0.5 <= np.mean(inside) <= 1.0
    assert np.mean(found) >= 0.8
    # What spending differently truly changed lies in most of the intervals.
    assert np.mean(right) >= 0.5
