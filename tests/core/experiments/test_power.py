"""Power, sample size and smallest effect against tea-tasting, statsmodels, GrowthBook, and published tables."""

import math
from dataclasses import replace

import numpy as np
import pytest
import tea_tasting as tt
import tea_tasting.aggr
from scipy import stats
from statsmodels.stats import power as sm_power
from statsmodels.stats import proportion as sm_proportion

from core.errors import InputError
from core.experiments import (
    Design,
    MeanMeasure,
    MeanSample,
    PairedSample,
    ProportionMeasure,
    ProportionSample,
    RatioMeasure,
    RatioSample,
    chance_to_see,
    cost_of_watching,
    explained,
    power_of,
    sample_size,
    smallest_effect,
    smallest_effects,
)

UNEQUAL = (1.0, 0.5, 3.0)


def design_of(alternative: str, ratio: float, use_t: bool, equal: bool) -> Design:
    distribution = "t" if use_t else "normal"
    return Design(alternative=alternative, split=(1, ratio), distribution=distribution, equal_variance=equal)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("ratio", UNEQUAL)
@pytest.mark.parametrize(("use_t", "equal"), [(True, False), (True, True), (False, False)])
def test_means_are_those_of_tea_tasting(alternative: str, ratio: float, use_t: bool, equal: bool) -> None:
    sums = tea_tasting.aggr.Aggregates(count_=100, mean_={"v": 0.47}, var_={"v": 0.6}, cov_={})
    given = {"alternative": alternative, "ratio": ratio, "use_t": use_t, "equal_var": equal}
    measure, design = MeanMeasure(0.47, math.sqrt(0.6)), design_of(alternative, ratio, use_t, equal)
    effect = -0.05 if alternative == "less" else 0.05
    theirs = tt.Mean("v", effect_size=effect, n_obs=3_000, **given).solve_power(sums, "power")[0]
    assert power_of(measure, 3_000, design, effect=effect).power == pytest.approx(theirs.power, abs=1e-9)
    theirs = tt.Mean("v", n_obs=3_000, **given).solve_power(sums, "rel_effect_size")[0]
    ours = smallest_effect(measure, 3_000, design)
    assert ours.effect == pytest.approx(theirs.effect_size, rel=1e-7)
    assert ours.relative == pytest.approx(theirs.rel_effect_size, rel=1e-7)
    if use_t and not equal and ratio != 1:
        # Theirs starts at three people in all, where the freedom of Welch is not a number.
        return
    theirs = tt.Mean("v", effect_size=effect, **given).solve_power(sums, "n_obs")[0]
    assert math.ceil(sample_size(measure, design, effect=effect).n) == theirs.n_obs


def test_ratios_with_what_was_known_before_are_those_of_tea_tasting() -> None:
    rng = np.random.default_rng(5)
    visits = rng.poisson(3, 4_000) + 1.0
    orders = rng.poisson(0.3 * visits).astype(float)
    before = orders + rng.normal(0, 1, 4_000)
    table = {"orders": orders, "visits": visits, "before": before}
    names = list(table)
    sums = tea_tasting.aggr.Aggregates(
        count_=4_000,
        mean_={k: float(v.mean()) for k, v in table.items()},
        var_={k: float(v.var(ddof=1)) for k, v in table.items()},
        cov_={(a, b): float(np.cov(table[a], table[b])[0, 1]) for a in names for b in names if a < b},
    )
    sample = RatioSample(
        4_000, orders.sum(), (orders**2).sum(), visits.sum(), (visits**2).sum(), (orders * visits).sum()
    )
    theirs = tt.RatioOfMeans("orders", "visits", rel_effect_size=0.1).solve_power(sums, "power")[0]
    ours = power_of(RatioMeasure.of(sample), 4_000, relative=0.1)
    assert ours.power == pytest.approx(theirs.power, abs=1e-9)
    mean = MeanMeasure.of(MeanSample(4_000, orders.sum(), (orders**2).sum()))
    paired = PairedSample(
        4_000, orders.sum(), (orders**2).sum(), before.sum(), (before**2).sum(), (orders * before).sum()
    )
    theirs = tt.Mean("orders", "before", rel_effect_size=0.05).solve_power(sums, "n_obs")[0]
    ours = sample_size(mean, Design(reduction=explained(paired)), relative=0.05)
    assert math.ceil(ours.n) == theirs.n_obs
    assert explained(paired) == pytest.approx(np.corrcoef(orders, before)[0, 1] ** 2)


