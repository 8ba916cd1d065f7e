"""A mix as a whole: against known truth, against odd data, and the same whatever the units and the order of rows."""

import pickle
import subprocess
import sys
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError, NotEnoughDataError
from core.response import ResponseModel
from core.response.assumptions import Belief, LiftTest
from tests.core.data.files import public_file
from tests.core.response.mix_synthetic import draw_mix


def fit(known, frame=None, model=None, **settings):
    settings = {"spend": known.names, "controls": ["price"], "events": ["event"], **settings}
    return (model or ResponseModel("mix")).fit(known.frame if frame is None else frame, **settings)


@cache
def plain(seed=5, channels=2, weeks=104):
    known = draw_mix(seed, channels=channels, weeks=weeks)
    return known, fit(known)


def total(fitted, names):
    draws = fitted.timeline.contribution_draws(np.zeros(len(fitted.timeline.dates), int))[:, 0]
    parts = [part.name for part in fitted.timeline.parts]
    return draws[:, [parts.index(name) for name in names]]


@pytest.mark.slow
def test_intervals_hold_the_truth_and_chains_agree():
    inside = []
    for seed in range(4):
        known = draw_mix(seed, memory=0.5)
        fitted = fit(known)
        assert fitted.computation.r_hat < 1.02
        assert fitted.computation.effective > 400
        x = fitted.today
        for table, truth in (
            (fitted.roas(), known.outcome(x) / x),
            (fitted.marginal_roas(), known.marginal(x)),
        ):
            inside.extend((table["lower"] <= truth) & (truth <= table["upper"]))
        lower, upper = np.quantile(total(fitted, known.names), [0.05, 0.95], axis=0)
        true = known.brought.sum(axis=0)
        inside.extend((lower <= true) & (true <= upper))
    # 48 intervals of 90 %: fewer than 0.8 come once in a hundred.
    assert np.mean(inside) > 0.8


def test_channels_with_a_hidden_multiplier_are_found():
    frame = pd.read_csv(public_file("mix_with_truth_tvp.csv"))
    fitted = ResponseModel("mix").fit(frame, "y", spend=["x1", "x2"], events=["event_1", "event_2"], date="date_week")
    lower, upper = np.quantile(total(fitted, ["x1", "x2"]), [0.05, 0.95], axis=0)
    truth = frame[["x1_contribution", "x2_contribution"]].sum().to_numpy()
    assert (lower <= truth).all()
    assert (truth <= upper).all()
    assert (upper - lower).max() < 0.2 * frame["y"].sum()


def errors_of_more_spend(seeds, with_tests, **world):
    """Log errors of what half of the usual spend on top brings, which the tests of these worlds measured."""
    tested = ((0, 60, 8), (1, 110, 8))
    errors = []
    for seed in seeds:
        known = draw_mix(seed, channels=2, confounded=0.3, tested=tested, **world)
        usual = known.frame[known.names].mean().to_numpy()
        truth = known.outcome(1.5 * usual) - known.outcome(usual)
        fitted = fit(known, model=ResponseModel("mix", lift_tests=known.tests if with_tests else ()))
        brought = fitted.predict(1.5 * usual) - fitted.predict(usual)
        errors.extend(np.log(brought.mean(axis=0) / truth))
    return np.array(errors)


@pytest.mark.slow
def test_lift_tests_take_much_of_the_bias_out_that_demand_of_weeks_leaves():
    before = errors_of_more_spend(range(4), with_tests=False, demand_memory=0.5)
    after = errors_of_more_spend(range(4), with_tests=True, demand_memory=0.5)
    assert before.mean() > 0.15
    assert abs(after.mean()) < 0.7 * before.mean()
    assert np.abs(after).mean() < 0.7 * np.abs(before).mean()


@pytest.mark.slow
def test_slow_demand_that_moves_all_spends_leaves_little_bias_and_less_with_lift_tests():
    assert abs(errors_of_more_spend(range(4), with_tests=False).mean()) < 0.2
    assert abs(errors_of_more_spend(range(4), with_tests=True).mean()) < 0.15


def test_a_belief_moves_the_posterior_and_the_table_shows_both():
    known, default = plain()
    strong = fit(known, model=ResponseModel("mix", beliefs=[Belief("channel 0", (20, 21), (7, 10))]))
    assert strong.roas()["mean"][0] > default.roas()["mean"][0]
    assert strong.carry_over[:, 0].mean() < default.carry_over[:, 0].mean() + 1
    table = strong.prior_table.set_index(["campaign", "quantity"])
    row = table.loc[("channel 0", "roas")]
    assert row["source"] == "stated"
    np.testing.assert_allclose(row[["prior_lower", "prior_upper"]].astype(float), [20, 21], rtol=0.02)
    assert table.loc[("channel 1", "roas"), "source"] == "default"


