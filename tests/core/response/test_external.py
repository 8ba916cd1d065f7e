"""Curves from elsewhere: each format against the formulas of its source, and files that hold no curves."""

import json
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.allocation import HillCurve, allocate
from core.curve_planning import planner_of_curves
from core.curves import curve_draws
from core.errors import FileUnusableError, InputError
from core.response.external import read_curves

X = np.array([0.0, 50.0, 120.0, 400.0, 900.0, 2000.0])


def csv(frame):
    return frame.to_csv(index=False).encode()


def test_own_table_gives_the_curves_and_the_plan_of_the_known_ones():
    rows = pd.DataFrame(
        {"name": ["a", "b"], "scale": [900.0, 400.0], "half_saturation": [100.0, 90.0], "slope": [1, 2]}
    )
    found = read_curves(csv(rows), "own.csv")
    known = [HillCurve(900, 100, 1, "a"), HillCurve(400, 90, 2, "b")]
    for curve, other in zip(found.curves, known, strict=True):
        np.testing.assert_allclose(curve_draws(curve, X), curve_draws(other, X))
    np.testing.assert_allclose(allocate(found.curves, 150).spend, allocate(known, 150).spend, rtol=1e-6)


def test_draws_of_all_curves_stay_together():
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "name": np.repeat(["a", "b"], 30),
            "draw": np.tile(np.arange(30), 2),
            "scale": rng.uniform(100, 900, 60),
            "half_saturation": rng.uniform(10, 90, 60),
            "slope": 1.5,
        }
    )
    found = read_curves(csv(rows.sample(frac=1, random_state=1)), "draws.csv")
    by_name = dict(zip(found.names, found.curves, strict=True))
    for name in "ab":
        np.testing.assert_allclose(by_name[name].scale, rows.loc[rows["name"] == name, "scale"])


def test_json_says_period_currency_and_draws():
    file = {
        "period": "day",
        "currency": "EUR",
        "outcome": "conversions",
        "curves": [{"name": "a", "scale": [5, 6], "half_saturation": [1, 2], "spend_today": 3, "seen": [0, 9]}],
    }
    found = read_curves(json.dumps(file).encode(), "own.json")
    assert (found.period_days, found.currency, found.outcome) == (1, "EUR", "conversions")
    assert found.curves[0].slope.tolist() == [1, 1]
    assert found.curves[0].seen == (0, 9)
    planner = planner_of_curves(found, 10)
    assert planner.campaigns[0].today == pytest.approx(30)
    np.testing.assert_allclose(curve_draws(planner.curves[0], 40.0), 10 * curve_draws(found.curves[0], 4.0))


def test_robyn_gives_back_its_own_response_at_the_mean_spend():
    coefficient, alpha, inflexion, spend = 5000.0, 1.8, 320.0, 250.0
    response = coefficient * spend**alpha / (spend**alpha + inflexion**alpha)
    file = {
        "InputCollect": {"dayInterval": [7]},
        "ExportedModel": {
            "hyper_values": {"tv_S_alphas": [alpha], "tv_S_gammas": [0.4], "tv_S_thetas": [0.3], "ooh_S_alphas": [1.0]},
            "summary": [
                {"variable": "(Intercept)", "coef": 9.0},
                {"variable": "tv_S", "coef": coefficient, "mean_spend": spend, "mean_response": response},
                {"variable": "ooh_S", "coef": 0.0, "mean_spend": 10.0, "mean_response": 0.0},
            ],
        },
    }
    found = read_curves(json.dumps(file).encode(), "RobynModel-1_2_3.json")
    assert found.names == ("tv_S", "ooh_S")
    assert found.curves[1].scale.tolist() == [0.0]
    np.testing.assert_allclose(
        curve_draws(found.curves[0], X)[0], coefficient * X**alpha / (X**alpha + inflexion**alpha)
    )
    assert any("ooh_S" in note for note in found.notes)