@pytest.mark.parametrize(
    ("rate", "effect", "ratio"), [(0.1, 0.01, 1), (0.002, 0.0005, 1), (0.5, 0.05, 2), (0.3, -0.05, 0.5)]
)
@pytest.mark.parametrize("one_sided", [False, True])
def test_shares_are_those_of_statsmodels(rate: float, effect: float, ratio: float, one_sided: bool) -> None:
    theirs, ours = ("larger", "greater") if effect > 0 else ("smaller", "less")
    alternative = (theirs, ours) if one_sided else ("two-sided", "two-sided")
    expected = sm_proportion.power_proportions_2indep(
        effect, rate, 1_500, ratio=ratio, alternative=alternative[0], return_results=False
    )
    design = Design(split=(ratio, 1), alternative=alternative[1])
    found = power_of(ProportionMeasure(rate), 1_500 * (1 + ratio), design, effect=effect)
    assert found.power == pytest.approx(expected, abs=1e-9)


def test_people_for_shares_are_those_of_statsmodels() -> None:
    expected = sm_proportion.samplesize_proportions_2indep_onetail(0.01, 0.1, 0.8, ratio=1, alpha=0.05)
    found = sample_size(ProportionMeasure(0.1), effect=0.01)
    # Theirs leaves out the far tail, and rounds nothing.
    assert found.n / 2 == pytest.approx(expected, rel=1e-5)
    assert found.people == (math.ceil(found.n / 2),) * 2
    h = sm_proportion.proportion_effectsize(0.6, 0.5)
    arcsine = sample_size(ProportionMeasure(0.5), Design(shares="arcsine"), effect=0.1)
    assert arcsine.n / 2 == pytest.approx(sm_power.NormalIndPower().solve_power(h, power=0.8, alpha=0.05), rel=1e-6)


def test_published_tables() -> None:
    # Cohen (1992), "A power primer", table 2: people a group for two means at small, medium and large effects.
    for alpha, expected in ((0.01, (586, 95, 38)), (0.05, (393, 64, 26)), (0.10, (310, 50, 20))):
        found = [sample_size(MeanMeasure(0, 1), Design(alpha=alpha), effect=d).n / 2 for d in (0.2, 0.5, 0.8)]
        assert tuple(round(n) for n in found) == expected
    # Fleiss (1981), table A.3, 60 % against 70 %, 1 % false alarms, 95 % power: 827 a group.
    design = Design(alpha=0.01, power=0.95, continuity=True)
    assert sample_size(ProportionMeasure(0.6), design, effect=0.1).people == (827, 827)
    # Fleiss, Tytun and Ury (1980): the closed form of the correction, here also for unequal groups.
    for split in ((1.0, 1.0), (1.0, 2.0)):
        plain = sample_size(ProportionMeasure(0.3), Design(split=split), effect=0.1)
        first, r = plain.n / sum(split), split[1] / split[0]
        expected = first / 4 * (1 + math.sqrt(1 + 2 * (r + 1) / (first * r * 0.1))) ** 2
        found = sample_size(ProportionMeasure(0.3), Design(split=split, continuity=True), effect=0.1)
        assert found.n / sum(split) == pytest.approx(expected, rel=2e-4)


