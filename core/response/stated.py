"""Stated beliefs as priors: a range that a person gave becomes mean and standard deviation of a model's coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.curves import Floats
from core.errors import InputError
from core.response.adstock import LAGS, Adstock
from core.response.assumptions import EVERYTHING, Belief, LiftTest

RANGE = 2 * 1.6448536269514722
"""Width of the 90 % range of a normal distribution in standard deviations."""
REACHED = 0.9
"""Share of an effect that has come when its carry-over counts as over."""
FARTHEST = 8.0
"""How many prior standard deviations a kernel is moved at most to meet a stated carry-over."""
CERTAIN = 0.05
"""Least standard deviation of a kernel's coordinate, so that a narrow belief does not rule out all others."""


@dataclass(frozen=True)
class Subject:
    """What beliefs and lift tests can be about: a campaign, or a channel of a mix (id, name and channel the same)."""

    id: str
    name: str
    channel: str


def level_prior(beliefs: Sequence[Belief], subjects: Sequence[Subject]) -> tuple[tuple[float, float] | None, ...]:
    """Return mean and standard deviation of the log return at the usual spend for each subject, None where unstated.

    The range is taken as the 90 % range of a log-normal distribution.

    Raises:
        InputError: If a belief is about nothing that the data hold.
    """
    spans = stated_ranges(beliefs, subjects, "roas")
    return tuple(
        None if span is None else (float(np.log(span).mean()), float(np.log(span[1] / span[0]) / RANGE))
        for span in spans
    )


def stated_ranges(
    beliefs: Sequence[Belief], subjects: Sequence[Subject], quantity: Literal["roas", "carry_over"]
) -> tuple[tuple[float, float] | None, ...]:
    """Return the range that holds for each subject: its own, else its channel's, else the one about everything.

    Raises:
        InputError: If a belief is about nothing that the data hold.
    """
    known = _known(subjects)
    for belief in beliefs:
        if belief.subject != EVERYTHING:
            _refuse_unknown("belief", belief.subject, known)
    found: list[tuple[float, float] | None] = []
    for subject in subjects:
        steps = ((subject.id, subject.name), (subject.channel,), (EVERYTHING,))
        spans = [
            span
            for step in steps
            # Of two beliefs about the same the later one holds.
            for belief in reversed(beliefs)
            if _key(belief.subject) in {_key(one) for one in step} and (span := getattr(belief, quantity)) is not None
        ]
        found.append(spans[0] if spans else None)
    return tuple(found)


def subjects_of_tests(tests: Sequence[LiftTest], subjects: Sequence[Subject]) -> tuple[tuple[int, ...], ...]:
    """Return for each lift test the positions of the subjects that it changed: one, or all of a channel.

    Raises:
        InputError: If a test is about nothing that the data hold.
    """
    known = _known(subjects)
    found = []
    for test in tests:
        _refuse_unknown("lift test", test.subject, known)
        key = _key(test.subject)
        own = tuple(i for i, one in enumerate(subjects) if key in (_key(one.id), _key(one.name)))
        found.append(own or tuple(i for i, one in enumerate(subjects) if key == _key(one.channel)))
    return tuple(found)


def carry_over_days(kernel: Adstock, theta: Floats, period_days: int) -> Floats:
    """Return the days until nine tenths of an effect have come, shape (...) for coordinates (..., k).

    What comes in a period is taken to come evenly within it.
    """
    weights = kernel.shares(theta, LAGS[period_days])
    reached = np.cumsum(weights, axis=-1)
    last = np.argmax(reached >= REACHED - 1e-12, axis=-1)[..., None]
    upper, weight = (np.take_along_axis(values, last, axis=-1)[..., 0] for values in (reached, weights))
    return (last[..., 0] + 1.0 - (upper - REACHED) / weight) * period_days


def carry_over_prior(days: tuple[float, float], kernel: Adstock, period_days: int) -> tuple[Floats, Floats]:
    """Return centre and standard deviation of a kernel's coordinates, each of shape (k,).

    The coordinates are moved from their default in the direction in which a normal prior moves when the carry-over is
    observed (spread squared times gradient), until both ends of the range are met; all spreads are then scaled so that
    the log of the carry-over varies as stated. An end that no coordinates reach is met as nearly as possible.

    Args:
        days: Lowest and highest carry-over: the 90 % range of the days until nine tenths of an effect have come.
        kernel: The adstock.
        period_days: 1 or 7.
    """
    centre, spread = kernel.centre(period_days), kernel.spread()
    if not len(centre):
        return centre, spread
    gradient = _gradient(kernel, centre, period_days)
    direction = spread**2 * gradient
    direction /= np.sqrt((direction**2 / spread**2).sum())
    # A table along the line: monotone by its running maximum, whatever the kernel does far out.
    at = np.linspace(-FARTHEST, FARTHEST, 801)
    table = carry_over_days(kernel, centre + at[:, None] * direction, period_days)
    middle = len(at) // 2
    table = np.concatenate([np.minimum.accumulate(table[middle::-1])[::-1], np.maximum.accumulate(table[middle + 1 :])])
    low, high = np.interp(np.log(days), np.log(table) + 1e-12 * at, at)
    moved = centre + direction * (low + high) / 2
    slope = _gradient(kernel, moved, period_days)
    along = abs(slope @ direction) * (high - low) / RANGE
    total = np.sqrt((slope**2 * spread**2).sum())
    ratio = along / total if total > 1e-6 else (high - low) / RANGE
    return moved, np.maximum(ratio * spread, CERTAIN)


def _gradient(kernel: Adstock, theta: Floats, period_days: int) -> Floats:
    step = 0.05 * np.eye(len(theta))
    up, down = (np.log(carry_over_days(kernel, theta + sign * step, period_days)) for sign in (1, -1))
    return (up - down) / 0.1


def _key(text: str) -> str:
    return text.strip().casefold()


def _known(subjects: Sequence[Subject]) -> list[str]:
    return list(dict.fromkeys(text for one in subjects for text in (one.name, one.channel, one.id)))


def _refuse_unknown(what: str, subject: str, known: list[str]) -> None:
    if _key(subject) not in {_key(text) for text in known}:
        names = ", ".join(known[:12]) + (" and more" if len(known) > 12 else "")
        raise InputError(f"There is a {what} about “{subject}”, which the data do not hold. They hold {names}.")
