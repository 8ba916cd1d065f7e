"""What a person typed on the Models page, checked: assumptions, or a sentence beside each field that cannot be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from components.format import dates_text
from components.models_assumptions import FIELDS
from core.assumptions import standard_error, subjects, typed_number
from core.errors import InputError
from core.response import ADSTOCKS, SATURATIONS, Assumptions, Belief, LiftTest
from core.workbench import Workbench

LONGEST: Final = 365
"""Days: an effect that lasts longer cannot be told from the season."""
MOST_RETURN: Final = 1e6
MOST_TESTS: Final = 200
NOT_OURS: Final = "These fields are not those of the page. Reload the page."
UNKNOWN: Final = "There is no channel or campaign “{}” in the data set in use. Reload the page."
Typed = Mapping[str, Mapping[str, Any]]
"""By subject, what stands in each of ``FIELDS``."""


@dataclass(frozen=True)
class Refused:
    """What is wrong in a row: the sentence and the fields."""

    text: str
    fields: tuple[str, ...]


def by_subject(ids: Sequence[Mapping[str, str]], values: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Return what was typed by subject and field.

    Raises:
        InputError: If the fields are not those of the page.
    """
    typed: dict[str, dict[str, Any]] = {}
    try:
        for one, value in zip(ids, values, strict=True):
            typed.setdefault(str(one["subject"]), {})[str(one["field"])] = value
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(NOT_OURS) from error
    return typed


def read_candidate(workbench: Workbench, raw: Any) -> tuple[str, Assumptions]:
    """Return outcome and assumptions that are to be learned from.

    Raises:
        InputError: If what arrived is not what the page sends.
    """
    if not isinstance(raw, dict):
        raise InputError(NOT_OURS)
    assumptions = Assumptions.from_plain(raw.get("assumptions", {}))
    check(workbench, str(raw.get("outcome")), assumptions)
    return str(raw["outcome"]), assumptions


def read_beliefs(typed: Typed, outcome: str) -> tuple[tuple[Belief, ...], dict[str, Refused]]:
    """Return the beliefs that were typed, and by subject what cannot be used."""
    found, refused = [], {}
    for subject, row in typed.items():
        spans: list[tuple[float, float] | None] = []
        for low, high, most in ((*FIELDS[:2], MOST_RETURN), (*FIELDS[2:], float(LONGEST))):
            try:
                spans.append(_span(row.get(low), row.get(high), most, low == "days_low"))
            except InputError as error:
                refused[subject] = Refused(str(error), (low, high))
                break
        else:
            brings, days = spans
            if brings and outcome != "revenue":
                # People know what a conversion costs; the model what a unit of money brings.
                brings = (1 / brings[1], 1 / brings[0])
            if brings or days:
                found.append(Belief(subject, brings, days))
    return tuple(found), refused


def read_assumptions(
    workbench: Workbench, outcome: str, adstock: Any, saturation: Any, typed: Typed, tests: Any
) -> tuple[Assumptions, dict[str, Refused]]:
    """Return the assumptions of the page, and by subject what cannot be used.

    Raises:
        InputError: If what arrived is not what the page sends.
    """
    beliefs, refused = read_beliefs(typed, outcome)
    plain = {"adstock": adstock, "saturation": saturation, "beliefs": [], "lift_tests": tests}
    read = Assumptions.from_plain(plain)
    assumptions = Assumptions(read.adstock, read.saturation, beliefs, read.lift_tests)
    check(workbench, outcome, assumptions)
    return assumptions, refused


def check(workbench: Workbench, outcome: str, assumptions: Assumptions) -> None:
    """Refuse assumptions that the page cannot have sent.

    Raises:
        InputError: If a shape or a subject is unknown, or there is too much of anything.
    """
    if outcome not in workbench.outcomes():
        raise InputError(f"The data in use hold no outcome “{str(outcome)[:40]}”. Reload the page.")
    if assumptions.adstock not in ADSTOCKS or assumptions.saturation not in SATURATIONS:
        raise InputError("There is no such shape. Choose one from the list.")
    if len(assumptions.lift_tests) > MOST_TESTS:
        raise InputError(f"There are {len(assumptions.lift_tests)} lift tests; {MOST_TESTS} can be kept.")
    used = workbench.assumptions(outcome)
    # What is in use may speak of another data set; it is kept.
    known = subjects(workbench.dataset()) | _subjects(used)
    for subject in sorted(_subjects(assumptions) - known):
        raise InputError(UNKNOWN.format(subject[:40]))


