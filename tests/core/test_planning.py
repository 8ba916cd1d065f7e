"""Plans against the posterior draws themselves: figures, optimum, limits, words."""

import itertools
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from core.allocation.planning import PlanSettings, named_apart, plan_figures
from core.budget_curves import budget_curve
from core.curves import FORMS, curve_draws, hill, mean_curve, share
from core.data import Dataset
from core.errors import InfeasibleError, InputError
from core.memo import DictMemo
from core.optimizing import optimize
from core.plan_words import certificate
from core.planning import main_outcome, make_planner, outcomes_of
from core.simulation import DataGenerator


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=3, campaigns=6, customers=50, days=200).generate()


@pytest.fixture(scope="module")
def memo():
    return DictMemo()


@pytest.fixture(scope="module")
def planner(dataset, memo):
    return make_planner(dataset, "revenue", 30, memo)


def test_curves_of_a_horizon_are_those_of_a_day_times_its_days(dataset, memo, planner):
    day = make_planner(dataset, "revenue", 1, memo)
    np.testing.assert_allclose(planner.today, 30 * day.today)
    for long, short in zip(planner.curves, day.curves, strict=True):
        np.testing.assert_allclose(curve_draws(long, 3000.0), 30 * curve_draws(short, 100.0))


def test_a_plan_may_hold_curves_of_every_form(planner):
    curves = [
        replace(
            c, form=form, slope=c.slope if form == "hill" else np.full(len(c.slope), {"tanh": 1.0, "root": 0.6}[form])
        )
        for c, form in zip(planner.curves, itertools.cycle(FORMS), strict=False)
    ]
    mixed = replace(planner, key="mixed", curves=tuple(curves))
    plan = optimize(mixed, PlanSettings(), DictMemo())
    assert plan.gap <= 1e-6
    spend = np.array([plan.spend[c.id] for c in mixed.campaigns])
    draws = [c.scale * share(c.form, x, c.half_saturation, c.slope) for c, x in zip(curves, spend, strict=True)]
    assert plan.figures.expected == pytest.approx(np.sum(draws, axis=0).mean(), rel=1e-12)
    # Moving 1 % of any campaign's money to any other, within the limits in whole cents, brings no more.
    upper = np.array([np.floor(c.upper * 100) / 100 for c in mixed.campaigns])
    for giver, taker in itertools.permutations(range(len(spend)), 2):
        moved, step = spend.copy(), min(0.01 * spend[giver], upper[taker] - spend[taker])
        moved[giver], moved[taker] = spend[giver] - step, spend[taker] + step
        outcome = sum(float(mean_curve(c, x)) for c, x in zip(curves, moved, strict=True))
        assert outcome <= plan.upper_bound


def test_figures_are_means_and_quantiles_of_the_draws(planner):
    spend = np.array([c.usual for c in planner.campaigns]) * np.linspace(0.5, 1.5, 6)
    figures = plan_figures(planner, spend)
    draws = np.column_stack(
        [c.scale * hill(x, c.half_saturation, c.slope) for c, x in zip(planner.curves, spend, strict=True)]
    )
    today = np.column_stack(
        [c.scale * hill(x, c.half_saturation, c.slope) for c, x in zip(planner.curves, planner.today, strict=True)]
    )
    gain = draws.sum(1) - today.sum(1)
    assert figures.expected == pytest.approx(draws.sum(1).mean())
    assert (figures.lower, figures.upper) == pytest.approx(tuple(np.quantile(draws.sum(1), [0.1, 0.9])))
    assert (figures.gain_lower, figures.gain_upper) == pytest.approx(tuple(np.quantile(gain, [0.1, 0.9])))
    assert figures.chance == pytest.approx((gain > 0).mean())
    assert sum(c.expected for c in figures.campaigns) == pytest.approx(figures.expected)
    step = 1e-4 * spend
    for i, campaign in enumerate(figures.campaigns):
        up, down = (plan_figures(planner, spend + s * step * (np.arange(6) == i)).expected for s in (1, -1))
        assert campaign.next_unit == pytest.approx((up - down) / (2 * step[i]), rel=1e-4)