def test_a_test_outside_of_the_data_is_taken_at_the_usual_spend():
    known, default = plain()
    usual = known.frame[known.names[0]][lambda spend: spend > 0].mean()
    there = default.predict([usual, 0.0])[:, 0]
    change = 3 * (there.mean() - default.predict([usual / 2, 0.0])[:, 0].mean())
    test = LiftTest("channel 0", date(2030, 1, 7), date(2030, 2, 3), 2 * usual, 4 / 3 * change * 1.5, 0.02 * change)
    fitted = fit(known, model=ResponseModel("mix", lift_tests=[test]))
    curve = fitted.predict([usual, 0.0])[:, 0] - fitted.predict([usual / 2, 0.0])[:, 0]
    assert 4 * curve.mean() == pytest.approx(test.outcome_change, rel=0.05)


def test_one_absurd_week_moves_little():
    known, before = plain()
    for week in (40, 103):
        frame = known.frame.copy()
        frame.loc[week, "revenue"] *= 40
        after = fit(known, frame)
        assert after.lowered[0] == before.lowered[0] + 1
        assert not after.timeline.counted[week, 0]
        assert np.abs(after.roas()["mean"] / before.roas()["mean"] - 1).max() < 0.15


def test_money_in_cents_and_the_order_of_rows_change_nothing():
    known, before = plain()
    cents = known.frame.assign(**{name: known.frame[name] * 100 for name in [*known.names, "revenue"]})
    np.testing.assert_allclose(fit(known, cents).roas()["mean"], before.roas()["mean"], rtol=0.02)
    shuffled = known.frame.sample(frac=1, random_state=1)
    np.testing.assert_allclose(fit(known, shuffled).scale, before.scale, rtol=1e-9)


