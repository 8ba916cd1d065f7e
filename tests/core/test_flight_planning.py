"""From a fit to flighting: what is taken from it is what its own timeline says, put together on another way."""

from datetime import timedelta

import numpy as np
import pytest

from core.allocation import flight
from core.curves import share
from core.errors import InputError
from core.flight_planning import carry_over_weights, season_by_week, weekly_responses
from core.response import ResponseModel
from tests.core.response.mix_synthetic import draw_mix
from tests.core.response.synthetic import draw


@pytest.fixture(scope="module")
def fit():
    return ResponseModel(draws=60).fit(draw(3, campaigns=3, days=420).frame)


@pytest.fixture(scope="module")
def short():
    return ResponseModel(draws=20).fit(draw(3, campaigns=3, days=120).frame)


def test_curve_and_carry_over_give_what_the_timeline_says(fit):
    timeline, weights = fit.timeline, carry_over_weights(fit)
    days = np.arange(300, 420)
    brought = timeline.contribution_draws(np.where(np.arange(420) < 300, -1, np.arange(420) - 300))
    for c in range(3):
        for draw_number in (0, 17, 59):
            stock = np.array(
                [sum(w * timeline.spend[t - lag, c] for lag, w in enumerate(weights[c, draw_number])) for t in days]
            )
            steady = fit.scale[draw_number, c] * share(
                fit.form, stock, fit.half_saturation[draw_number, c], fit.slope[draw_number, c]
            )
            own = timeline.own[draw_number, c, timeline.mean.shapes :]
            level = np.exp(timeline.mean.shared @ timeline.shared[draw_number] + timeline.mean.drift @ own)
            expected = steady * level[days] / level[-fit.averaged :].mean()
            np.testing.assert_allclose(brought[draw_number, :, c], expected, rtol=2e-3)


def test_the_season_is_that_of_the_same_days_a_year_before(fit):
    start = (fit.timeline.dates[-1] + timedelta(days=1)).date()
    season = season_by_week(fit, 60, start)
    assert season.shape == (60, 60)
    for draw_number in (0, 31):
        level = np.exp(fit.timeline.mean.shared @ fit.timeline.shared[draw_number])
        for week in (0, 5, 51, 55):
            days = [420 + 7 * week + d for d in range(7)]
            days = [day - 364 if day - 364 < 420 else day - 728 for day in days]
            assert season[draw_number, week] == pytest.approx(level[days].mean() / level[-365:].mean(), rel=1e-5)


def test_no_season_is_made_up(short):
    assert season_by_week(short, 4, (short.timeline.dates[-1] + timedelta(days=1)).date()) is None
    assert all(one.season is None for one in weekly_responses(short, 4))
    told = weekly_responses(short, 2, season=[1.0, 2.0])
    assert [one.season.tolist() for one in told] == [[1.0, 2.0]] * 3
    by_campaign = weekly_responses(short, 2, season=[[1, 2], [3, 4], [5, 6]])
    assert by_campaign[2].season.tolist() == [5, 6]
    with pytest.raises(InputError, match="season has shape"):
        weekly_responses(short, 2, season=[[1, 2]])


def test_what_was_spent_last_is_in_the_pipe(short):
    last = short.timeline.dates[-1]
    at_once, later = weekly_responses(short, 4), weekly_responses(short, 4, (last + timedelta(days=6)).date())
    for c in range(3):
        np.testing.assert_array_equal(at_once[c].before, short.timeline.spend[-56:, c])
        np.testing.assert_array_equal(later[c].before, np.append(short.timeline.spend[-51:, c], np.zeros(5)))
    with pytest.raises(InputError, match="but the data end on"):
        weekly_responses(short, 4, last.date())


def test_a_plan_of_a_fit(fit):
    responses = weekly_responses(fit, 8)
    total = float(fit.today.sum() * 56)
    plan = flight(responses, 8, total=total, most_change=0.3, week_before=fit.today * 7, after_end=True)
    assert plan.names == fit.campaigns
    assert plan.spend.sum() == pytest.approx(total, rel=1e-9)
    assert plan.constant is None or plan.outcome >= plan.constant
    # Without season, carry-over or limits, a week is worth seven days of the curve.
    steady = weekly_responses(fit, 3, season=np.ones(3))
    level = [type(one)(one.curve) for one in steady]
    plain = flight(level, 3, total=float(fit.today.sum() * 21))
    daily = plain.spend[:, 0] / 7
    np.testing.assert_allclose(plain.by_week[:, 0], 7 * fit.predict(daily).mean(axis=0), rtol=1e-9, atol=1e-9)


def test_channels_of_a_mix_carry_over_by_week():
    known = draw_mix(1, weeks=80)
    fit = ResponseModel("mix", draws=30).fit(known.frame, "revenue", spend=known.names)
    responses = weekly_responses(fit, 6)
    assert [one.period_days for one in responses] == [7] * len(known.names)
    np.testing.assert_allclose([one.carry_over.sum(axis=1) for one in responses], 1.0, rtol=1e-12)
    assert responses[0].season is None
    # Days until nine tenths of an effect have come, from the weights: within the week that the fit says.
    for c, one in enumerate(responses):
        reached = np.cumsum(one.carry_over, axis=1)
        weeks = (reached < 0.9 - 1e-9).sum(axis=1)
        assert (np.abs(weeks - fit.carry_over[:, c] / 7) <= 1.0).all()
