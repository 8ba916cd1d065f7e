"""Curves from elsewhere in use: what was brought, of which campaigns it is, and the planner over it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.curve_matching import Subject, match_curves
from core.curve_planning import common_currency, sentences
from core.curve_store import CurveFile, CurveStore
from core.data import Dataset
from core.errors import InputError
from core.memo import Memo, memo_key
from core.response.external import CurveSet, read_curves


@dataclass(frozen=True)
class CurveRecord:
    """The curves in use, for people.

    Attributes:
        name: What the file is called.
        source: Which model or format it comes from, in words.
        by: Who brought it; empty where nobody is known.
        when: When, in UTC.
        hash: Hash of what the curves say.
        outcome: What they give: plans for it are made with them.
        currency: ISO code, where the file says it.
        period_days: Days of a period of the curves.
        draws: Draws of each curve; 1 is a best estimate alone.
        forms: The forms of the curves, each once.
        campaigns: What each curve is of, in the order of the file.
        names: What the file calls them, in the same order.
        without: Names of the campaigns of the data without a curve: they are not planned.
        notes: What was assumed, in sentences.
        problem: Why curves and data do not go together; None where they do.
    """

    name: str
    source: str
    by: str
    when: datetime
    hash: str
    outcome: str
    currency: str | None
    period_days: float
    draws: int
    forms: tuple[str, ...]
    campaigns: tuple[Subject, ...]
    names: tuple[str, ...]
    without: tuple[str, ...]
    notes: tuple[str, ...]
    problem: str | None = None


class BroughtCurves:
    """The curves that somebody brought, if any, the same for everybody: plans for their outcome are made with them.

    Args:
        store: Keeps the files.
        dataset: Returns the data set in use.
        memo: Where curves that were read are shared.
    """

    def __init__(self, store: CurveStore, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self._store = store
        self._dataset = dataset
        self._memo = memo

    def use(self, content: bytes, filename: str, by: str = "") -> CurveRecord | None:
        """Read a file of curves and put it to use.

        Raises:
            FileUnusableError: If it cannot be read; what was in use stays.
            InputError: If it does not go together with the data in use.
        """
        dataset = self._dataset()
        curves = read_curves(content, filename)
        common_currency(curves, dataset)
        match_curves(curves, dataset)
        self._store.use(content, filename, by)
        return self.record()

    def drop(self, by: str = "") -> None:
        """Go back to the product's own model; the file is kept."""
        self._store.drop(by)

    def current(self) -> CurveSet | None:
        """Return the curves in use; None where plans are made with the product's own model.

        Raises:
            ProductError: If their file is missing or damaged.
        """
        file = self._store.current()
        return None if file is None else self._read(file)

    def stamp(self) -> str:
        """Return a text that changes when other curves are put to use, or none."""
        file = self._store.current()
        return "" if file is None else f"{file.id}"

    def record(self) -> CurveRecord | None:
        """Return who brought what is in use, laid beside the data; None where the own model makes all plans.

        Raises:
            ProductError: If the file is missing or damaged.
        """
        file = self._store.current()
        if file is None:
            return None
        dataset, curves = self._dataset(), self._read(file)
        try:
            common_currency(curves, dataset)
            matching, problem = match_curves(curves, dataset), None
        except InputError as error:
            # The data in use may have changed since the curves were brought.
            matching, problem = match_curves(curves), str(error)
        return CurveRecord(
            name=file.filename,
            source=curves.source,
            by=file.added_by,
            when=file.added,
            hash=curves.content_hash,
            outcome=curves.outcome,
            currency=curves.currency,
            period_days=curves.period_days,
            draws=curves.draws,
            forms=tuple(dict.fromkeys(curve.form for curve in curves.curves)),
            campaigns=matching.subjects,
            names=curves.names,
            without=tuple(name for _, name in matching.without),
            notes=sentences(curves, matching, None if problem else dataset),
            problem=problem,
        )

    def _read(self, file: CurveFile) -> CurveSet:
        content = self._store.content(file.content_hash)
        return self._memo(memo_key("curves", file=file.content_hash), lambda: read_curves(content, file.filename))