def test_relative_and_sequential_figures_of_growthbook() -> None:
    """The numbers of its own tests, packages/shared/test/power.test.ts."""
    design = Design(scale="relative", correction="none", split=(1, 1, 1))
    mean = MeanMeasure(10, math.sqrt(3909.9997749994377))
    assert power_of(mean, 400_000, design, relative=0.05).power == pytest.approx(0.52144, abs=6e-6)
    assert smallest_effect(mean, 400_000, design).relative == pytest.approx(0.07027, abs=6e-6)
    # Its calculator takes the wider bounds of a sequence for a larger variance.
    rho2 = (-2 * math.log(0.05) + math.log(-2 * math.log(0.05) + 1)) / 5_000
    grown = 800_000 / 3 * rho2 + 1
    bound = math.sqrt(2 * grown / (grown - 1) * math.log(math.sqrt(grown) / 0.05))
    wide = replace(design, inflation=(bound / stats.norm.isf(0.025)) ** 2)
    assert power_of(mean, 400_000, wide, relative=0.05).power == pytest.approx(0.20596, abs=6e-6)
    assert smallest_effect(mean, 400_000, wide).relative == pytest.approx(0.12821, abs=6e-6)
    clicks, revenue = MeanMeasure(0.1, math.sqrt(0.09)), MeanMeasure(0.1, math.sqrt(0.5))
    weeks = 4_500 * np.arange(1, 10)
    powers = chance_to_see(revenue, 0.03, weeks, design)
    known = [0.17053, 0.29389, 0.41122, 0.51749, 0.61037, 0.68938, 0.75513, 0.80886, 0.85213]
    assert powers == pytest.approx(known, abs=6e-6)
    known = [0.36767, 0.24505, 0.19525, 0.16673, 0.14774, 0.13394, 0.12336, 0.11491, 0.10796]
    assert smallest_effects(clicks, weeks, design) / 0.1 == pytest.approx(known, abs=6e-6)


def test_each_is_solved_from_the_others() -> None:
    measures = (ProportionMeasure(0.003), MeanMeasure(12.0, 90.0), RatioMeasure(15.0, 43.0, 50.0))
    designs = (
        Design(),
        Design(alpha=0.01, power=0.95, split=(2, 1, 1), correction="bonferroni", reduction=0.4),
        Design(alternative="less", scale="relative", inflation=1.7),
        Design(alternative="greater", continuity=True, split=(0.9, 0.1)),
    )
    for measure in measures:
        for design in designs:
            relative = -0.07 if design.alternative == "less" else 0.07
            planned = sample_size(measure, design, relative=relative)
            assert planned.power == pytest.approx(design.power, abs=1e-9)
            assert power_of(measure, planned.n, design, relative=relative).power == pytest.approx(design.power)
            back = smallest_effect(measure, planned.n, design)
            assert back.relative == pytest.approx(relative, rel=1e-6)
    down = smallest_effect(ProportionMeasure(0.1), 20_000, down=True)
    assert down.effect < 0
    assert power_of(ProportionMeasure(0.1), 20_000, effect=down.effect).power == pytest.approx(0.8)


def test_the_spread_of_a_variant_grows_as_it_is_said() -> None:
    for growth, changed in ((0.0, 40.0), (1.0, 40.0 * math.sqrt(1.2)), (2.0, 48.0)):
        grown = sample_size(MeanMeasure(10.0, 40.0, growth=growth), relative=0.2)
        assert grown.n == pytest.approx(sample_size(MeanMeasure(10.0, 40.0, changed), relative=0.2).n)


def test_variants_share_the_error_and_what_was_known_saves_people() -> None:
    measure, three = MeanMeasure(10.0, 40.0), Design(split=(1, 1, 1))
    alone = sample_size(measure, Design(alpha=0.025), relative=0.05)
    shared = sample_size(measure, three, relative=0.05)
    assert shared.n / 3 == pytest.approx(alone.n / 2)
    assert shared.comparison_alpha == 0.025
    assert len(shared.people) == 3
    saved = sample_size(measure, Design(reduction=0.25), relative=0.05)
    assert saved.n == pytest.approx(0.75 * sample_size(measure, relative=0.05).n, rel=1e-4)
    # The variant with the fewest people decides.
    few = sample_size(measure, Design(split=(2, 1, 0.5)), relative=0.05)
    pair = sample_size(measure, Design(alpha=0.025, split=(2, 0.5)), relative=0.05)
    assert few.people[2] == pair.people[1]


