"""Arguments that make no sense are refused in a sentence."""

from collections.abc import Callable

import pytest

from core.errors import InputError
from core.experiments import Design, ProportionSample, bayes_proportions, group_sequential


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Design(alternative="zz"),  # type: ignore[arg-type]
        lambda: group_sequential(2.5),  # type: ignore[arg-type]
        lambda: group_sequential(float("nan")),  # type: ignore[arg-type]
        lambda: bayes_proportions(ProportionSample(10**30, 5), ProportionSample(10**30, 6)),
    ],
)
def test_nonsense_is_refused_in_a_sentence(ask: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=r"\.$"):
        ask()
