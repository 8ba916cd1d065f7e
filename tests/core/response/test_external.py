"""Curves from elsewhere: each format against the formulas of its source, and files that hold no curves."""

import json
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.allocation import HillCurve, allocate
from core.curve_planning import curve_set_hash, planner_of_curves
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
    assert found.names == ("tv_S",)
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
    scaled = {"channel": ["tv"], "channel_scale": [10.0], "target_scale": [3.0]}
    found = read_curves(csv(pd.DataFrame(scaled | {k: [v] for k, v in columns.items()})), "pymc.csv")
    np.testing.assert_allclose(curve_draws(found.curves[0], 10 * X)[0], 3 * value(X), rtol=1e-9)


def test_a_table_with_intervals_gives_draws_within_them():
    x = np.linspace(0, 2000, 15)
    mean = 900 * x / (x + 400)
    table = pd.DataFrame(
        {
            "channel": "tv",
            "spend": 2 * x,
            "spend_multiplier": x / x[7],
            "days": 14,
            "mean": 2 * mean,
            "ci_lo": 1.4 * mean,
            "ci_hi": 2.8 * mean,
        }
    )
    found = read_curves(csv(table), "meridian.csv")
    draws = curve_draws(found.curves[0], x)
    for level, edge in ((0.05, 0.7), (0.5, 1.0), (0.95, 1.4)):
        np.testing.assert_allclose(np.quantile(draws, level, axis=0), edge * mean, rtol=0.02, atol=1)
    assert found.spend_today[0] == pytest.approx(x[7])
    long = table.melt(
        ["channel", "spend", "spend_multiplier", "days"], var_name="metric", value_name="incremental_outcome"
    )
    other = read_curves(csv(long), "meridian.csv")
    np.testing.assert_allclose(curve_draws(other.curves[0], x), draws, rtol=1e-6, atol=1e-6)


def test_a_table_of_draws_is_met_draw_by_draw():
    rng = np.random.default_rng(2)
    x, tops = np.linspace(0, 5, 12), rng.uniform(2, 4, 8)
    rows = [("radio", a / 5, d, top * a**1.4 / (a**1.4 + 2), 5.0) for d, top in enumerate(tops) for a in x]
    found = read_curves(
        csv(pd.DataFrame(rows, columns=["channel", "x", "draw", "value", "channel_scale"])), "curves.csv"
    )
    np.testing.assert_allclose(found.curves[0].scale, tops, rtol=1e-3)
    np.testing.assert_allclose(found.curves[0].half_saturation, 2 ** (1 / 1.4), rtol=1e-3)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a,b\n1,2\n", "known format"),
        (b"\n\x00", "cannot be read"),
        (b'{"ExportedModel": {"hyper_values": [], "summary": []}}', "cannot be read"),
        (b"{", "cannot be read"),
        (b'{"curves": []}', "no curves"),
        (b"name,scale,half_saturation\na,1,0\n", "half-saturation of a"),
        (b"name,scale,half_saturation\na,x,1\n", "line 2"),
        (b"name,scale,half_saturation\na,1,1\na,1,1\n", "more than one curve of a"),
        (b"name,scale,half_saturation,form\na,1,1,cubic\n", "cubic"),
        (b"name,scale,half_saturation,slope,form\na,1,1,2,root\n", "cannot be used"),
        (b"name,scale,half_saturation,period\na,1,1,month\n", "day or week"),
        (b"channel,spend,mean,days\nt,0,0,7\nt,1,5,7\nt,2,3,7\nt,3,9,7\n", "falls"),
        (b"channel,spend,mean,days\nt,0,0,7\nt,1,5,7\n", "four different"),
        (b"channel,spend,mean\nt,0,0\nt,1,5\n", "column days"),
        (b"channel,x,draw,value\nt,0,0,0\nt,1,0,5\n", "channel_scale"),
        (b"channel,lam,beta\nt,1,2\n", "channel_scale and target_scale"),
        (b"channel,lam,beta,sigma\nt,1,2,3\n", "known format"),
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
    assert curve_set_hash(read_curves(one)) == curve_set_hash(read_curves(one))
    assert curve_set_hash(read_curves(one)) != curve_set_hash(read_curves(one.replace(b"a,1,1", b"a,1,2")))
    with pytest.raises(InputError, match="horizon"):
        planner_of_curves(read_curves(one), 0)
