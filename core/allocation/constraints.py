"""What a plan has to keep beside budget and limits: groups, nested ones too, and how many campaigns run at all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.allocation.limits import amount, check_budget, label
from core.curves import Floats
from core.errors import InfeasibleError, InputError


class NoPlanError(InfeasibleError):
    """A search found that no plan keeps all limits; which of them clash, ``core.allocation.clash`` says."""


@dataclass(frozen=True)
class Group:
    """Campaigns whose spend together has limits: a channel, a region, any tag; a group may lie within another.

    Attributes:
        name: What people call it.
        campaigns: Names of its campaigns, or their positions.
        lower: Lowest spend of all together. Currency.
        upper: Highest spend of all together; None is no limit.
        share: Highest share of the whole spend, 0 to 1; None is no limit.
    """

    name: str
    campaigns: tuple[str | int, ...]
    lower: float = 0.0
    upper: float | None = None
    share: float | None = None


@dataclass(frozen=True, eq=False)
class Constraints:
    """Checked constraints.

    Attributes:
        groups: Names of the groups.
        member: Which campaigns belong to each, shape (groups, campaigns).
        lower: Lowest spend by group. Currency.
        upper: Highest spend by group; infinite where there is none.
        share: Highest share of the whole spend by group; 1 where there is no such limit.
        at_least: Least spend of a campaign that runs, shape (campaigns,): it gets nothing or at least this. 0 where any
            amount will do.
        most_active: Most campaigns that get money; None where any number may.
    """

    groups: tuple[str, ...]
    member: NDArray[np.bool_]
    lower: Floats
    upper: Floats
    share: Floats
    at_least: Floats
    most_active: int | None = None

    @property
    def trivial(self) -> bool:
        """Whether budget and limits by campaign are all there is."""
        return not len(self.groups) and not self.at_least.any() and self.most_active is None


@dataclass(frozen=True, eq=False)
class Demand:
    """What is asked: the most of outcome less ``price`` times spend.

    Attributes:
        lower: Lowest spend by campaign. Currency.
        upper: Highest spend by campaign; finite.
        least: Lowest spend of all campaigns.
        most: Highest spend of all campaigns; the same as ``least`` where the budget has to be spent.
        constraints: What else has to hold.
        price: Outcome that a unit of money has to bring.
    """

    lower: Floats
    upper: Floats
    least: float
    most: float
    constraints: Constraints
    price: float = 0.0

    @property
    def row_group(self) -> NDArray[np.intp]:
        """The group that each row but the first of ``rows`` is about."""
        kept = self.constraints
        limited = (kept.lower > 0) | np.isfinite(kept.upper)
        return np.repeat(np.arange(len(kept.groups)), limited.astype(int) + (kept.share < 1))

    def rows(self, unit: float) -> tuple[Floats, Floats, Floats]:
        """Return the rows over spends with their lowest and highest sums, in ``unit``: the whole, groups, shares."""
        kept = self.constraints
        count = len(self.lower)
        rows, low, high = [np.ones(count)], [self.least / unit], [self.most / unit]
        for g in range(len(kept.groups)):
            member = kept.member[g].astype(float)
            if kept.lower[g] > 0 or np.isfinite(kept.upper[g]):
                rows.append(member)
                low.append(kept.lower[g] / unit)
                high.append(kept.upper[g] / unit)
            if kept.share[g] < 1:
                rows.append(member - kept.share[g])
                low.append(-np.inf)
                high.append(0.0)
        return np.array(rows), np.array(low), np.array(high)


def check_constraints(
    names: Sequence[str],
    groups: Sequence[Group] = (),
    at_least: ArrayLike | None = None,
    most_active: int | None = None,
) -> Constraints:
    """Return the constraints of campaigns called ``names``.

    Raises:
        InputError: If a group is empty, names a campaign that is not there or has impossible limits, or another number
            cannot be used.
    """
    # Campaigns without a name are known by their places alone.
    places = {name: position for position, name in enumerate(names) if name}
    member = np.zeros((len(groups), len(names)), bool)
    lower, upper, share = np.zeros(len(groups)), np.full(len(groups), np.inf), np.ones(len(groups))
    for row, group in enumerate(groups):
        if not len(group.campaigns):
            raise InputError(f"The group {group.name} has no campaign. Add one or remove the group.")
        for campaign in group.campaigns:
            place = _position(campaign, places, len(names), group.name)
            if member[row, place]:
                raise InputError(f"The group {group.name} names {label(names[place], place)} twice. Name it once.")
            member[row, place] = True
        lower[row] = _limit(group.lower, f"The minimum of {group.name}")
        if group.upper is not None:
            upper[row] = _limit(group.upper, f"The maximum of {group.name}")
        if group.share is not None:
            share[row] = _limit(group.share, f"The share of {group.name}")
            if share[row] > 1:
                raise InputError(f"The share of {group.name} is {group.share}, but a share is from 0 to 1.")
        if lower[row] > upper[row]:
            raise InputError(
                f"The minimum of {group.name} is {amount(lower[row])}, above its maximum of {amount(upper[row])}."
            )
    try:
        floor = np.zeros(len(names)) if at_least is None else np.broadcast_to(np.asarray(at_least, float), len(names))
    except (TypeError, ValueError) as error:
        raise InputError("“Nothing or at least” takes one amount for all campaigns, or one for each.") from error
    for position in np.flatnonzero(~(np.isfinite(floor) & (floor >= 0))).tolist():
        raise InputError(
            f"“Nothing or at least” of {label(names[position], position)} is {floor[position]}, but it must be an "
            "amount of 0 or more."
        )
    if most_active is not None and (
        isinstance(most_active, bool) or not isinstance(most_active, (int, np.integer)) or most_active < 0
    ):
        raise InputError(f"At most {most_active!r} campaigns cannot be asked for: give a whole number of 0 or more.")
    most = None if most_active is None or most_active >= len(names) else int(most_active)
    return Constraints(tuple(g.name for g in groups), member, lower, upper, share, floor.astype(float), most)


def _position(campaign: str | int, places: dict[str, int], count: int, group: str) -> int:
    if isinstance(campaign, (int, np.integer)) and not isinstance(campaign, bool):
        if 0 <= campaign < count:
            return int(campaign)
        raise InputError(f"The group {group} names campaign {campaign + 1}, but there are {count}.")
    if str(campaign) not in places:
        raise InputError(f"The group {group} names “{campaign}”, which is no campaign of this plan.")
    return places[str(campaign)]


def _limit(value: float, what: str) -> float:
    try:
        return check_budget(value)
    except InputError as error:
        raise InputError(str(error).replace("The budget", what)) from error