def test_todays_split_gains_nothing_and_has_no_chance(planner):
    figures = plan_figures(planner, planner.today)
    assert figures.gain == 0
    assert figures.chance is None


def test_no_split_on_a_grid_beats_the_optimum(dataset):
    few = dataset.daily_metrics[dataset.daily_metrics["campaign_id"].isin(dataset.campaigns["campaign_id"][:3])]
    small = Dataset("three", few, dataset.campaigns, currency="EUR")
    planner = make_planner(small, "revenue", 30, DictMemo())
    best = optimize(planner, PlanSettings(), DictMemo())
    budget = round(float(planner.today.sum()), 2)
    assert sum(round(x * 100) for x in best.spend.values()) == round(budget * 100)
    assert best.gap <= 1e-6
    upper = [c.upper for c in planner.campaigns]
    grid = [np.linspace(0, u, 60) for u in upper[:2]]
    values = [
        planner.outcome_draws(np.array([a, b, budget - a - b])).sum(1).mean()
        for a, b in itertools.product(*grid)
        if 0 <= budget - a - b <= upper[2]
    ]
    assert max(values) <= best.figures.expected * (1 + 1e-9)
    assert best.figures.expected <= best.upper_bound * (1 + 1e-12)


def test_locks_and_limits_hold(planner, memo):
    locked, low = planner.campaigns[0], planner.campaigns[1]
    settings = PlanSettings(locked={locked.id: 1234.56}, lower={low.id: low.today}, upper={low.id: low.today * 1.1})
    best = optimize(planner, settings, memo)
    assert best.spend[locked.id] == 1234.56
    assert low.today - 0.01 <= best.spend[low.id] <= low.today * 1.1 + 0.01
    assert best.reasons[locked.id].startswith("you locked it; it would bring")
    assert set(best.reasons) == {c.id for c in planner.campaigns}


def test_clashing_limits_are_named_with_their_amounts(planner, memo):
    first = planner.campaigns[0]
    with pytest.raises(InfeasibleError, match=rf"The minimum of “{first.name}” is €.*more than the budget of €100"):
        optimize(planner, PlanSettings(budget=100.0, lower={first.id: first.today}), memo)
    with pytest.raises(InfeasibleError, match=r"maximums of .* add up to"):
        optimize(planner, PlanSettings(budget=float(planner.today.sum() * 10)), memo)
    with pytest.raises(InfeasibleError, match=first.name):
        optimize(planner, PlanSettings(lower={first.id: 10.0}, upper={first.id: 5.0}), memo)


@pytest.mark.parametrize(
    "settings",
    [
        PlanSettings(budget=-1.0),
        PlanSettings(budget=float("nan")),
        PlanSettings(budget="much"),
        PlanSettings(lower={"nobody": 1.0}),
        PlanSettings(upper={"nobody": -1.0}),
        PlanSettings(locked={"nobody": float("inf")}),
    ],
)
def test_what_is_no_setting_is_refused(planner, memo, settings):
    with pytest.raises(InputError):
        optimize(planner, settings, memo)


@pytest.mark.parametrize("days", [0, -3, 367, 1.5, True, "30"])
def test_what_is_no_horizon_is_refused(dataset, memo, days):
    with pytest.raises(InputError, match="horizon"):
        make_planner(dataset, "revenue", days, memo)


def test_budget_curve_rises_and_passes_through_the_best_plan(planner, memo):
    curve = budget_curve(planner, PlanSettings(), memo)
    assert np.all(np.diff(curve.budget) > 0)
    assert np.all(np.diff(curve.expected) >= 0)
    assert np.all((curve.lower <= curve.expected) & (curve.expected <= curve.upper))
    best = optimize(planner, PlanSettings(), memo)
    # Concave enough between two of its points that a straight line comes within a thousandth.
    assert np.interp(best.figures.spend, curve.budget, curve.expected) == pytest.approx(best.figures.expected, rel=3e-3)


def test_a_bound_is_never_said_tighter_than_it_is():
    assert certificate(0.0) == certificate(9e-6) == "Proved within 0.00\u00a0% of the best possible"
    assert "0.01\u00a0%" in certificate(1.1e-5)
    assert "2.35\u00a0%" in certificate(0.02341)


