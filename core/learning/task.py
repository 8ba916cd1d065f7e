"""What is to be predicted, from which table; and the table itself, ready for models."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.errors import InputError

TaskKind = Literal["roi", "conversions", "behaviour"]
SECONDS: Final = 60.0
"""What tuning may take unless a person says otherwise."""


@dataclass(frozen=True)
class TaskSpec:
    """A question to the suite, as plain as an address.

    Attributes:
        kind: ``roi`` or ``conversions`` of campaigns by week, from the data set in use; ``behaviour`` of people, from
            an uploaded table with one row a person.
        file: Of behaviour: hash of the table.
        target: Of behaviour: the column that is predicted.
        positive: Of behaviour: the value of the target that counts as yes; empty where the target is an amount.
        left_out: Columns that are not used, e.g. because they are known only afterwards.
        time: Column that says the order of rows, by which later rows are held back; empty: rows have no order.
        seconds: What tuning may take.
        seed: The same seed gives the same models.
        group: Column whose equal values belong together, e.g. the id of a customer with several rows; empty: an id
            column whose values repeat, where there is one.
    """

    kind: TaskKind
    file: str = ""
    target: str = ""
    positive: str = ""
    left_out: tuple[str, ...] = ()
    time: str = ""
    seconds: float = SECONDS
    seed: int = 0
    group: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Return plain data that says the same; ``from_plain`` reads it."""
        return asdict(self) | {"left_out": list(self.left_out)}

    @classmethod
    def from_plain(cls, plain: Any) -> TaskSpec:
        """Return the question that plain data say.

        Raises:
            InputError: If they say none.
        """
        try:
            given = dict(plain)
            texts = {name: str(given.get(name, ""))[:200] for name in ("file", "target", "positive", "time", "group")}
            left_out = tuple(str(one)[:200] for one in list(given.get("left_out", ()))[:300])
            seconds, seed = float(given.get("seconds", SECONDS)), int(given.get("seed", 0))
        except (TypeError, ValueError, OverflowError) as error:
            raise InputError("What is to be predicted cannot be read. Choose it again.") from error
        if given.get("kind") not in get_args(TaskKind) or not 1 <= seconds <= 3600 or not 0 <= seed < 2**31:
            raise InputError("What is to be predicted cannot be read. Choose it again.")
        return cls(given["kind"], **texts, left_out=left_out, seconds=seconds, seed=seed)


@dataclass(frozen=True, eq=False)
class TaskData:
    """The table of a question.

    Attributes:
        key: Content key of table and question.
        features: One row a case, numbers as float (empty cells NaN), words as pandas categories; only columns that
            are used.
        target: Shape (rows,): 1 or 0 where ``is_class``, else an amount.
        is_class: Whether yes or no is predicted.
        unit: Of the target: a currency code, ``ratio``, ``conversions``, or the name of the positive answer.
        order: Shape (rows,): what says which rows are later; None where rows have no order.
        labels: What a case is called, e.g. campaign and week or the id of a person.
        left_out: Columns that are not used, and why, in words.
        group: Shape (rows,): cases of one group are never split between learning and test; None where each stands
            for itself.
        title: What is predicted, in words.
        dates: Columns of ``features`` that are dates, as days since 1970.
        ids: Columns that name a row and are not used; a file that is sorted by the answer betrays it through them.
        notes: What else was done with the rows, in words.
    """

    key: str
    features: pd.DataFrame
    target: Floats
    is_class: bool
    unit: str
    order: NDArray[Any] | None
    labels: NDArray[np.object_]
    left_out: tuple[tuple[str, str], ...] = ()
    group: NDArray[Any] | None = None
    title: str = ""
    dates: tuple[str, ...] = ()
    ids: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()
