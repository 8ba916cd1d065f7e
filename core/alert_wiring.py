"""Lets alert rules watch unusual days and the pace of targets: what those rooms say, as rules ask for it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from core.alerts import AlertDesk, Pace, Subject
from core.data import Dataset
from core.forecasting.anomalies import Anomaly
from core.forecasting.judged import RATES
from core.forecasting.pacing import Pace as TargetPace
from core.forecasting.pacing import Target
from core.forecasting.unusual import AnomalyDesk
from core.forecasting.unusual_words import headline
from core.target_book import TargetBook, month_of
from core.wording import dates_text, money, number

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_NOUNS: Final = {"spend": "budget"}


def wire(desk: AlertDesk, anomalies: AnomalyDesk, targets: TargetBook) -> None:
    """Give a desk what tells unusual days and paces."""

    def unusual(dataset: Dataset, measure: str, subject: Subject) -> dict[date, str]:
        muted = {one.id for one in anomalies.days().muted}
        found: dict[date, str] = {}
        for one in anomalies.find(dataset).anomalies:
            if one.id not in muted and _is_about(one, measure, subject):
                for day in range(one.days):
                    found.setdefault(one.first + timedelta(days=day), headline(one))
        return found

    def paces(dataset: Dataset) -> list[Pace]:
        paced = (_pace(one, dataset) for one in targets.paces())
        return [one for one in paced if one is not None]

    desk.unusual, desk.paces = unusual, paces
    desk.targets = lambda: target_subjects(targets.targets(), desk.campaign_names())


def target_subjects(targets: Sequence[Target], names: dict[str, str]) -> tuple[Subject, ...]:
    """Return targets as rules name them, such as “June 2026 budget of Search”.

    Args:
        targets: The targets.
        names: Names of campaigns by id.
    """
    return tuple(Subject("target", one.id, _name(one, names)) for one in targets)


def _name(target: Target, names: dict[str, str]) -> str:
    noun = _NOUNS.get(target.measure, target.measure)
    month = (target.first, target.last) == month_of(target.first)
    when = f"{MONTHS[target.first.month - 1]} {target.first.year}" if month else ""
    head = f"{when} {noun}" if when else f"{noun} {dates_text(target.first, target.last)}"
    return head if target.level == "total" else f"{head} of {names.get(target.key, target.key)}"


def _pace(one: TargetPace, dataset: Dataset) -> Pace | None:
    """Return a pace as rules judge it: by the expected end of the period, by the sum once it is over."""
    target = one.target
    ended = dataset.last_day > target.last
    end = one.so_far if one.state == "over" else one.end.mean if one.end else None
    if end is None or one.state in ("future", "unknown"):
        return None
    text = ""
    if one.end is not None:
        as_text = number if target.measure == "conversions" else lambda v: money(v, one.currency)
        text = f"expected {as_text(one.end.mean)}, likely between {as_text(one.end.lower)} and {as_text(one.end.upper)}"
    return Pace(
        Subject("target", target.id),
        target.first,
        min(dataset.last_day, target.last),
        end / target.amount - 1,
        text,
        target.last + timedelta(days=1) if ended else None,
    )


def _is_about(one: Anomaly, measure: str, subject: Subject) -> bool:
    # What happened is said once, where it shows best: a rule about a channel asks for its campaigns too.
    here = subject.kind == "all" or subject.key in ((one.key, one.channel) if subject.kind == "channel" else (one.key,))
    if subject.kind == "campaign":
        here = here and one.level == "campaign"
    return here and (measure == "any" or measure in (one.measure, *RATES.get(one.measure, ())[:1]))
