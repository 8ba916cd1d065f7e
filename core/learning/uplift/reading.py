"""UpliftReading: all that is said of whom to contact, from scores that were learned from other people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.errors import InputError
from core.experiments.compare.effect import Effect
from core.experiments.compare.fixed import compare_means, compare_proportions
from core.experiments.compare.samples import MeanSample, ProportionSample
from core.learning.uplift.checks import Validity, validity
from core.learning.uplift.difference import Trait, traits
from core.learning.uplift.learner import ranked
from core.learning.uplift.people import UpliftPeople
from core.learning.uplift.qini import LEVEL, Qini, qini
from core.learning.uplift.roles import UpliftRoles

TENTHS: Final = 10
FEWEST_OF_TENTH: Final = 20
"""People that each arm needs in a tenth, for its effect to be shown."""


@dataclass(frozen=True)
class Tenth:
    """A tenth of the people, by how persuadable they seem.

    Attributes:
        number: 1 is the most persuadable.
        people: In both arms.
        expected: Mean of the scores: what the learner said.
        effect: What contacting them brought; None where too few people are in an arm.
    """

    number: int
    people: int
    expected: float
    effect: Effect | None


@dataclass(frozen=True, eq=False)
class UpliftReading:
    """What is said of a campaign.

    Attributes:
        roles: Which column is what.
        is_share: Whether the outcome is yes or no.
        effect: Of contacting everybody, as the Experiments page reads it.
        validity: Whether the randomisation can be believed.
        qini: The curve, measured on all people but the part that was only learned from.
        tenths: Of the same people by tenth, the most persuadable first.
        harmed: Whether the least persuadable tenth surely does less if contacted, over all tenths that were looked at.
        traits: What sets the most persuadable fifth apart from the least, most telling first.
        people: In both arms.
        of: Before a part of a large table was taken.
        set_aside: Rows without an outcome.
        score: Of each person, shape (people,).
        place: Of each person, 0 to 1, the most persuadable first.
        treated: Who was contacted.
        outcome: What they did.
        rows: Row in the file, from 1.
        ids: What each is called.
    """

    roles: UpliftRoles
    is_share: bool
    effect: Effect
    validity: Validity
    qini: Qini
    tenths: tuple[Tenth, ...]
    harmed: bool
    traits: tuple[Trait, ...]
    people: int
    of: int
    set_aside: int
    score: Floats
    place: Floats
    treated: NDArray[np.bool_]
    outcome: Floats
    rows: NDArray[np.int64]
    ids: NDArray[np.object_]

    @property
    def verdict(self) -> str:
        """``better``, ``worse`` or ``same``: choosing by score beside contacting people at random."""
        one = self.qini.coefficient
        return "better" if one.lower > 0 else "worse" if one.upper < 0 else "same"

    @property
    def works(self) -> bool:
        """Whether contacting everybody surely brings more than contacting nobody."""
        return self.effect.absolute_interval.lower > 0


def read_uplift(
    people: UpliftPeople, roles: UpliftRoles, scores: Floats, fold: NDArray[np.int64], seed: int = 0
) -> UpliftReading:
    """Return what out-of-fold scores say of whom to contact.

    Args:
        people: Of two arms.
        roles: Which column is what.
        scores: How much more each person is expected to do if contacted, learned from others, shape (people,).
        fold: Fold of each person.
        seed: Of draws and of the order of equals.
    """
    place = ranked(scores, fold, seed)
    measured = fold > 0
    treated, outcome = people.treated[measured], people.outcome[measured]
    tenths = _tenths(place[measured], scores[measured], treated, outcome, people.is_share)
    last = tenths[-1].effect
    return UpliftReading(
        roles,
        people.is_share,
        difference_of(people.outcome, people.treated, people.is_share),
        validity(people, roles),
        qini(place[measured], treated, outcome, seed=seed),
        tenths,
        # Ten tenths were looked at: a tenth of the usual chance for the one that is worst.
        last is not None and last.absolute < 0 and last.p_value < (1 - LEVEL) / TENTHS,
        traits(people.features, place),
        len(people.outcome),
        people.of,
        people.set_aside,
        scores,
        place,
        people.treated,
        people.outcome,
        people.rows,
        people.ids,
    )


def difference_of(outcome: Floats, treated: NDArray[np.bool_], is_share: bool, level: float = LEVEL) -> Effect:
    """Return the effect of being contacted on some people, as the Experiments page reads it."""
    arms = outcome[~treated], outcome[treated]
    if is_share:
        control, treatment = (ProportionSample(len(one), int(one.sum())) for one in arms)
        return compare_proportions(control, treatment, level=level)
    old, new = (MeanSample(len(one), float(one.sum()), float((one**2).sum())) for one in arms)
    return compare_means(old, new, level=level)


def _tenths(
    place: Floats, scores: Floats, treated: NDArray[np.bool_], outcome: Floats, is_share: bool
) -> tuple[Tenth, ...]:
    number = np.minimum((place * TENTHS).astype(int), TENTHS - 1)
    found = []
    for at in range(TENTHS):
        inside = number == at
        effect = None
        if min(treated[inside].sum(), (~treated[inside]).sum()) >= FEWEST_OF_TENTH:
            try:
                effect = difference_of(outcome[inside], treated[inside], is_share)
            except InputError:
                # Nobody in this tenth did anything: no spread, nothing to compare.
                effect = None
        found.append(Tenth(at + 1, int(inside.sum()), float(scores[inside].mean()), effect))
    return tuple(found)
