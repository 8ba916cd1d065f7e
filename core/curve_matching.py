"""Which campaign of the data a curve from elsewhere is of: by id, by name, or as a whole channel."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data import Dataset
from core.data.identity import campaign_ids, slug
from core.errors import InputError
from core.response.external import CurveSet


@dataclass(frozen=True)
class Subject:
    """What a curve is of.

    Attributes:
        id: Campaign id of the data, or one of its own where the data do not hold it.
        name: As the data call it, or as the file does.
        channel: Channel name.
        covers: Ids of the campaigns of the data that it stands for: one, those of a channel, or none.
    """

    id: str
    name: str
    channel: str
    covers: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """``campaign`` or ``channel`` of the data, or ``new``: the data do not hold it."""
        return "new" if not self.covers else "campaign" if self.covers == (self.id,) else "channel"


@dataclass(frozen=True)
class Matching:
    """Subjects by curve, in the order of the curves, and id and name of the campaigns of the data without a curve."""

    subjects: tuple[Subject, ...]
    without: tuple[tuple[str, str], ...] = ()


def match_curves(curves: CurveSet, dataset: Dataset | None = None) -> Matching:
    """Return what each curve is of. Case and spaces do not count.

    Args:
        curves: Curves with the names that their file gives.
        dataset: The data in use; None where there are none.

    Raises:
        InputError: If a name could be two campaigns, or two curves speak of the same campaign.
    """
    made = _own_ids(curves, set() if dataset is None else set(dataset.campaigns["campaign_id"].astype(str)))
    if dataset is None:
        named = zip(made, curves.names, curves.channels, strict=True)
        return Matching(tuple(Subject(i, name, channel) for i, name, channel in named))
    known = [
        Subject(str(row.campaign_id), str(row.campaign), str(row.channel), (str(row.campaign_id),))
        for row in dataset.campaigns.itertuples(index=False)
    ]
    subjects = tuple(
        _find(name, channel, known) or Subject(own, name, channel)
        for own, name, channel in zip(made, curves.names, curves.channels, strict=True)
    )
    _check(curves.names, subjects, {one.id: one.name for one in known})
    covered = {one for subject in subjects for one in subject.covers}
    return Matching(subjects, tuple((one.id, one.name) for one in known if one.id not in covered))


def plain(text: str) -> str:
    """Return a name as it is compared.

    Example:
        >>> plain("  Brand   SEARCH ") == plain("brand search")
        True
    """
    return " ".join(text.split()).casefold()


def _find(name: str, channel: str, known: Sequence[Subject]) -> Subject | None:
    wanted = plain(name)
    for one in known:
        if plain(one.id) == wanted:
            return one
    called = [one for one in known if plain(one.name) == wanted]
    if len(called) > 1:
        # Where the file says no channel, the name stands for it.
        called = [one for one in called if plain(one.channel) == plain(channel)] or called
    if len(called) > 1:
        raise InputError(
            f"{len(called)} campaigns of the data in use are called “{called[0].name}”, so it is not known which one "
            "the curve is of. Name the campaign's id or its channel in the file of curves."
        )
    if called:
        return called[0]
    whole = [one for one in known if plain(one.channel) == wanted]
    if not whole:
        return None
    return Subject(f"channel-{slug(name) or 'unnamed'}", whole[0].channel, whole[0].channel, tuple(o.id for o in whole))


def _check(names: Sequence[str], subjects: Sequence[Subject], called: dict[str, str]) -> None:
    """Money that two curves speak of would be planned twice."""
    taken: dict[str, str] = {}
    for name, subject in zip(names, subjects, strict=True):
        for one in subject.covers:
            if one in taken:
                raise InputError(
                    f"The curves of “{taken[one]}” and of “{name}” both speak of the campaign “{called[one]}” of the "
                    "data in use, so its money would be planned twice. Keep one of them in the file."
                )
            taken[one] = name


def _own_ids(curves: CurveSet, others: set[str]) -> list[str]:
    """The ids that campaigns of these names would have in a file without ids; never one that the data use."""
    made = campaign_ids(np.array(curves.names, object), np.array(curves.channels, object), None)
    return [f"{one}-curve" if str(one) in others else str(one) for one in made]
