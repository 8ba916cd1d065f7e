"""The response model against data whose truth is known, and against data that nobody would want."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from benchmarks.worlds import sparse
from core.errors import InputError, NotEnoughDataError
from core.response import ResponseModel
from core.simulation import DataGenerator
from tests.core.response.synthetic import draw


def test_intervals_cover_the_truth_of_generated_data():
    """20 seeds with 12 campaigns: the 90 % interval of the outcome at today's spend holds the truth in 80 to 97 %."""
    covered = []
    for seed in range(20):
        dataset = DataGenerator(seed=seed, campaigns=12, customers=50, days=365).generate()
        fit = ResponseModel().fit(dataset.daily_metrics, "revenue")
        lower, upper = np.quantile(fit.predict(fit.today), [0.05, 0.95], axis=0)
        truth = dataset.truth.predict(fit.today, "revenue")
        covered.extend((lower <= truth) & (truth <= upper))
    assert len(covered) == 240
    assert 0.80 <= np.mean(covered) <= 0.97


@pytest.mark.parametrize("repeat", [0.0, 0.7])
def test_intervals_cover_the_truth_of_data_from_elsewhere(repeat):
    today, marginal, error = [], [], []
    for seed in range(6):
        known = draw(seed, repeat=repeat)
        fit = ResponseModel().fit(known.frame)
        table, slopes = fit.roas(), fit.marginal_roas()
        truth, slope = known.outcome(fit.today) / fit.today, known.marginal(fit.today)
        today.extend((table["lower"] <= truth) & (truth <= table["upper"]))
        marginal.extend((slopes["lower"] <= slope) & (slope <= slopes["upper"]))
        error.extend(table["mean"] / truth - 1)
    # 72 campaigns: 0.90 give or take two standard errors of campaigns that share a season.
    assert np.mean(today) > 0.78
    assert np.mean(marginal) > 0.78
    assert abs(np.mean(error)) < 0.02
    assert np.median(np.abs(error)) < 0.03


def test_a_campaign_with_few_days_borrows_from_its_channel():
    known = draw(3, campaigns=8)
    frame = known.frame.assign(channel="one")
    last = frame["date"].max() - pd.Timedelta(days=6)
    few = frame[(frame["campaign_id"] != "c002") | (frame["date"] > last)]
    alone = ResponseModel().fit(few[few["campaign_id"] == "c002"])
    together = ResponseModel().fit(few)
    c = together.campaign_ids.index("c002")
    width = lambda fit, c: np.ptp(np.quantile(fit.predict(fit.today)[:, c], [0.05, 0.95])) / fit.today[c]  # noqa: E731
    assert width(together, c) < width(alone, 0)


def test_one_absurd_day_moves_no_campaign():
    frame = draw(3, campaigns=5, days=120).frame
    before = ResponseModel().fit(frame).roas()["mean"]
    for position in (60, 119):
        spoiled = frame.copy()
        row = spoiled[spoiled["campaign_id"] == "c003"].index[position]
        spoiled.loc[row, "revenue"] *= 50
        after = ResponseModel().fit(spoiled).roas()["mean"]
        assert np.abs(after / before - 1).max() < 0.1


def test_spend_that_never_varied_leaves_the_slope_open():
    frame = draw(1, campaigns=4, varied=0.0).frame
    frame["spend"] = 700.0
    slopes = ResponseModel().fit(frame).marginal_roas()
    assert ((slopes["upper"] - slopes["lower"]) / slopes["mean"]).min() > 0.5


def test_money_in_another_unit_changes_nothing():
    frame = draw(2, campaigns=4, days=150).frame
    cents = frame.assign(spend=frame["spend"] * 100, revenue=frame["revenue"] * 100)
    np.testing.assert_allclose(
        ResponseModel().fit(cents).roas()["mean"], ResponseModel().fit(frame).roas()["mean"], rtol=1e-6
    )


def test_order_of_rows_and_split_rows_change_nothing():
    frame = draw(2, campaigns=3, days=100).frame
    half = frame.assign(spend=frame["spend"] / 2, revenue=frame["revenue"] / 2)
    other = pd.concat([half, half]).sample(frac=1, random_state=1)
    np.testing.assert_allclose(ResponseModel().fit(other).scale, ResponseModel().fit(frame).scale, rtol=1e-6)


