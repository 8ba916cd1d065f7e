"""The arithmetic that runs while a slider moves agrees with the product's own, and with NumPy and SciPy."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import gaussian_kde

from components import format as words
from core.allocation.caution import chance
from core.allocation.joint_draws import cvar
from core.allocation.planning import plan_figures
from core.curves import FORMS, mean_slope
from tests.browser.budget_scripts import PARSE, as_text, random_planner, run, scripts

__all__ = ["scripts"]

SAME = 1e-6
FIGURES = ("spend", "expected", "lower", "upper", "gain", "ratio")


def close(ours: float, theirs: float, scale: float = 0.0) -> bool:
    return ours == pytest.approx(theirs, rel=SAME, abs=SAME * scale)


@pytest.mark.parametrize("forms", [FORMS, *((form,) for form in FORMS)], ids="+".join)
@pytest.mark.parametrize("seed", range(3))
def test_totals_and_campaigns_agree_with_the_server(scripts, seed, forms):
    rng = np.random.default_rng(seed)
    # Eleven forms fill the first eight bytes and a part of the next.
    planner = random_planner(rng, 11 if len(forms) > 1 else 6, forms=forms)
    top = np.array([3 * max(c.today, 500.0) for c in planner.campaigns])
    plans = [rng.uniform(0, 1, len(top)) * top for _ in range(12)]
    # Less than half a cent away is the same split; two cents are not.
    plans += [planner.today + 0.004, planner.today + 0.02 * np.eye(len(top))[0]]
    plans += [planner.today, np.zeros(len(top)), top * 1e6, np.where(np.arange(len(top)) % 2, 0.0, 1e-7)]
    answers = run(
        scripts,
        PARSE
        + """
        const before = new page.math.Outlook(curves).set(today), now = new page.math.Outlook(curves);
        return plans.map((spend) => {
          const t = page.math.totals(now.set(spend), before, 0.8);
          return { ...t, each: spend.map(
            (_, c) => ({ expected: now.expected[c], next: now.next(c), ...now.interval(c, 0.8) })) };
        });""",
        file=as_text(planner),
        today=planner.today.tolist(),
        plans=[p.tolist() for p in plans],
    )
    for spend, answer in zip(plans, answers, strict=True):
        exact = plan_figures(planner, spend)
        for name in FIGURES:
            assert close(answer[name], getattr(exact, name), exact.expected if name == "gain" else 0), name
        assert close(answer["gainLower"], exact.gain_lower, exact.expected)
        assert close(answer["gainUpper"], exact.gain_upper, exact.expected)
        assert answer["chance"] == exact.chance
        for one, campaign in zip(answer["each"], exact.campaigns, strict=True):
            for ours, name in (("expected", "expected"), ("lower", "lower"), ("upper", "upper"), ("next", "next_unit")):
                assert close(one[ours], getattr(campaign, name), 1e-12), (campaign.name, name, campaign.spend)


def test_near_zero_the_next_unit_is_that_of_a_hundredth_of_the_highest_spend_seen(scripts):
    planner = random_planner(np.random.default_rng(4), 6, 50, forms=FORMS)
    seen = [float(2 * max(c.today, 500.0)) for c in planner.campaigns]
    curves = [replace(c, seen=(0.0, high)) for c, high in zip(planner.curves, seen, strict=True)]
    shares = [0.0, 1e-12, 0.005, 0.0099, 0.0101, 0.5, 3.0]
    ours = run(
        scripts,
        PARSE
        + "curves.seen = seen; return seen.map((s, c) => shares.map((k) => page.math.nextUnit(curves, c, k * s)));",
        file=as_text(planner),
        seen=seen,
        shares=shares,
    )
    theirs = [mean_slope(c, np.array(shares) * high) for c, high in zip(curves, seen, strict=True)]
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_only_what_changed_is_computed_again_and_nothing_is_left_over(scripts):
    planner = random_planner(np.random.default_rng(9))
    first, second = planner.today * 1.2, planner.today * 1.2
    second[2] *= 0.5
    jumped, straight = run(
        scripts,
        PARSE
        + """
        const walked = new page.math.Outlook(curves).set(first).set(second).set(first).set(second);
        return [[...walked.total], [...new page.math.Outlook(curves).set(second).total]];""",
        file=as_text(planner),
        first=first.tolist(),
        second=second.tolist(),
    )
    assert jumped == straight


def test_quantiles_are_those_of_numpy(scripts):
    rng = np.random.default_rng(1)
    samples = [rng.normal(size=n).tolist() for n in (1, 2, 3, 10, 400, 401)]
    shares = [0.0, 0.005, 0.1, 0.25, 0.5, 0.9, 0.995, 1.0]
    ours = run(
        scripts,
        "return samples.map((s) => shares.map((q) => page.math.quantile(page.math.sorted(s), q)));",
        samples=samples,
        shares=shares,
    )
    np.testing.assert_allclose(ours, [np.quantile(s, shares) for s in samples], rtol=1e-12, atol=1e-15)


def test_the_drawn_spread_is_a_density(scripts):
    values = np.random.default_rng(2).normal(1000, 30, 400)
    grid = np.linspace(850, 1150, 100)
    ours = np.array(run(scripts, "return [...page.math.density(values, 850, 1150, 100)];", values=values.tolist()))
    theirs = gaussian_kde(values, bw_method=1.06 * len(values) ** -0.2 * values.std() / values.std(ddof=1))(grid)
    assert np.trapezoid(ours, grid) == pytest.approx(1, abs=0.01)
    assert np.abs(ours - theirs).max() < 0.02 * theirs.max()


def test_curves_of_another_version_or_cut_short_are_refused(scripts):
    text = as_text(random_planner(np.random.default_rng(0), 2, 10))
    code = """
    const bytes = Uint8Array.from(atob(file), (c) => c.charCodeAt(0));
    const said = (buffer) => {
      try { page.math.parseCurves(buffer); return null; } catch (error) { return error.message; }
    };
    const other = bytes.slice();
    other[4] = 9;
    const form = bytes.slice();
    form[16] = 3;
    return [bytes, other, form, bytes.slice(0, -8)].map((one) => said(one.buffer));"""
    sound, other, form, short = run(scripts, code, file=text)
    assert sound is None
    assert "another version" in other
    assert "another version" in form
    assert "incomplete" in short


def test_amounts_read_as_the_server_writes_them(scripts):
    rng = np.random.default_rng(3)
    values = [0.0, 0.004, 0.5, 1.5, 2.5, 9.994, 9.996, 99.94, 99.96, 999.4, 999.6, 1000, 999_499, 999_501, 1e6, 1e9]
    values += (10 ** rng.uniform(-3, 9.5, 300)).tolist()
    values += [-v for v in values]
    ours = run(
        scripts,
        """
        const f = page.format;
        return values.map((v) => [
          ...["tile", "full", "exact", "round"].map((s) => f.money(v, "€", s)), f.money(v, "€", "full", true),
          ...["tile", "full", "round"].map((s) => f.number(v, s)), f.ratio(v), f.percent(v / 1e4),
          f.chance(Math.min(Math.abs(v), 1)), f.span(Math.abs(v), 1.3 * Math.abs(v), "€")]);""",
        values=values,
    )
    for value, texts in zip(values, ours, strict=True):
        v = abs(value)
        assert texts == [
            *(words.money(value, "EUR", s) for s in ("tile", "full", "exact", "round")),
            words.money(value, "EUR", "full", signed=True),
            *(words.number(value, s) for s in ("tile", "full", "round")),
            words.ratio(value),
            words.percent(value / 1e4),
            words.chance(min(v, 1)),
            words.money_span(v, 1.3 * v, "EUR"),
        ], value


def test_amounts_that_people_type(scripts):
    known = {
        "84000": 84000,
        "84,000": 84000,
        "€84,000.50": 84000.5,
        "84k": 84000,
        "84.5\u00a0k": 84500,
        "1.2 M": 1_200_000,
        "USD\u00a050": 50,
        "0": 0,
        "-5": -5,
        "\u22125": -5,
        "1.234,50": 1234.5,
        "1.234.567,8": 1_234_567.8,
        "30.000,55": 30_000.55,
        "12,5": 12.5,
        "1,2M": 1_200_000,
        "1.234k": 1234,
    }
    nonsense = [
        "",
        "about 5",
        "5 apples",
        "1e400",
        "5%",
        "--5",
        "12.3.4",
        "1.234",
        "12,34.5",
        "1,23,456",
        "NaN",
        "Infinity",
    ]
    read = run(
        scripts,
        "return typed.map((t) => { const v = page.format.parse(t); return Number.isNaN(v) ? null : v; });",
        typed=[*known, *nonsense],
    )
    assert dict(zip([*known, *nonsense], read, strict=True)) == {**known, **dict.fromkeys(nonsense)}


@pytest.mark.parametrize("tail", [0.003, 0.1, 0.333, 0.5])
def test_bad_cases_and_the_chance_of_a_target_agree_with_the_server(scripts, tail):
    rng = np.random.default_rng(5)
    planner = random_planner(rng, 6, draws=333)
    spend = planner.today * rng.uniform(0.5, 1.5, 6)
    totals = planner.outcome_draws(spend).sum(axis=1)
    targets = [0.0, float(totals.mean()), *np.quantile(totals, [0.1, 0.5, 0.95]).tolist(), float(totals.max()) * 2]
    bad, chances = run(
        scripts,
        PARSE
        + """
        const { total } = new page.math.Outlook(curves).set(spend);
        return [page.math.badMean(total, tail), targets.map((t) => page.math.chanceOf(total, t))];""",
        file=as_text(planner),
        spend=spend.tolist(),
        tail=tail,
        targets=targets,
    )
    assert close(bad, cvar(totals, tail))
    assert chances == pytest.approx([chance(planner.curves, spend, t) for t in targets], abs=1 / 333 + 1e-9)
    assert chances[0] == 1.0
    assert chances[-1] == 0.0