def read_lift(typed: Mapping[str, Any], workbench: Workbench) -> LiftTest | dict[str, str]:
    """Return the lift test that was typed, or by field what cannot be used."""
    errors: dict[str, str] = {}
    days = {key: _day(typed.get(key), errors, key) for key in ("start", "end")}
    numbers = {key: _number(typed.get(key), errors, key) for key in ("lower", "upper", "error")}
    for key, text in (("spend_change", "By how much did the spend change?"), ("outcome_change", "What did it bring?")):
        numbers[key] = _number(typed.get(key), errors, key)
        if numbers[key] is None:
            errors.setdefault(key, text)
    subject, dataset = str(typed.get("subject") or ""), workbench.dataset()
    if not subject or subject not in subjects(dataset):
        errors["subject"] = UNKNOWN.format(subject[:40])
    if numbers["spend_change"] == 0:
        errors["spend_change"] = "A test that changed no spend says nothing about what spend brings."
    if days["start"] and days["end"]:
        if days["end"] < days["start"]:
            errors["end"] = "The last day comes before the first."
        elif days["start"] < dataset.first_day or days["end"] > dataset.last_day:
            errors["end"] = f"The test has to lie within the data: {dates_text(dataset.first_day, dataset.last_day)}."
    error = _standard_error(numbers, errors)
    if errors or error is None or days["start"] is None or days["end"] is None:
        return errors
    change = numbers["spend_change"] or 0.0, numbers["outcome_change"] or 0.0
    return LiftTest(subject, days["start"], days["end"], *change, error, str(typed.get("name") or "").strip()[:60])


def _subjects(assumptions: Assumptions) -> set[str]:
    return {b.subject for b in assumptions.beliefs} | {t.subject for t in assumptions.lift_tests}


def _standard_error(numbers: Mapping[str, float | None], errors: dict[str, str]) -> float | None:
    lower, upper, error = numbers["lower"], numbers["upper"], numbers["error"]
    if error is not None and (lower is not None or upper is not None):
        errors.setdefault("error", "Give the range or the standard error, not both.")
    elif error is not None:
        if error > 0:
            return error
        errors.setdefault("error", "The standard error has to be above 0.")
    elif lower is None or upper is None:
        errors.setdefault("upper", "Give both ends of the range, or the standard error: how sure is the result?")
    elif not lower < upper:
        errors.setdefault("upper", "The lower end comes first.")
    elif numbers["outcome_change"] is not None and not lower <= numbers["outcome_change"] <= upper:
        errors.setdefault("upper", "What the test measured lies outside of this range.")
    else:
        return standard_error(lower, upper)
    return None


def _span(low: Any, high: Any, most: float, days: bool) -> tuple[float, float] | None:
    ends = [typed_number(str("" if end is None else end)) for end in (low, high)]
    if ends == [None, None]:
        return None
    if ends[0] is None or ends[1] is None:
        raise InputError("Give both ends, or neither for the default.")
    if ends[0] <= 0 or ends[1] <= 0:
        raise InputError("Both ends have to be above 0.")
    if ends[1] <= ends[0]:
        raise InputError("The lower end comes first.")
    if ends[1] > most:
        raise InputError(f"{most:,.0f} {'days are' if days else 'is'} the most that can be stated.")
    return ends[0], ends[1]


def _number(raw: Any, errors: dict[str, str], key: str) -> float | None:
    try:
        return typed_number(str("" if raw is None else raw))
    except InputError as error:
        errors[key] = str(error)
        return None


def _day(raw: Any, errors: dict[str, str], key: str) -> date | None:
    try:
        return date.fromisoformat(str(raw or ""))
    except ValueError:
        errors[key] = "Choose a day."
        return None