@pytest.mark.parametrize(
    ("columns", "value"),
    [
        ({"lam": 0.004, "beta": 700.0}, lambda x: 700 * (1 - np.exp(-0.004 * x)) / (1 + np.exp(-0.004 * x))),
        ({"alpha": 700.0, "lam": 300.0}, lambda x: 700 * x / (x + 300)),
        ({"slope": 1.7, "kappa": 300.0, "beta": 700.0}, lambda x: 700 * x**1.7 / (300**1.7 + x**1.7)),
        ({"b": 700.0, "c": 0.8}, lambda x: 700 * np.tanh(x / (700 * 0.8))),
        ({"saturation_alpha": 0.6, "saturation_beta": 20.0}, lambda x: 20 * x**0.6),
    ],
)
def test_parameters_of_pymc_marketing_are_its_curves(columns, value):
    scaled = {"channel": ["tv"], "channel_scale": [10.0], "target_scale": [3.0], "days": [1]}
    found = read_curves(csv(pd.DataFrame(scaled | {k: [v] for k, v in columns.items()})), "pymc.csv")
    np.testing.assert_allclose(curve_draws(found.curves[0], 10 * X)[0], 3 * value(X), rtol=1e-9)
    # The scale of a channel is the largest spend that the model saw; the curves are of a day.
    assert (found.curves[0].seen, found.period_days) == ((0.0, 10.0), 1.0)


def meridian(name, top, days=14, **columns):
    """A table of response curves: totals of 14 days, at multipliers of what was spent."""
    x = np.linspace(0, 2000, 15)
    mean = top * x / (x + 400)
    edges = {"mean": 2 * mean, "ci_lo": 1.4 * mean, "ci_hi": 2.8 * mean}
    return pd.DataFrame({"channel": name, "spend": 2 * x, "spend_multiplier": x / x[7], "days": days} | edges | columns)


def test_a_table_with_intervals_gives_draws_within_them():
    table, x = meridian("tv", 900), np.linspace(0, 2000, 15)
    found = read_curves(csv(table), "meridian.csv")
    draws = curve_draws(found.curves[0], 2 * x)
    mean = 2 * 900 * x / (x + 400)
    for level, edge in ((0.05, 0.7), (0.95, 1.4)):
        np.testing.assert_allclose(np.quantile(draws, level, axis=0), edge * mean, rtol=0.03, atol=1)
    np.testing.assert_allclose(draws.mean(axis=0), mean, rtol=0.01, atol=1)
    # Totals of 14 days; the table goes on to twice of what was spent, which nobody saw.
    assert (found.period_days, found.spend_today[0], found.curves[0].seen) == (14, 2000, (0, 2000))
    keys = ["channel", "spend", "spend_multiplier", "days"]
    long = table.melt(keys, var_name="metric", value_name="incremental_outcome")
    other = read_curves(csv(long), "meridian.csv")
    np.testing.assert_allclose(curve_draws(other.curves[0], 2 * x), draws, rtol=1e-6, atol=1e-6)
    renamed = read_curves(csv(table.rename(columns={"ci_lo": "lower", "ci_hi": "upper"})), "other.csv")
    np.testing.assert_allclose(curve_draws(renamed.curves[0], 2 * x), draws, rtol=1e-6, atol=1e-6)


def test_channels_of_intervals_are_drawn_apart_and_the_report_says_so():
    found = read_curves(csv(pd.concat([meridian("tv", 900), meridian("radio", 500)])), "meridian.csv")
    draws = [curve_draws(curve, 1000.0) for curve in found.curves]
    assert abs(np.corrcoef(*draws)[0, 1]) < 0.3
    assert any("independent" in note for note in found.notes)


def test_a_table_of_means_alone_has_no_draws():
    found = read_curves(csv(meridian("tv", 900).drop(columns=["ci_lo", "ci_hi"])), "means.csv")
    assert found.draws == 1
    assert any("how sure" in note for note in found.notes)


def test_a_table_of_draws_is_met_draw_by_draw():
    rng = np.random.default_rng(2)
    x, tops = np.linspace(0, 5, 12), rng.uniform(2, 4, 8)
    rows = [("radio", a / 5, d, top * a**1.4 / (a**1.4 + 2), 5.0, 7) for d, top in enumerate(tops) for a in x]
    columns = ["channel", "x", "draw", "value", "channel_scale", "days"]
    found = read_curves(csv(pd.DataFrame(rows, columns=columns)), "curves.csv")
    np.testing.assert_allclose(found.curves[0].scale, tops, rtol=1e-3)
    np.testing.assert_allclose(found.curves[0].half_saturation, 2 ** (1 / 1.4), rtol=1e-3)