def test_the_main_outcome_is_revenue_where_there_is_any(dataset):
    bare = Dataset(
        "bare", dataset.daily_metrics.assign(revenue=0.0), dataset.campaigns, measured=("spend", "conversions")
    )
    assert outcomes_of(dataset) == ("revenue", "conversions", "clicks", "impressions")
    assert outcomes_of(bare) == ("conversions",)
    # Clicks alone are no result that a business lives on.
    clicks = Dataset("clicks", dataset.daily_metrics, dataset.campaigns, measured=("spend", "clicks"))
    assert outcomes_of(clicks) == ("revenue",)
    assert (main_outcome(dataset), main_outcome(bare)) == ("revenue", "conversions")


def test_every_reason_holds_for_its_move(planner, memo):
    best = optimize(planner, PlanSettings(), memo)
    for campaign in best.figures.campaigns:
        text = best.reasons[campaign.id]
        if "taken away brought" in text:
            mean_return = (campaign.expected_today - campaign.expected) / (campaign.today - campaign.spend)
            assert campaign.next_unit_today > mean_return
        elif "brings only" in text:
            assert campaign.spend < campaign.today
        elif "each extra" in text:
            assert campaign.spend > campaign.today


def test_todays_split_is_what_is_spent_now(dataset, memo):
    metrics = dataset.daily_metrics.copy()
    some = metrics["campaign_id"].iloc[0]
    metrics.loc[(metrics["campaign_id"] == some) & (metrics["date"].dt.dayofweek != 0), "spend"] = 0.0
    changed = Dataset("mondays", metrics, dataset.campaigns, currency="EUR")
    planner = make_planner(changed, "revenue", 28, DictMemo())
    last = metrics[metrics["date"] > metrics["date"].max() - np.timedelta64(28, "D")]
    assert planner.today.sum() == pytest.approx(last["spend"].sum())
    campaign = next(c for c in planner.campaigns if c.id == some)
    mondays = metrics[(metrics["campaign_id"] == some) & (metrics["spend"] > 0)].sort_values("date")["spend"]
    assert campaign.usual == pytest.approx(28 * mondays.iloc[-28:].mean())
    assert campaign.today == pytest.approx(mondays[mondays.index.isin(last.index)].sum())
    assert campaign.upper == pytest.approx(3 * campaign.usual)


def test_a_plan_beyond_what_was_seen_is_marked(memo, dataset):
    planner = make_planner(dataset, "revenue", 30, memo)
    first, *others = planner.campaigns
    figures = plan_figures(planner, planner.spend_vector({first.id: first.seen}))
    assert not any(c.beyond for c in figures.campaigns)
    figures = plan_figures(planner, planner.spend_vector({first.id: first.seen + 0.01}))
    assert [c.beyond for c in figures.campaigns] == [True, *(False for _ in others)]


@pytest.mark.parametrize("outcome", ["clicks", "impressions"])
def test_budgets_can_be_planned_for_clicks_and_impressions(dataset, memo, outcome):
    planner = make_planner(dataset, outcome, 30, memo)
    plan = optimize(planner, PlanSettings(outcome=outcome), memo)
    assert plan.gap <= 1e-6
    assert plan.figures.gain > 0
    assert plan.reached.endswith(f"{outcome}.")
    # What today's spend is expected to bring is about what the last days brought.
    recent = dataset.daily_metrics[dataset.daily_metrics["date"] > dataset.daily_metrics["date"].max() - timedelta(28)]
    today = plan_figures(planner, planner.today).expected
    assert today == pytest.approx(recent[outcome].sum() * 30 / 28, rel=0.15)


def test_campaigns_of_one_name_are_told_apart_by_channel_and_id(planner):
    a, b, c = (replace(one, name="Brand") for one in planner.campaigns[:3])
    campaigns = (replace(a, channel="Search"), replace(b, channel="Social"), replace(c, channel="Social"))
    names = [curve.name for curve in named_apart(planner.curves[:3], campaigns)]
    assert names == ["Brand (Search)", f"Brand (Social, {b.id})", f"Brand (Social, {c.id})"]
    assert [curve.name for curve in planner.curves] == [one.name for one in planner.campaigns]
