"""UpliftRoles: which column of a campaign's table is what, guessed or chosen by a person, and checked."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from core.errors import InputError, NotEnoughDataError
from core.experiments.results.role_guess import guess_roles, plain
from core.experiments.results.roles import MOST_VARIANTS
from core.files import FileColumn, KeptFile
from core.wording import counted

MOST_FEATURES: Final = 60
FEWEST: Final = 200
"""People that each arm needs before anybody can be told apart."""
FEWEST_OUTCOMES: Final = 20
"""Times that the outcome must have come in both arms together."""
_ID: Final = ("id", "uuid", "email", "key", "number", "no", "hash")


@dataclass(frozen=True)
class UpliftRoles:
    """Which column is what.

    Attributes:
        arm: Column that says who was contacted how.
        control: The value of it of people who were left alone.
        treatment: The value of it of people who were contacted.
        outcome: Column with what people did afterwards: 1 or 0, or an amount.
        features: Columns that were known before the campaign.
        person: Column with the id of a person; empty where rows are numbered.
        planned: Share of people that should have been contacted, of these two arms; 0: alike, where they are about so.
    """

    arm: str = ""
    control: str = ""
    treatment: str = ""
    outcome: str = ""
    features: tuple[str, ...] = ()
    person: str = ""
    planned: float = 0.0

    def to_plain(self) -> dict[str, Any]:
        """Return plain data that says the same; ``from_plain`` reads it."""
        return {name: value for name, value in asdict(self).items() if value} | {"features": list(self.features)}

    @classmethod
    def from_plain(cls, given: Any) -> UpliftRoles:
        """Return the roles that plain data say, from an address.

        Raises:
            InputError: If they are no roles.
        """
        texts = [one.name for one in fields(cls) if one.name not in ("features", "planned")]
        try:
            found = {name: given.get(name, "") for name in texts}
            features = tuple(given.get("features", ()))[:1000]
            planned = float(given.get("planned", 0))
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise InputError("What the columns are cannot be read. Choose them again.") from error
        if not all(isinstance(one, str) and len(one) <= 300 for one in (*found.values(), *features)):
            raise InputError("What the columns are cannot be read. Choose them again.")
        if not 0 <= planned < 1:
            raise InputError("The planned share of people contacted must lie between 0 and 100 %.")
        return cls(**found, features=features, planned=planned)


def guess_uplift_roles(file: KeptFile) -> UpliftRoles:
    """Return what the columns most likely are; what cannot be guessed stays empty, for a person to choose.

    What stands after the arm, or is called like something measured, is an outcome; other outcomes and the arm are never
    features. Of several yes-or-no outcomes the one that came most often is chosen: it says most.
    """
    known = guess_roles(file)
    arm = file.column(known.variant)
    if arm is None:
        return UpliftRoles()
    others = sorted(value for value, _ in arm.values if value != known.control)
    measured = [file.column(metric.column) for metric in known.metrics]
    shares = [one for one in measured if one is not None and one.is_share]
    outcome = (
        max(shares, key=lambda one: one.mean or 0.0).name if shares else known.metrics[0].column if measured else ""
    )
    taken = {known.variant, known.unit, *(metric.column for metric in known.metrics)}
    features = tuple(one.name for one in file.columns if one.name not in taken and not unusable(one, file.rows))
    return UpliftRoles(
        arm.name, known.control, others[0] if others else "", outcome, features[:MOST_FEATURES], known.unit
    )


def unusable(column: FileColumn, rows: int) -> str:
    """Return why a column cannot be a feature; empty if it can."""
    if column.distinct < 2:
        return "it is the same for everybody"
    if column.kind == "text" and not column.values:
        return "it has too many different words"
    if column.kind == "date":
        return "it is a day"
    words = plain(column.name).split()
    if column.kind == "whole" and column.distinct > 0.9 * rows and (not words or words[-1] in _ID or words[0] == "id"):
        return "it is a number of a person or row"
    return ""


def check_uplift_roles(file: KeptFile, roles: UpliftRoles) -> None:
    """Refuse roles that a file cannot play.

    Raises:
        InputError: Naming the column, what it holds, and what to do.
        NotEnoughDataError: If too few people were in an arm.
    """
    if not roles.arm:
        raise InputError(
            "No column says who was contacted. Choose the column that tells people who were contacted from those who "
            "were left alone."
        )
    arm = _column(file, roles.arm)
    if arm.distinct < 2:
        raise InputError(
            f"“{arm.name}” holds one value only. Who answers because of a campaign shows only beside people who were "
            "left alone: upload the rows of both."
        )
    names = dict(arm.values)
    if not names or len(names) > MOST_VARIANTS:
        raise InputError(
            f"“{arm.name}” holds {arm.distinct:,} different values. Choose the column that says who was contacted."
        )
    for value, who in ((roles.control, "left alone"), (roles.treatment, "contacted")):
        if value not in names:
            raise InputError(f"Choose the value of “{arm.name}” of people who were {who}.")
    if roles.control == roles.treatment:
        raise InputError("People who were contacted and people who were left alone cannot be the same. Choose two.")
    _check_outcome(file, roles)
    if not roles.features:
        raise InputError("Choose at least one column that was known of people before the campaign.")
    if len(roles.features) > MOST_FEATURES:
        raise InputError(f"Up to {MOST_FEATURES} columns can be used at once. Leave out some.")
    for name in roles.features:
        why = unusable(_column(file, name), file.rows)
        if name in (roles.arm, roles.outcome):
            raise InputError(f"“{name}” is not known before the campaign. Leave it out of what was known.")
        if why:
            raise InputError(f"“{name}” cannot tell people apart: {why}. Leave it out.")
    if roles.person:
        _column(file, roles.person)
    for value in (roles.control, roles.treatment):
        if names[value] < FEWEST:
            raise NotEnoughDataError(
                f"“{value}” has {counted(names[value], 'person', 'people')}: at least {FEWEST} in each arm are needed "
                "to tell who answers because of a campaign. Its effect as a whole can be read on the Experiments page."
            )


def _check_outcome(file: KeptFile, roles: UpliftRoles) -> None:
    if not roles.outcome:
        raise InputError("No column says what people did afterwards. Choose what should come of the campaign.")
    outcome = _column(file, roles.outcome)
    if not outcome.is_number:
        raise InputError(
            f"“{outcome.name}” holds words such as “{outcome.example[:40]}”. Choose a column with 1 and 0, yes and no, "
            "or amounts."
        )
    if outcome.name == roles.arm:
        raise InputError(f"“{outcome.name}” says who was contacted; it cannot be the outcome as well.")
    if outcome.distinct < 2:
        raise InputError(f"“{outcome.name}” is the same for everybody, so nobody did it because of the campaign.")


def _column(file: KeptFile, name: str) -> FileColumn:
    column = file.column(name)
    if column is None:
        raise InputError(f"The file has no column “{name[:60]}”. Choose the columns again.")
    return column
