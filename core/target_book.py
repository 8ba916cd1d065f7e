"""TargetBook: the targets that people set, and how each goes."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any, Final, get_args

from sqlalchemy import Engine

from core.data import Dataset
from core.errors import InputError
from core.event_book import day_of, one_line
from core.forecasting.pacing import Ahead, Pace, Target, pace
from core.forecasting.series import TOTAL, Level
from core.stated_store import Stated, StatedStore

MEASURES: Final = ("spend", "revenue", "conversions")
"""What a target can be set for. Ratios are not: their sums are no sums."""
LONGEST: Final = 366
LARGEST: Final = 1e15


class TargetBook:
    """Targets, the same for everybody.

    Args:
        engine: Of the database.
        dataset: Returns the data set in use.
        ahead: Returns the forecasts of a measure over so many days.
    """

    def __init__(self, engine: Engine, dataset: Callable[[], Dataset], ahead: Callable[[str, int], Ahead]) -> None:
        self._store = StatedStore(engine, "target", "target")
        self._dataset, self._ahead = dataset, ahead

    def stamp(self) -> str:
        """Return a text that changes whenever a target does."""
        return self._store.stamp()

    def targets(self) -> list[Target]:
        """Return the targets: those that end last first, then by amount."""
        found = [_target(one) for one in self._store.current()]
        return sorted(found, key=lambda t: (-t.last.toordinal(), -t.amount, t.id))

    def paces(self) -> list[Pace]:
        """Return how each target goes: running ones first, then those to come, then those that are over."""
        order = ("running", "future", "over", "unknown")
        dataset = self._dataset()
        found = [pace(target, dataset, self._ahead) for target in self.targets()]
        return sorted(found, key=lambda p: order.index(p.state))

    def add(
        self, level: object, key: object, measure: object, amount: object, first: object, last: object, by: str = ""
    ) -> Stated:
        """Set a target.

        Raises:
            InputError: If a part of it cannot be used, in words.
        """
        return self._store.add(self._content(level, key, measure, amount, first, last), by)

    def change(
        self,
        target_id: str,
        level: object,
        key: object,
        measure: object,
        amount: object,
        first: object,
        last: object,
        by: str = "",
    ) -> Stated:
        """Set a target anew.

        Raises:
            InputError: If a part of it cannot be used, in words.
            NotFoundError: If it was removed.
        """
        return self._store.change(target_id, self._content(level, key, measure, amount, first, last), by)

    def remove(self, target_id: str, by: str = "") -> Stated:
        """Remove a target.

        Raises:
            NotFoundError: If it was removed already.
        """
        return self._store.remove(target_id, by)

    def undo(self, version: int, by: str = "") -> Stated:
        """Undo the act that made a version of a target."""
        return self._store.undo(version, by)

    def _content(
        self, level: object, key: object, measure: object, amount: object, first: object, last: object
    ) -> dict[str, Any]:
        dataset = self._dataset()
        if level not in get_args(Level):
            raise InputError("Say whether the target is for all campaigns, a channel or a campaign.")
        table = dataset.campaigns
        known = {
            "total": {TOTAL},
            "channel": set(table["channel"].astype(str)),
            "campaign": set(table["campaign_id"].astype(str)),
        }[str(level)]
        wanted = TOTAL if level == "total" else one_line(key)
        if wanted not in known:
            raise InputError(f"There is no such {level} in the data in use. Choose one from the list.")
        if measure not in MEASURES or measure not in dataset.measured:
            held = ", ".join(m for m in MEASURES if m in dataset.measured)
            raise InputError(f"A target can be set for {held}, which the data hold.")
        value = amount_of(amount)
        start, end = day_of(first, "first"), day_of(last, "last")
        if end < start:
            raise InputError(f"The last day ({end.isoformat()}) lies before the first ({start.isoformat()}).")
        if (end - start).days >= LONGEST:
            raise InputError(f"A target can cover {LONGEST} days at most. Choose a later first day.")
        if end < dataset.first_day:
            raise InputError(
                f"This period was over before the data begin, on {dataset.first_day.isoformat()}. Choose a later one."
            )
        return {
            "level": str(level),
            "key": wanted,
            "measure": str(measure),
            "amount": value,
            "first": start.isoformat(),
            "last": end.isoformat(),
            "currency": dataset.currency,
        }


def amount_of(value: object) -> float:
    """Return an amount that somebody typed, also with thousands separators.

    Raises:
        InputError: If it is none, or not above zero.

    Example:
        >>> amount_of("400,000"), amount_of(12.5)
        (400000.0, 12.5)
    """
    found = math.nan
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        found = math.inf if abs(value) > LARGEST else float(value)
    elif isinstance(value, str) and len(value) <= 40:
        try:
            found = float(value.replace(",", "").replace("\u00a0", "").replace(" ", "").lstrip("€$£¥₹"))
        except ValueError:
            found = math.nan
    if math.isnan(found):
        raise InputError("The amount is not a number. Type one, such as 400,000.")
    if not 0 < found <= LARGEST:
        raise InputError("The amount must be above zero, and no more than a quadrillion.")
    return found


def month_of(day: date) -> tuple[date, date]:
    """Return the first and last day of a month."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day.replace(day=1), date.fromordinal(following.toordinal() - 1)


def _target(one: Stated) -> Target:
    content = one.content
    return Target(
        id=one.thing,
        level=content["level"],
        key=str(content["key"]),
        measure=str(content["measure"]),
        amount=float(content["amount"]),
        first=date.fromisoformat(content["first"]),
        last=date.fromisoformat(content["last"]),
        currency=content.get("currency"),
        by=one.saved_by,
        version=one.version,
    )
