"""Why no plan fits: the limits that clash, each of them needed for it, in words."""

import numpy as np
import pytest
from scipy.optimize import linprog

from core.allocation import Group, HillCurve, allocate
from core.errors import InfeasibleError

CURVES = [HillCurve(100.0 + i, 10.0, 1.0, name=f"c{i}") for i in range(6)]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"groups": [Group("Search", (0, 1), lower=60), Group("Social", (2, 3), lower=60)]},
            "The minimums of Search and Social add up to 120, which is 20 more than the budget of 100. "
            "Raise the budget or lower a minimum.",
        ),
        (
            {"lower": [60, 50, 0, 0, 0, 1]},
            "The minimums of “c0” and “c1” add up to 110, which is 10 more than the budget of 100. "
            "Raise the budget or lower a minimum.",
        ),
        (
            {"upper": [5, 6, 7, 8, 9, 10]},
            "The maximums of “c0”, “c1”, “c2” and 3 others add up to 45, which is 55 less than the budget of 100. "
            "Lower the budget or raise a maximum.",
        ),
        (
            {"upper": [5, 6, 1, 1, 1, 1], "groups": [Group("Search", (0, 1), lower=20)]},
            "The maximums of “c0” and “c1” add up to 11, which is 9 less than the minimum of Search, 20. "
            "Lower the minimum of Search or raise a maximum.",
        ),
        (
            {"lower": [0, 0, 50, 0, 0, 0], "groups": [Group("Social", (2, 3), upper=20)]},
            "The minimum of “c2” is 50, which is 30 more than the maximum of Social, 20. "
            "Raise the maximum of Social or lower a minimum.",
        ),
        (
            {"upper": [20, 20, 99, 99, 99, 99], "groups": [Group("A", (0, 1, 2), 60), Group("B", (2, 3), upper=10)]},
            "The maximums of B, “c0” and “c1” add up to 50, which is 10 less than the minimum of A, 60. "
            "Lower the minimum of A or raise a maximum.",
        ),
        (
            {"lower": 10, "most_active": 4},
            "These limits cannot hold together: at most 4 campaigns that run, at least 10 for “c0”, "
            "at least 10 for “c1”, at least 10 for “c2”, at least 10 for “c3” and at least 10 for “c4”. "
            "Ease one of them.",
        ),
        (
            {"upper": [30, 0, 0, 0, 0, 100], "at_least": [0, 0, 0, 0, 0, 101]},
            "These limits cannot hold together: a budget of 100, at most 0 for “c1”, at most 0 for “c2”, "
            "at most 0 for “c3”, at most 0 for “c4” and 2 more limits. Ease one of them.",
        ),
        ({"most_active": 0}, "These limits cannot hold together: a budget of 100 and at most 0 campaigns that run."),
    ],
)
def test_the_limits_that_clash_are_named(asked, sentence):
    with pytest.raises(InfeasibleError) as caught:
        allocate(CURVES, 100.0, **asked)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("seed", range(40))
def test_a_refusal_is_right_and_of_the_limits_that_it_names_each_is_needed(seed):
    rng = np.random.default_rng(seed)
    lower = np.where(rng.random(6) < 0.5, rng.uniform(0, 30, 6), 0.0)
    upper = lower + rng.uniform(5, 40, 6)
    groups = [
        Group(
            f"g{n}", tuple(int(i) for i in rng.choice(6, 3, replace=False)), lower=low, upper=low + rng.uniform(0, 40)
        )
        for n, low in enumerate(rng.uniform(10, 70, 2))
    ]
    rows = np.array([[float(i in g.campaigns) for i in range(6)] for g in groups])
    fits = linprog(
        np.zeros(6),
        A_eq=np.ones((1, 6)),
        b_eq=[100.0],
        A_ub=np.vstack([rows, -rows]),
        b_ub=np.r_[[g.upper for g in groups], [-g.lower for g in groups]],
        bounds=np.column_stack([lower, upper]),
    )
    refused = refusal(lower, upper, groups)
    assert (refused is None) == (fits.status == 0)
    if refused is None:
        return
    # Without any one of the limits that are named, another plan fits, or others clash.
    named = [n for n in range(2) if f" g{n}" in refused]
    campaigns = [c for c in range(6) if f"“c{c}”" in refused]
    assert named or campaigns
    for n in named:
        assert refusal(lower, upper, groups[:n] + groups[n + 1 :]) != refused
    for c in campaigns:
        free = np.arange(6) == c
        assert refusal(np.where(free, 0, lower), np.where(free, 100, upper), groups) != refused


def refusal(lower, upper, groups):
    """What is said where no plan fits; None where one does."""
    try:
        allocate(CURVES, 100.0, lower, upper, groups=groups)
    except InfeasibleError as error:
        return str(error)
    return None