def test_watching_costs_what_the_tables_say() -> None:
    # Jennison and Turnbull (2000), tables 2.2 and 2.4, are of classical bounds; spending of the same type lies near.
    assert cost_of_watching("looks", 0.05, 0.8, looks=5).inflation == pytest.approx(1.028, abs=0.006)
    assert cost_of_watching("looks", 0.05, 0.8, looks=5, spending="pocock").inflation == pytest.approx(1.229, abs=0.02)
    once = cost_of_watching("once", 0.05, 0.8)
    assert (once.inflation, once.average) == (1.0, 1.0)
    # Looked at once at the end, the bound of the sequence alone would ask for this much; each earlier look helps.
    single = ((3.035209 + stats.norm.ppf(0.8)) / (stats.norm.isf(0.025) + stats.norm.ppf(0.8))) ** 2
    always = cost_of_watching("any time", 0.05, 0.8)
    assert 1.5 < always.inflation < single
    assert always.upper[-1] == pytest.approx(3.035209, abs=1e-6)


def test_always_valid_power_and_average_length_hold_in_simulation() -> None:
    always = cost_of_watching("any time", 0.05, 0.8)
    rng = np.random.default_rng(11)
    drift = (stats.norm.isf(0.025) + stats.norm.ppf(0.8)) * math.sqrt(always.inflation)
    times = np.array(always.information)
    steps = rng.normal(drift * np.diff(times, prepend=0), np.sqrt(np.diff(times, prepend=0)), (40_000, len(times)))
    crossed = np.abs(steps.cumsum(axis=1) / np.sqrt(times)) > np.array(always.upper)
    assert crossed.any(axis=1).mean() == pytest.approx(0.8, abs=0.01)
    ends = np.where(crossed.any(axis=1), times[crossed.argmax(axis=1)], 1.0)
    assert ends.mean() == pytest.approx(always.average, abs=0.01)


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (lambda: ProportionMeasure(1.2), "between 0 % and 100 %"),
        (lambda: ProportionMeasure(0.0), "between 0 % and 100 %"),
        (lambda: ProportionMeasure.of(ProportionSample(0, 0)), "at least one person"),
        (lambda: ProportionMeasure.of(ProportionSample(100, 0)), "between 0 % and 100 %"),
        (lambda: MeanMeasure(1.0, 0.0), "spread"),
        (lambda: MeanMeasure(math.nan, 1.0), "spread"),
        (lambda: MeanMeasure.of(MeanSample(1, 1.0, 1.0)), "two people"),
        (lambda: MeanMeasure.of(MeanSample(5, 5.0, 5.0)), "spread"),
        (lambda: RatioMeasure.of(RatioSample(5, 1.0, 1.0, 0.0, 0.0, 0.0)), "denominator"),
        (lambda: explained(PairedSample(2, 1.0, 1.0, 1.0, 1.0, 1.0)), "three people"),
        (lambda: Design(alpha=0.0), "false alarm"),
        (lambda: Design(power=0.01), "chance to see"),
        (lambda: Design(split=(1.0,)), "two variants"),
        (lambda: Design(split=(1.0, 0.0)), "above zero"),
        (lambda: Design(reduction=1.0), "known before"),
        (lambda: Design(inflation=0.5), "more people"),
        (lambda: sample_size(ProportionMeasure(0.1), effect=0.0), "nothing"),
        (lambda: sample_size(ProportionMeasure(0.9), relative=0.2), "outside"),
        (lambda: sample_size(ProportionMeasure(0.1)), "either"),
        (lambda: sample_size(ProportionMeasure(0.1), effect=0.1, relative=0.1), "either"),
        (lambda: sample_size(MeanMeasure(0.0, 1.0), relative=0.1), "no meaning"),
        (lambda: sample_size(MeanMeasure(1.0, 1.0), Design(alternative="greater"), effect=-0.1), "other way"),
        (lambda: sample_size(MeanMeasure(1e6, 1e6), effect=1e-6), "No number"),
        (lambda: power_of(MeanMeasure(1.0, 1.0), 3, effect=0.1), "at least two people"),
        (lambda: power_of(MeanMeasure(1.0, 1.0), math.inf, effect=0.1), "at least two people"),
        (lambda: smallest_effect(ProportionMeasure(0.99), 100), "So few people"),
    ],
)
def test_what_cannot_be_used_says_so(work, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=says):
        work()
