"""Beliefs, lift tests and chosen shapes in mode "campaign"."""

from datetime import date

import numpy as np
import pytest

from core.errors import InputError
from core.response import Belief, LiftTest, ResponseModel
from core.response.adstock import ADSTOCKS
from core.response.saturation import SATURATIONS
from tests.core.response.synthetic import draw


@pytest.fixture(scope="module")
def known():
    return draw(4, campaigns=4, days=200)


@pytest.fixture(scope="module")
def plain(known):
    return ResponseModel().fit(known.frame)


@pytest.mark.parametrize(
    ("saturation", "adstock"),
    [(name, "geometric") for name in SATURATIONS] + [("hill", name) for name in ADSTOCKS if name != "geometric"],
)
def test_every_shape_meets_the_return_of_the_data(known, plain, saturation, adstock):
    """Whatever the shape, the return at today's spend is what the data say, where the shape can be like the truth."""
    fit = ResponseModel(saturation=saturation, adstock=adstock).fit(known.frame)
    assert fit.form == SATURATIONS[saturation].form
    # Only the one campaign with a true slope near 1 is in reach of a shape that is never S-shaped.
    like = slice(None) if saturation == "hill" else known.slope < 1.2
    table, data = fit.roas(), plain.roas()["mean"]
    if adstock == "none":
        # No carry-over can't be like the truth: days repeat each other, the interval is wide, and it holds the return.
        assert ((table["lower"] < data) & (data < table["upper"])).all()
    else:
        np.testing.assert_allclose(table["mean"][like], data[like], rtol=0.1)
    slopes = fit.marginal_roas()["mean"].to_numpy()
    up, down = fit.predict(fit.today * 1.001).mean(0), fit.predict(fit.today * 0.999).mean(0)
    np.testing.assert_allclose(slopes, (up - down) / (0.002 * fit.today), rtol=1e-4)


def test_a_belief_about_a_campaign_that_hardly_ran_is_what_comes_out(known):
    frame = known.frame
    last = frame["date"].max() - np.timedelta64(1, "D")
    few = frame[(frame["campaign_id"] != "c002") | (frame["date"] > last)]
    before = ResponseModel().fit(few)
    after = ResponseModel(beliefs=[Belief("c002", roas=(9.0, 11.0), carry_over=(2.0, 4.0))]).fit(few)
    row = after.prior_table[after.prior_table["campaign_id"] == "c002"].set_index("quantity")
    assert row.loc["roas", "source"] == row.loc["carry_over", "source"] == "stated"
    assert row.loc["roas", ["prior_lower", "prior_upper"]].tolist() == pytest.approx([9.0, 11.0], rel=0.05)
    moved = np.abs(after.roas()["mean"] - 10) < np.abs(before.roas()["mean"] - 10)
    assert moved[2]
    others = [0, 1, 3]
    np.testing.assert_allclose(after.roas()["mean"][others], before.roas()["mean"][others], rtol=0.05)
    with pytest.raises(InputError, match="Radio"):
        ResponseModel(beliefs=[Belief("Radio", roas=(1.0, 2.0))]).fit(few)


def lift_test(fit, share, error, subject="c001", days=28):
    """A test that stopped half of the spend of the last days, measured with that error."""
    c = fit.campaign_ids.index("c001")
    timeline = fit.timeline
    spent = timeline.spend[-days:, c]
    change = 0.5 * spent.sum()
    # The reported change, from the steady curve: near enough to what the days themselves say.
    steady = (fit.predict(spent.mean()) - fit.predict(spent.mean() / 2)).mean(axis=0)[c] * days
    end = timeline.dates[-1].date()
    start = timeline.dates[-days].date()
    return LiftTest(subject, start, end, change, share * steady, error * steady)


def test_a_precise_test_that_says_half_halves_the_return(known, plain):
    fit = ResponseModel(lift_tests=[lift_test(plain, 0.5, 0.01)]).fit(known.frame)
    ratio = fit.roas()["mean"] / plain.roas()["mean"]
    assert ratio[1] == pytest.approx(0.5, abs=0.06)
    np.testing.assert_allclose(ratio[[0, 2, 3]], 1.0, atol=1e-9)
    assert fit.incremental == (False, True, False, False)
    row = fit.prior_table[fit.prior_table["quantity"] == "incrementality"]
    assert row["campaign_id"].tolist() == ["c001"]
    assert row["mean"].iloc[0] == pytest.approx(0.5, abs=0.06)
    # What is not caused goes into a part of its own; together they stay what was reported.
    timeline, bins = fit.timeline, np.zeros(200, int)
    brought = timeline.contribution_draws(bins)[:, 0].mean(axis=0)
    assert [part.kind for part in timeline.parts] == ["media"] * 4 + ["baseline"]
    np.testing.assert_allclose(brought.sum(), timeline.expected().sum(), rtol=1e-3)
    assert brought[-1] == pytest.approx(timeline.expected()[:, 1].sum() * 0.5, rel=0.12)


def test_a_vague_test_leaves_the_prior(known, plain):
    fit = ResponseModel(lift_tests=[lift_test(plain, 0.5, 50.0)]).fit(known.frame)
    row = fit.prior_table[fit.prior_table["quantity"] == "incrementality"].iloc[0]
    assert row["mean"] == pytest.approx(row["prior"], rel=0.1)
    assert row["upper"] == pytest.approx(row["prior_upper"], rel=0.15)
    assert fit.roas()["mean"][1] == pytest.approx(plain.roas()["mean"][1], rel=0.1)


def test_a_test_about_nothing_known_is_refused_in_a_sentence(known, plain):
    with pytest.raises(InputError, match="Radio"):
        ResponseModel(lift_tests=[LiftTest("Radio", date(2025, 2, 1), date(2025, 2, 9), 10.0, 5.0, 1.0)]).fit(
            known.frame
        )
    with pytest.raises(InputError, match="data only hold"):
        ResponseModel(lift_tests=[LiftTest("c001", date(2031, 2, 1), date(2031, 2, 9), 10.0, 5.0, 1.0)]).fit(
            known.frame
        )