@pytest.mark.parametrize(("theta", "since"), [(0.0, True), (0.6, True), (0.6, False)])
def test_robyn_with_raw_data_brings_what_robyn_reports(theta, since):
    """The contribution is worked out here as Robyn does it, period by period."""
    spend = np.random.default_rng(4).uniform(50, 400, 80)
    adstocked, left = np.zeros(80), 0.0
    for week, x in enumerate(spend):
        left = adstocked[week] = x + theta * left
    coefficient, alpha, gamma = 5000.0, 1.8, 0.4
    low = 0.0 if since else adstocked.min()
    inflexion = low + gamma * (adstocked.max() - low)
    brought = coefficient * adstocked**alpha / (adstocked**alpha + inflexion**alpha)
    row = {"variable": "tv_S", "coef": coefficient, "decompAgg": brought.sum(), "mean_spend": 1.0, "mean_response": 1.0}
    shapes = {"tv_S_alphas": [alpha], "tv_S_gammas": [gamma], "tv_S_thetas": [theta]}
    file = {
        "InputCollect": {"dayInterval": [7], "adstock": ["geometric"], "paid_media_spends": ["tv_S"]},
        "ExportedModel": {"hyper_values": shapes, "summary": [row]},
        "Extras": {"raw_data": [{"tv_S": x} for x in spend]},
    }
    found = read_curves(json.dumps(file).encode(), "RobynModel-1_2_3.json")
    # A steady spend of x settles at x / (1 - theta) of adstocked spend.
    steady = X / (1 - theta)
    expected = coefficient * steady**alpha / (steady**alpha + inflexion**alpha)
    np.testing.assert_allclose(curve_draws(found.curves[0], X)[0], expected, rtol=1e-9)
    assert found.curves[0].seen == pytest.approx((spend.min(), spend.max()))
    assert found.spend_today[0] == pytest.approx(spend.mean())
    row["decompAgg"] *= 1.2
    with pytest.raises(FileUnusableError, match="does not fit together"):
        read_curves(json.dumps(file).encode(), "RobynModel-1_2_3.json")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a,b\n1,2\n", "known format"),
        (b"\n\x00", "no table"),
        (b'{"ExportedModel": {"hyper_values": [], "summary": []}}', "no model"),
        (b"{", "breaks off"),
        (b'{"curves": []}', "no curve"),
        (b"name,scale,half_saturation\na,1,0\n", "a” has a half-saturation"),
        (b"name,scale,half_saturation\na,x,1\n", "row 2"),
        (b"name,scale,half_saturation\na,1,1\na,1,1\n", "several rows for one draw"),
        (b"name,scale,half_saturation,form\na,1,1,cubic\n", "cubic"),
        (b"name,scale,half_saturation,slope,form\na,1,1,2,root\n", "slope that is not between"),
        (b"name,scale,half_saturation,period\na,1,1,month\n", "day or week"),
        (b"channel,spend,mean,days\nt,0,0,7\nt,1,5,7\nt,2,3,7\nt,3,9,7\nt,4,9,7\n", "falls"),
        (b"channel,spend,mean,days\nt,0,0,7\nt,1,5,7\n", "fewer than 4 spends"),
        (b"channel,spend,mean\nt,0,0\nt,1,5\n", "column “days”"),
        (b"channel,x,draw,value\nt,0,0,0\nt,1,0,5\n", "column “days”"),
        (b"channel,x,draw,value,days\nt,0,0,0,7\nt,1,0,5,7\n", "channel_scale"),
        (b"channel,lam,beta,days\nt,1,2,7\n", "target_scale"),
        (b"channel,lam,beta,target_scale,days\nt,1,2,1,7\n", "channel_scale"),
        (b"channel,lam,beta,sigma,days\nt,1,2,3,7\n", "saturation_function"),
        (b"channel,media_units,mean,ci_lo,ci_hi\nt,1,2,1,3\n", "not money"),
    ],
)
def test_what_is_no_curve_is_said(content, says):
    with pytest.raises(FileUnusableError, match=says):
        read_curves(content, "file")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(alphabet='name,scale_h-1.e9\n"{}[]:curves', max_size=120).map(str.encode),
        st.recursive(
            st.none() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["curves", "name", "scale", "half_saturation", "ExportedModel"]), inner
                )
            ),
            max_leaves=8,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_any_file_is_read_or_refused_in_words(content):
    with suppress(FileUnusableError):
        assert len(read_curves(content, "any").curves) > 0


def test_the_hash_is_that_of_the_content():
    one = b"name,scale,half_saturation\na,1,1\n"
    assert read_curves(one).content_hash == read_curves(one).content_hash
    assert read_curves(one).content_hash != read_curves(one.replace(b"a,1,1", b"a,1,2")).content_hash
    with pytest.raises(InputError, match="horizon"):
        planner_of_curves(read_curves(one), 0)
