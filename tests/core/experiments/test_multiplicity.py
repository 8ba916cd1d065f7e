"""Adjusted p-values against tea-tasting and a table worked out by hand."""

import math

import pytest
import tea_tasting as tt
from tea_tasting.experiment import ExperimentResult

from core.errors import InputError
from core.experiments import MeanSample, adjust_p_values, compare_means, compare_variants

PS = (0.118, 0.0211, 0.0213, 0.00218, 0.64)


def theirs(**options):
    results = ExperimentResult({str(i): {"pvalue": p} for i, p in enumerate(PS)})
    fdr = options.pop("fdr", False)
    found = (tt.adjust_fdr if fdr else tt.adjust_fwer)(results, **options)
    return [one["pvalue_adj"] for one in next(iter(found.values())).values()]


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("hochberg-sidak", {}),
        ("hochberg", {"method": "bonferroni"}),
        ("holm-sidak", {"arbitrary_dependence": True}),
        ("holm", {"arbitrary_dependence": True, "method": "bonferroni"}),
        ("benjamini-hochberg", {"fdr": True}),
        ("benjamini-yekutieli", {"fdr": True, "arbitrary_dependence": True}),
    ],
)
def test_as_tea_tasting(method, options):
    assert adjust_p_values(PS, method).adjusted == pytest.approx(theirs(**options))


def test_by_hand():
    ps = (0.01, 0.04, 0.03, 0.005)
    assert adjust_p_values(ps).adjusted == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert adjust_p_values(ps, "bonferroni").adjusted == pytest.approx((0.04, 0.16, 0.12, 0.02))
    assert adjust_p_values(ps, "hochberg").adjusted == pytest.approx((0.03, 0.04, 0.04, 0.02))
    assert adjust_p_values(ps, "benjamini-hochberg").adjusted == pytest.approx((0.02, 0.04, 0.04, 0.02))
    assert adjust_p_values(ps, "sidak").adjusted[0] == pytest.approx(1 - 0.99**4)
    assert adjust_p_values(ps, "none").adjusted == ps
    assert adjust_p_values(ps).rejected == (True, False, False, True)
    assert adjust_p_values(ps, alpha=0.025).rejected == (False, False, False, True)


def test_ends_and_gaps():
    found = adjust_p_values((0.01, math.nan, 0.03, 1.0, 0.0))
    assert found.adjusted[0] == pytest.approx(0.03)
    assert math.isnan(found.adjusted[1])
    assert found.rejected == (True, False, False, False, True)
    assert adjust_p_values((1.0, 0.0), "hochberg-sidak").adjusted == (1.0, 0.0)
    assert adjust_p_values(()).adjusted == ()
    assert adjust_p_values((0.02,)).adjusted == (0.02,)


def test_several_variants_with_one_control():
    control = MeanSample(1_000, 5_000, 29_000)
    variants = {"B": MeanSample(1_000, 5_150, 30_500), "C": MeanSample(1_000, 5_200, 31_000)}
    found = compare_variants(control, variants, compare_means, level=0.9)
    assert [one.name for one in found] == ["B", "C"]
    alone = [compare_means(control, one, level=0.9) for one in variants.values()]
    assert [one.effect for one in found] == alone
    expected = adjust_p_values([one.p_value for one in alone])
    assert tuple(one.adjusted_p_value for one in found) == expected.adjusted
    assert tuple(one.significant for one in found) == expected.rejected


def test_says_what_is_wrong():
    for bad, words in (((0.5, 1.2), "between 0 and 1"), ((-0.1,), "between 0 and 1"), (("x",), "number")):
        with pytest.raises(InputError, match=words):
            adjust_p_values(bad)
    with pytest.raises(InputError, match="one of"):
        adjust_p_values((0.5,), "magic")
    with pytest.raises(InputError, match="allowed"):
        adjust_p_values((0.5,), alpha=5)
    with pytest.raises(InputError, match="no variant"):
        compare_variants(MeanSample(10, 5, 9), {}, compare_means)