def test_same_answer_in_another_process():
    code = (
        "from tests.core.response.synthetic import draw; from core.response import ResponseModel;"
        "print(repr(ResponseModel().fit(draw(4, campaigns=3, days=80).frame).scale.sum()))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    here = ResponseModel().fit(draw(4, campaigns=3, days=80).frame).scale.sum()
    assert other == repr(here)


def test_today_is_the_mean_of_the_last_active_days():
    frame = draw(2, campaigns=2, days=100).frame
    off = (frame["campaign_id"] == "c000") & (frame["date"] > frame["date"].max() - pd.Timedelta(days=10))
    frame.loc[off, "spend"] = 0.0
    fit = ResponseModel().fit(frame)
    active = frame[(frame["campaign_id"] == "c000") & (frame["spend"] > 0)].sort_values("date")["spend"]
    assert fit.today[0] == pytest.approx(active.iloc[-28:].mean())


def odd_cases():
    frame = draw(3, campaigns=4, days=90).frame
    first, last = frame["date"].min(), frame["date"].max()
    rng = np.random.default_rng(0)
    yield "one day", frame[frame["date"] == first]
    yield "two days", frame[frame["date"] <= first + pd.Timedelta(days=1)]
    yield "three weeks", frame[frame["date"] < first + pd.Timedelta(days=20)]
    yield "last week only", frame[(frame["campaign_id"] != "c002") | (frame["date"] > last - pd.Timedelta(days=7))]
    yield "missing days", frame.sample(frac=0.5, random_state=1)
    yield "credits", frame.assign(spend=np.where(rng.random(len(frame)) < 0.05, -50.0, frame["spend"]))
    yield "constant spend", frame.assign(spend=100.0)
    yield "hardly an order", frame.assign(revenue=(rng.random(len(frame)) < 0.03) * 500.0)
    yield "one campaign without revenue", frame.assign(revenue=frame["revenue"] * (frame["campaign_id"] != "c001"))
    yield "one campaign without spend", frame.assign(spend=frame["spend"] * (frame["campaign_id"] != "c001"))
    yield "one campaign", frame[frame["campaign_id"] == "c000"]
    yield "outcome before spend", frame.assign(spend=frame["spend"] * (frame["date"] > first + pd.Timedelta(days=40)))


@pytest.mark.parametrize(("case", "frame"), list(odd_cases()), ids=lambda v: v if isinstance(v, str) else "")
def test_odd_data_gives_numbers_with_an_interval(case, frame):
    fit = ResponseModel().fit(frame)
    table = fit.roas()
    assert np.isfinite(table[["mean", "lower", "upper"]].to_numpy()).all()
    assert (table["lower"] < table["upper"]).all()
    if case == "one campaign without spend":
        assert [name for name, _ in fit.left_out] == ["c001"]


def test_nothing_to_learn_from_is_said():
    frame = draw(3, campaigns=2, days=30).frame
    with pytest.raises(NotEnoughDataError, match="spent"):
        ResponseModel().fit(frame.assign(spend=0.0))
    with pytest.raises(NotEnoughDataError, match="brought"):
        ResponseModel().fit(frame.assign(revenue=0.0))
    with pytest.raises(InputError, match="column"):
        ResponseModel().fit(frame.drop(columns="spend"))
    with pytest.raises(InputError, match="outcome"):
        ResponseModel().fit(frame, "likes")
    with pytest.raises(NotEnoughDataError, match="no rows"):
        ResponseModel().fit(frame.iloc[:0])


def test_predict_refuses_what_is_no_spend():
    fit = ResponseModel().fit(draw(3, campaigns=2, days=30).frame)
    for bad in ([1.0], [1.0, -1.0], [1.0, np.nan], np.ones((2, 2))):
        with pytest.raises(InputError):
            fit.predict(bad)
    assert fit.predict(0.0).max() == 0.0
    assert fit.predict([10.0, 20.0]).shape == (400, 2)


def test_a_campaign_that_gets_worse_while_its_budget_falls_does_not_pass_for_one_that_needs_more_money():
    known = draw(8, campaigns=6, days=168)
    frame = known.frame.sort_values(["campaign_id", "date"]).reset_index(drop=True)
    worse = (frame["campaign_id"] == "c001").to_numpy()
    half = np.linspace(0, 1, worse.sum())
    # Both fall to 40 % in the course of the data, for reasons that have nothing to do with each other.
    frame.loc[worse, "spend"] *= 0.4**half
    scale, middle, slope = known.scale[1], known.half[1], known.slope[1]
    spend = frame.loc[worse, "spend"].to_numpy()
    noise = np.random.default_rng(0).gamma(16, 1 / 16, worse.sum())
    frame.loc[worse, "revenue"] = scale * spend**slope / (spend**slope + middle**slope) * 0.4**half * noise
    # So many draws that the end of the interval is the posterior's, not that of a sample of it (1.3 % with 400).
    fit = ResponseModel(draws=4000).fit(frame)
    today = fit.today[1]
    level = 0.4 ** half[-28:].mean()
    truth = level * (known.marginal(np.full(6, today))[1])
    row = fit.marginal_roas().iloc[1]
    assert row["lower"] <= truth <= row["upper"]
    assert row["mean"] < 1.5 * truth


def test_dates_of_any_kind_are_days():
    frame = draw(3, campaigns=2, days=60).frame
    expected = ResponseModel().fit(frame).roas()["mean"]
    hours = pd.to_timedelta(np.random.default_rng(0).integers(0, 24, len(frame)), unit="h")
    for other in (
        frame.assign(date=frame["date"].dt.strftime("%Y-%m-%d")),
        frame.assign(date=frame["date"] + hours),
        frame.assign(date=frame["date"].dt.tz_localize("Europe/Berlin")),
        frame.set_index(frame["date"]),
        frame.assign(campaign_id=frame["campaign_id"].astype(pd.CategoricalDtype(["c000", "c001", "zz"]))),
    ):
        np.testing.assert_allclose(ResponseModel().fit(other).roas()["mean"], expected)


def test_an_unknown_amount_is_not_zero():
    frame = draw(3, campaigns=4, days=90).frame
    missing = np.random.default_rng(1).random(len(frame)) < 0.3
    before = ResponseModel().fit(frame).roas()["mean"]
    after = ResponseModel().fit(frame.assign(revenue=frame["revenue"].mask(missing))).roas()["mean"]
    assert np.abs(after / before - 1).max() < 0.12


@pytest.mark.parametrize(
    "change",
    [
        {"date": "abc"},
        {"spend": "x"},
        {"revenue": np.inf},
    ],
)
def test_what_is_no_date_or_number_is_named(change):
    frame = draw(3, campaigns=2, days=30).frame.assign(**change)
    with pytest.raises(InputError, match=next(iter(change))):
        ResponseModel().fit(frame)


def test_a_stray_row_years_before_the_others_changes_nothing():
    frame = draw(3, campaigns=4, days=120).frame
    stray = frame.iloc[:1].assign(date=frame["date"].min() - pd.Timedelta(days=3000))
    plain, with_stray = (ResponseModel().fit(data) for data in (frame, pd.concat([stray, frame])))
    assert len(with_stray.timeline.dates) == 120
    np.testing.assert_allclose(with_stray.scale, plain.scale)


def test_one_absurd_day_moves_no_campaign_with_few_orders():
    frame = draw(6, campaigns=5, days=200).frame
    rng = np.random.default_rng(0)
    orders = rng.poisson(0.4 * frame["revenue"] / frame["revenue"].mean())
    frame["revenue"] = orders * rng.lognormal(4, 0.3, len(frame))
    before = ResponseModel().fit(frame).roas()["mean"]
    spoiled = frame.copy()
    row = spoiled[(spoiled["campaign_id"] == "c003") & (spoiled["revenue"] > 0)].index[30]
    spoiled.loc[row, "revenue"] *= 50
    after = ResponseModel().fit(spoiled).roas()["mean"]
    assert np.abs(after / before - 1).max() < 0.1


def test_days_without_a_row_count_as_days_on_which_nothing_came():
    """Exports leave out what did not happen; what is carried over to such days must not be foretold unpunished."""
    made = [sparse(seed) for seed in range(2)]
    fits = [ResponseModel().fit(one.frame, one.name) for one in made]
    foretold = sum(float(fit.timeline.expected().sum()) for fit in fits)
    measured = sum(float(one.frame["conversions"].sum()) for one in made)
    assert foretold == pytest.approx(measured, rel=0.08)


def test_a_day_without_any_row_of_a_channel_is_unknown():
    frame = draw(3, campaigns=4, days=90).frame
    gap = (frame["date"] - frame["date"].min()).dt.days.between(40, 45)
    fit = ResponseModel().fit(frame[~gap])
    assert not fit.timeline.counted[40:46].any()
    assert fit.timeline.counted[46:].all()