def test_same_answer_in_another_process():
    code = (
        "from tests.core.response.mix_synthetic import draw_mix; from core.response import ResponseModel;"
        "known = draw_mix(4, channels=1, weeks=40);"
        "print(repr(ResponseModel('mix').fit(known.frame, spend=known.names).scale.sum()))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    known = draw_mix(4, channels=1, weeks=40)
    assert other == repr(ResponseModel("mix").fit(known.frame, spend=known.names).scale.sum())


def test_the_timeline_adds_up_and_keeps_what_was_held_out():
    known, _ = plain()
    fitted = fit(known, hold_out=12)
    again = pickle.loads(pickle.dumps(fitted))
    timeline = again.timeline
    assert not timeline.counted[-12:].any()
    assert timeline.counted[:-12].all()
    np.testing.assert_allclose(timeline.observed[:, 0], known.frame["revenue"])
    by_week = timeline.contribution_draws(np.arange(104))
    by_half = timeline.contribution_draws(np.arange(104) // 52)
    np.testing.assert_allclose(by_half[:, 0], by_week[:, :52].sum(axis=1), rtol=1e-6)
    left_out = timeline.contribution_draws(np.where(np.arange(104) < 52, 0, -1))
    np.testing.assert_allclose(left_out[:, 0], by_half[:, 0], rtol=1e-6)
    expected = timeline.expected()
    np.testing.assert_allclose(by_week.sum(axis=2).mean(axis=0), expected[:, 0], rtol=1e-6)
    held = timeline.predictive_draws(slice(92, 104), np.random.default_rng(0))
    assert held.shape == (400, 12, 1)
    lower, upper = np.quantile(held[..., 0], [0.01, 0.99], axis=0)
    revenue = known.frame["revenue"].to_numpy()[92:]
    assert ((lower < revenue) & (revenue < upper)).mean() >= 0.75
    kept = (timeline.observed - expected)[:92, 0].std()
    assert kept == pytest.approx(timeline.deviation()[0, 0], rel=0.35)


def test_what_is_held_out_is_not_learned_from():
    known, _ = plain()
    other = known.frame.copy()
    other.loc[92:, "revenue"] *= 3
    np.testing.assert_allclose(fit(known, other, hold_out=12).scale, fit(known, hold_out=12).scale, rtol=1e-9)


def regions(known, count=3):
    rng = np.random.default_rng(0)
    frames = []
    for r in range(count):
        frame = known.frame.copy()
        for name in [*known.names, "revenue"]:
            frame[name] *= r + 1
        frame["revenue"] *= rng.normal(1, 0.02, len(frame))
        frames.append(frame.assign(region=f"region {r}", people=1000 * (r + 1)))
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("population", [None, "people"])
def test_regions_add_up_to_the_whole(population):
    known, whole = plain()
    frame = regions(known)
    fitted = fit(known, frame, region="region", population=population)
    assert fitted.today == pytest.approx(6 * whole.today)
    np.testing.assert_allclose(fitted.timeline.observed[:, 0], frame.groupby("date")["revenue"].sum())
    usual = known.frame[known.names].mean().to_numpy()
    a, b = (np.log(one.predict(x)) for one, x in ((fitted, 6 * usual), (whole, usual)))
    assert np.abs(a.mean(axis=0) - np.log(6) - b.mean(axis=0)).max() < 0.5
    missing = frame.drop(index=[5, 150, 290])
    assert np.isfinite(fit(known, missing, region="region", population=population).scale).all()


def odd_cases():
    known = draw_mix(3, channels=2, weeks=60)
    frame, names = known.frame, known.names
    rng = np.random.default_rng(0)
    one = names[0]
    yield "collinear", frame.assign(**{one: frame[names[1]] * 2})
    yield "constant spend", frame.assign(**{one: 500.0})
    yield "channel without spend", frame.assign(**{one: 0.0})
    yield "ten weeks", frame.head(10)
    yield "eight weeks", frame.head(8)
    yield "spend in the last week only", frame.assign(**{one: np.where(np.arange(60) == 59, 100.0, 0.0)})
    yield "missing weeks", frame.sample(frac=0.7, random_state=1)
    yield "rows twice", pd.concat([frame, frame.tail(5)])
    yield "credits", frame.assign(**{one: np.where(rng.random(60) < 0.1, -50.0, frame[one])})
    yield "unknown outcome", frame.assign(revenue=frame["revenue"].mask(rng.random(60) < 0.2))
    yield "unknown spend", frame.assign(**{one: frame[one].mask(rng.random(60) < 0.1)})
    yield "constant outcome", frame.assign(revenue=100.0)
    yield "outcome around zero", frame.assign(revenue=rng.normal(size=60))
    yield "constant control", frame.assign(price=1.0)
    yield "event never", frame.assign(event=0)
    yield "events in words", frame.assign(event=np.where(rng.random(60) < 0.1, "sale", "na"))
    yield "days", frame.assign(date=pd.date_range("2024-01-01", periods=60))
    yield "dates as text", frame.assign(date=frame["date"].dt.strftime("%Y-%m-%d"))


@pytest.mark.parametrize(("case", "frame"), list(odd_cases()), ids=lambda v: v if isinstance(v, str) else "")
def test_odd_data_gives_numbers_with_an_interval(case, frame):
    known = draw_mix(3, channels=2, weeks=60)
    fitted = fit(known, frame)
    table = fitted.roas()
    assert np.isfinite(table[["mean", "lower", "upper"]].to_numpy()).all()
    assert (table["lower"] < table["upper"]).all()
    if case == "channel without spend":
        assert fitted.left_out == (("channel 0", "it never spent anything"),)
    if case in ("collinear", "constant spend", "ten weeks"):
        assert ((table["upper"] - table["lower"]) / table["mean"]).iloc[0] > 0.7
    said = {
        "missing weeks": "missing weeks",
        "rows twice": "added up",
        "credits": "credits",
        "unknown outcome": "empty",
    }
    if case in said:
        assert said[case] in " ".join(fitted.timeline.notes)
        shown = [check.sentence for check in fitted.card().checks if check.key == "data" and check.status == "amber"]
        assert any(said[case] in sentence for sentence in shown)


def test_the_card_of_a_mix_says_what_it_cannot_know_and_nothing_of_sound_rows():
    _, fitted = plain()
    card = {(check.key, check.status): check.sentence for check in fitted.card().about(None)}
    assert "nobody recorded" in card[("identification", "amber")]
    assert ("data", "green") in card
    assert ("data", "amber") not in card


def test_more_channels_than_weeks():
    known = draw_mix(3, channels=14, weeks=12)
    table = fit(known).roas()
    assert ((table["upper"] - table["lower"]) / table["mean"]).median() > 1


@pytest.mark.parametrize(
    ("change", "settings", "error", "words"),
    [
        ({}, {"spend": []}, InputError, "spend"),
        ({}, {"controls": ["weather"]}, InputError, "weather"),
        ({"price": np.nan}, {}, InputError, "price"),
        ({"revenue": "x"}, {}, InputError, "revenue"),
        ({"revenue": 0.0}, {}, NotEnoughDataError, "0 throughout"),
        ({"channel 0": 0.0, "channel 1": 0.0}, {}, NotEnoughDataError, "spent"),
        ({"date": "soon"}, {}, InputError, "date"),
        ({"date": pd.Timestamp("2024-01-01")}, {}, NotEnoughDataError, "one date"),
        ({"date": pd.date_range("2020-01-01", periods=104, freq="MS")}, {}, InputError, "days apart"),
        ({}, {"hold_out": 100}, InputError, "held out"),
        ({}, {"controls": ["channel 0"]}, InputError, "twice"),
    ],
)
def test_what_cannot_be_used_is_said(change, settings, error, words):
    known, _ = plain()
    with pytest.raises(error, match=words):
        fit(known, known.frame.assign(**change), **settings)


def test_unknown_subjects_are_named():
    known, _ = plain()
    with pytest.raises(InputError, match=r"Radio.*channel 0"):
        fit(known, model=ResponseModel("mix", beliefs=[Belief("Radio", (1, 2))]))
