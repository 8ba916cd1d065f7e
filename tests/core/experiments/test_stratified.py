"""Post-stratification against the numbers of GrowthBook's own tests and against formulas written out."""

import math

import pytest

from core.errors import InputError
from core.experiments import (
    MeanSample,
    PairedRatioSample,
    PairedSample,
    ProportionSample,
    RatioSample,
    compare_means,
    compare_ratios,
    compare_stratified,
)

# Source: growthbook/growthbook, packages/stats/tests/frequentist/test_post_strat.py (MIT), setUp.
# A line a stratum and variant: n; sum and squares of m, d, m', d' before; products m m', d d', m' d', m d, m d', m' d.
NUMBERS = """
21 330.0696210595999 5377.811252605509 890.9766550739607 38220.95223835553 104.90748970535698 544.8528083123211 207.89392275808956 2084.9576141182224 1709.8485612477339 8924.759241535443 1060.4394881503144 14263.937571840695 3331.5604732242236 4536.239751943664
42 708.1220000911836 12249.255519049513 1745.9858250014954 73194.53424221886 205.17072061676208 1040.6742753852225 412.711880878505 4096.604057794132 3561.161673449451 17309.48641894266 2052.459256425701 29826.620793423102 7054.607772583746 8661.515319014929
65 1391.96628040659 30546.63404187155 2769.8126179473184 118719.96077578884 315.83926510817054 1578.8689285910423 642.2456105047289 6391.278897716863 6938.770455871619 27539.520078090354 3159.649493130578 59924.702385890436 13907.522729117181 13603.664018221429
75 1807.4703052657744 45000.287664918586 3184.8395612061063 136710.92474497214 377.29540367369503 1981.0803020754106 758.076359391088 7750.7726864492015 9428.146405105292 32540.687226429243 3894.390731281282 78119.14871556411 18589.628595670973 16346.199623884253
102 2916.824124651419 86396.06886690554 4445.780384331884 195387.7733842407 523.2717238353379 2797.158898626946 1036.3070573097948 10619.969725470164 15535.162216800189 45542.18577719637 5404.918238379167 129041.55268673625 30084.67030990572 23168.39181193194
101 3104.5399914554023 98365.40553530994 4235.277718489282 179690.4720421368 501.0447878972627 2596.899156698453 1010.378433449463 10223.916200184585 15962.754636573465 42848.21621273023 5115.7607599471585 132444.36911739354 31588.028767759377 21431.70320453045
151 5172.587929941052 182453.04528037464 6510.170220892494 283094.7243365024 758.3911049329452 3955.922281372593 1512.006054112595 15285.151021409667 26846.415701194885 65760.83670959483 7722.607914963395 226127.20135744457 52549.76208497923 33204.9846415661
121 4613.696610070716 180520.64781229294 5079.943060454901 215529.32009367683 603.9456523430367 3144.0820997706583 1204.8449120624373 12136.926835557133 23789.82730157116 51127.544981001134 6133.9761958037225 196562.8269130501 46652.31675719776 25819.033228132084
160 6539.348445231273 274981.98909352464 6906.305872710853 300900.3106781779 823.2824168385916 4389.893995072177 1614.6469506831402 16462.430726309674 34727.84795433773 70363.18868076446 8454.545756182042 286483.9732935189 67017.16816048721 36121.28274124097
162 7431.953259880505 349244.6690736718 6899.004661928157 296839.44355002965 832.356528363269 4439.253146704266 1645.0526462449084 16880.972871039336 39332.667494781235 70764.05432525955 8606.62830914991 321057.8410309036 76550.57235527673 36071.28512692181
"""  # noqa: E501
ROWS = [[float(one) for one in line.split()] for line in NUMBERS.strip().splitlines()]


def _mean(r):
    return MeanSample(int(r[0]), r[1], r[2])


def _paired(r):
    return PairedSample(int(r[0]), r[1], r[2], r[5], r[6], r[9])


def _ratio(r):
    return RatioSample(int(r[0]), r[1], r[2], r[3], r[4], r[12])


def _paired_ratio(r):
    return PairedRatioSample(
        n=int(r[0]),
        numerator=r[1],
        numerator_squares=r[2],
        denominator=r[3],
        denominator_squares=r[4],
        products=r[12],
        numerator_before=r[5],
        numerator_before_squares=r[6],
        denominator_before=r[7],
        denominator_before_squares=r[8],
        products_before=r[11],
        numerators=r[9],
        denominators=r[10],
        numerator_denominator_before=r[13],
        denominator_numerator_before=r[14],
    )


def _strata(kind):
    return [(kind(old), kind(new)) for old, new in zip(ROWS[::2], ROWS[1::2], strict=True)]


