"""UpliftPeople: the people of two arms of a campaign, what was known of them, and what they did."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.errors import InputError, NotEnoughDataError
from core.files import KeptFile, duck
from core.learning.uplift.roles import FEWEST, FEWEST_OUTCOMES, UpliftRoles, check_uplift_roles
from core.wording import counted

MOST_PEOPLE: Final = 300_000
"""People that are learned from; of more a random part is taken."""
_MOST_WORDS: Final = 60


@dataclass(frozen=True, eq=False)
class UpliftPeople:
    """The people of two arms.

    Attributes:
        features: What was known, one row a person: numbers as float, words as categories.
        treated: Who was contacted, shape (people,).
        outcome: What they did, shape (people,).
        is_share: Whether the outcome is yes or no.
        rows: Row of each in the file, from 1, shape (people,).
        ids: What each is called; the row where no column says.
        arms: People of every arm of the file.
        set_aside: Rows of the two arms without an outcome.
        of: People of the two arms with an outcome, before a part was taken.
    """

    features: pd.DataFrame
    treated: NDArray[np.bool_]
    outcome: Floats
    is_share: bool
    rows: NDArray[np.int64]
    ids: NDArray[np.object_]
    arms: tuple[tuple[str, int], ...]
    set_aside: int
    of: int


def read_people(file: KeptFile, path: Path, roles: UpliftRoles) -> UpliftPeople:
    """Return the people of the two arms of a file.

    Raises:
        InputError: If the columns cannot be what the roles say.
        NotEnoughDataError: If too few people, or too few outcomes, are left.
    """
    check_uplift_roles(file, roles)
    columns = {name: file.column(name) for name in roles.features}
    numbers = {name for name, column in columns.items() if column is not None and column.is_number}
    picked = [
        f"CAST({duck.name(name)} AS {'DOUBLE' if name in numbers else 'VARCHAR'}) AS {duck.name(f'f{at}')}"
        for at, name in enumerate(roles.features)
    ]
    person = f"CAST({duck.name(roles.person)} AS VARCHAR)" if roles.person else "CAST(file_row_number + 1 AS VARCHAR)"
    query = (
        f"SELECT file_row_number AS place, CAST({duck.name(roles.arm)} AS VARCHAR) AS arm, "
        f"CAST({duck.name(roles.outcome)} AS DOUBLE) AS outcome, {person} AS person, {', '.join(picked)} "
        f"FROM read_parquet({duck.text(path)}, file_row_number = true) "
        f"WHERE arm IN ({duck.text(roles.control)}, {duck.text(roles.treatment)}) ORDER BY place"
    )
    with duck.database() as connection:
        table = connection.execute(query).df()
    known = np.isfinite(table["outcome"].to_numpy(float))
    kept = table.loc[known].reset_index(drop=True)
    if len(kept) > MOST_PEOPLE:
        kept = kept.sample(MOST_PEOPLE, random_state=0).sort_index().reset_index(drop=True)
    features = pd.DataFrame(
        {
            name: kept[f"f{at}"].astype(float).replace([np.inf, -np.inf], np.nan)
            if name in numbers
            else _words(kept[f"f{at}"])
            for at, name in enumerate(roles.features)
        }
    )
    outcome = kept["outcome"].to_numpy(float)
    treated = (kept["arm"] == roles.treatment).to_numpy()
    arm = file.column(roles.arm)
    _check(outcome, treated, roles)
    return UpliftPeople(
        features,
        treated,
        outcome,
        bool(np.isin(outcome, (0, 1)).all()),
        kept["place"].to_numpy(np.int64) + 1,
        kept["person"].fillna("").to_numpy(object),
        arm.values if arm else (),
        int((~known).sum()),
        int(known.sum()),
    )


def _numbers(values: pd.Series) -> pd.Series:
    return values.astype(float).replace([np.inf, -np.inf], np.nan)


def _words(texts: pd.Series) -> pd.Series:
    common = texts.value_counts().index[:_MOST_WORDS]
    return pd.Series(pd.Categorical(texts.where(texts.isin(common)), categories=sorted(common)), index=texts.index)


def _check(outcome: Floats, treated: NDArray[np.bool_], roles: UpliftRoles) -> None:
    for inside, value in ((treated, roles.treatment), (~treated, roles.control)):
        if inside.sum() < FEWEST:
            raise NotEnoughDataError(
                f"“{value}” has {counted(int(inside.sum()), 'person', 'people')} with an outcome: at least {FEWEST} in "
                "each arm are needed to tell who answers because of a campaign."
            )
    if outcome.max() == outcome.min():
        raise InputError(f"“{roles.outcome}” is the same for everybody in these two arms. Choose another outcome.")
    values, counts = np.unique(outcome, return_counts=True)
    rarer = int(len(outcome) - counts.max())
    if rarer < FEWEST_OUTCOMES:
        usual = f"{values[int(np.argmax(counts))]:g}"
        raise NotEnoughDataError(
            f"All but {counted(rarer, 'person', 'people')} have {usual} in “{roles.outcome}”: at least "
            f"{FEWEST_OUTCOMES} others are needed."
        )