@pytest.mark.parametrize(
    ("kind", "relative", "relative_error", "absolute", "error"),
    [
        (_mean, 0.10994584851937336, 0.012225394656480164, 3.548094377986586, 0.37634374823059685),
        (_paired, 0.11529547657147865, 0.002206093195330933, 3.7116918650826394, 0.07390409644392272),
        (_ratio, 0.13371299783026003, 0.007131233706378072, 0.10008903417216031, 0.005071004003792392),
        (_paired_ratio, 0.13929489348144797, 0.0012316128268122996, 0.10399412678968833, 0.0012269621176865127),
    ],
)
def test_gives_the_numbers_of_growthbook(kind, relative, relative_error, absolute, error):
    found = compare_stratified(_strata(kind), relative="delta")
    assert found.absolute == pytest.approx(absolute, rel=1e-9)
    assert found.standard_error == pytest.approx(error, rel=1e-9)
    assert found.relative == pytest.approx(relative, rel=1e-9)
    assert found.relative_error == pytest.approx(relative_error, rel=1e-9)


@pytest.mark.parametrize("kind", [_mean, _ratio])
def test_one_stratum_is_the_plain_comparison(kind):
    plain = {_mean: compare_means, _ratio: compare_ratios}[kind](*_strata(kind)[0])
    found = compare_stratified(_strata(kind)[:1])
    assert found.absolute == pytest.approx(plain.absolute)
    assert found.standard_error == pytest.approx(plain.standard_error)
    assert found.p_value == pytest.approx(plain.p_value)
    ends = found.absolute_interval
    assert (ends.lower, ends.upper) == pytest.approx((plain.absolute_interval.lower, plain.absolute_interval.upper))


def test_strata_add_up_by_their_size():
    strata = _strata(_mean)
    alone = [compare_means(old, new) for old, new in strata]
    shares = [(old.n + new.n) / 1_000 for old, new in strata]
    found = compare_stratified(strata, random_sizes=False)
    assert found.absolute == pytest.approx(sum(w * one.absolute for w, one in zip(shares, alone, strict=True)))
    variance = sum(w * w * one.standard_error**2 for w, one in zip(shares, alone, strict=True))
    assert found.standard_error == pytest.approx(math.sqrt(variance))
    spread = sum(w * one.absolute**2 for w, one in zip(shares, alone, strict=True)) - found.absolute**2
    assert compare_stratified(strata).standard_error == pytest.approx(math.sqrt(variance + spread / 1_000))


def test_proportions_are_strata_too():
    strata = [
        (ProportionSample(400, 40), ProportionSample(300, 45)),
        (ProportionSample(100, 50), ProportionSample(200, 110)),
    ]
    found = compare_stratified(strata, random_sizes=False)
    assert found.absolute == pytest.approx(0.7 * 0.05 + 0.3 * 0.05)
    variance = 0.49 * (0.09 / 400 + 0.1275 / 300) + 0.09 * (0.25 / 100 + 0.2475 / 200)
    assert found.standard_error == pytest.approx(math.sqrt(variance))


def test_a_stratum_too_small_joins_the_largest():
    # growthbook/growthbook, test_post_strat.py: test_missing_variation_data
    strata = _strata(_mean)
    old, new = strata[-1]
    apart = [*strata[:-1], (MeanSample(old.n - 1, old.total - 1, old.squares - 1), new)]
    apart.append((MeanSample(1, 1, 1), MeanSample(0, 0, 0)))
    assert compare_stratified(apart).standard_error == pytest.approx(compare_stratified(strata).standard_error)


def test_nothing_known_before_is_the_plain_one():
    # growthbook/growthbook, test_post_strat.py: test_post_strat_count_effect_moments_fallback
    bare = [tuple(PairedSample(one.n, one.total, one.squares, 0, 0, 0) for one in pair) for pair in _strata(_mean)]
    assert compare_stratified(bare).standard_error == pytest.approx(compare_stratified(_strata(_mean)).standard_error)


def test_says_what_is_wrong():
    one = MeanSample(10, 5, 9)
    for strata, words in (
        ([], "no stratum"),
        ([(one, ProportionSample(10, 5))], "same kind"),
        ([(MeanSample(1, 1, 1), one)], "fewer than two"),
        ([(MeanSample(10, 10, 10), MeanSample(10, 20, 40))], "no spread"),
        ([(MeanSample(10, math.nan, 1), one)], "finite"),
        ([(MeanSample(10, 100, 1), one)], "smaller than its sum"),
        ([(ProportionSample(10, 11), ProportionSample(10, 1))], "conversions"),
        ([(RatioSample(10, 5, 9, 0, 4, 1),) * 2], "denominator"),
    ):
        with pytest.raises(InputError, match=words):
            compare_stratified(strata)
