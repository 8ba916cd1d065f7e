"""EventBook: what people know of days, and which alarms they do not want to see again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine

from core.data import MEASURES, Dataset
from core.errors import InputError
from core.forecasting.anomalies import Anomaly
from core.forecasting.events import KnownEvent
from core.stated_store import Stated, StatedStore

LONGEST: Final = 366
"""Days of an event."""
LONGEST_LABEL: Final = 80
MOST_CAMPAIGNS: Final = 500
OUTCOME_MEASURES: Final = ("conversions", "revenue")
"""What is wrong on days on which records are missing; spend and clicks of these days stay true."""


@dataclass(frozen=True)
class EventEntry:
    """A known event as it is kept.

    Attributes:
        id: Of the event.
        version: For undo.
        first: First day.
        last: Last day.
        label: What it was.
        channel: The channel that it touched; empty for none in particular.
        campaign_ids: The campaigns that it touched; empty for all of the channel, or all.
        measures: The measures that it touched; empty for all.
        saved: When somebody stated it, in UTC.
        saved_by: Who.
        missing: What it names that the data in use do not have: a channel, or campaign ids.
    """

    id: str
    version: int
    first: date
    last: date
    label: str
    channel: str
    campaign_ids: tuple[str, ...]
    measures: tuple[str, ...]
    saved: datetime
    saved_by: str
    missing: tuple[str, ...] = ()


class EventBook:
    """Known events and muted alarms, the same for everybody.

    Args:
        engine: Of the database.
        dataset: Returns the data set in use.
    """

    def __init__(self, engine: Engine, dataset: Callable[[], Dataset]) -> None:
        self._events = StatedStore(engine, "event", "known event")
        self._mutes = StatedStore(engine, "mute", "muted alarm")
        self._dataset = dataset

    def stamp(self) -> str:
        """Return a text that changes whenever an event or a mute does."""
        return f"{self._events.stamp()}.{self._mutes.stamp()}"

    def entries(self) -> list[EventEntry]:
        """Return the events, the latest day first."""
        table = self._dataset().campaigns
        ids, channels = set(table["campaign_id"].astype(str)), set(table["channel"].astype(str))
        found = [_entry(one, ids, channels) for one in self._events.current()]
        return sorted(found, key=lambda e: (e.last, e.first, e.version), reverse=True)

    def known(self, dataset: Dataset | None = None) -> tuple[KnownEvent, ...]:
        """Return the events as forecasts and alarms take them, for a data set.

        What an event names and the data do not have is left out; an event of which nothing is left touches nothing.
        """
        table = (dataset or self._dataset()).campaigns
        channel_of = dict(zip(table["campaign_id"].astype(str), table["channel"].astype(str), strict=True))
        found = []
        for one in self._events.current():
            entry = _entry(one, set(channel_of), set(channel_of.values()))
            ids = tuple(i for i in entry.campaign_ids if i in channel_of)
            if entry.channel and not entry.campaign_ids:
                ids = tuple(sorted(i for i, channel in channel_of.items() if channel == entry.channel))
            if ids or not (entry.channel or entry.campaign_ids):
                found.append(KnownEvent(entry.first, entry.last, entry.label, ids, entry.measures))
        return tuple(sorted(found, key=lambda e: (e.first, e.last, e.label, e.campaign_ids, e.measures)))

    def add(
        self,
        first: object,
        last: object,
        label: object,
        channel: object = "",
        campaign_ids: object = (),
        measures: object = (),
        by: str = "",
    ) -> Stated:
        """Keep an event.

        Raises:
            InputError: If a part of it cannot be kept.
        """
        return self._events.add(event_content(first, last, label, channel, campaign_ids, measures), by)

    def change(
        self,
        event_id: str,
        first: object,
        last: object,
        label: object,
        channel: object = "",
        campaign_ids: object = (),
        measures: object = (),
        by: str = "",
    ) -> Stated:
        """Keep an event in other words or of other days.

        Raises:
            InputError: If a part of it cannot be kept.
            NotFoundError: If it was removed.
        """
        content = event_content(first, last, label, channel, campaign_ids, measures)
        return self._events.change(event_id, content, by)

    def mark(self, anomaly: Anomaly, label: object, by: str = "") -> Stated:
        """Keep an unusual day as a known event: of its campaign or channel, of its days.

        Where records are missing only what was lost is wrong; the other measures of the day stay.
        """
        return self.add(
            anomaly.first,
            anomaly.last,
            label,
            anomaly.key if anomaly.level == "channel" else "",
            (anomaly.key,) if anomaly.level == "campaign" else (),
            OUTCOME_MEASURES if anomaly.cause == "tracking" else (),
            by,
        )

    def remove(self, event_id: str, by: str = "") -> Stated:
        """Remove an event.

        Raises:
            NotFoundError: If it was removed already.
        """
        return self._events.remove(event_id, by)

    def undo(self, version: int, by: str = "") -> Stated:
        """Undo the act that made a version of an event."""
        return self._events.undo(version, by)

    # Mutes

    def muted(self) -> dict[str, Stated]:
        """Return the mutes by id of the alarm."""
        return {str(one.content.get("alarm")): one for one in self._mutes.current()}

    def mute(self, anomaly: Anomaly, by: str = "") -> Stated:
        """Keep that an alarm is not to be shown again; the same alarm later is the same."""
        known = self.muted().get(anomaly.id)
        return known or self._mutes.add({"alarm": anomaly.id, "name": anomaly.name[:200]}, by)

    def unmute(self, alarm: str, by: str = "") -> Stated:
        """Show an alarm again.

        Raises:
            NotFoundError: If it is not muted.
        """
        known = self.muted().get(alarm)
        return self._mutes.remove(known.thing if known else "", by)

    def undo_mute(self, version: int, by: str = "") -> Stated:
        """Undo a mute, or the end of one."""
        return self._mutes.undo(version, by)


def event_content(
    first: object, last: object, label: object, channel: object, campaign_ids: object, measures: object
) -> dict[str, Any]:
    """Return an event as plain data.

    Raises:
        InputError: If a part of it cannot be kept, in words.
    """
    start, end = day_of(first, "first"), day_of(last, "last")
    if end < start:
        raise InputError(
            f"The last day ({end.isoformat()}) lies before the first ({start.isoformat()}). Nothing was kept."
        )
    if (end - start) > timedelta(days=LONGEST - 1):
        raise InputError(f"An event can last {LONGEST} days at most. Split it, or choose a later first day.")
    text = one_line(label)
    if not text:
        raise InputError("Say in a few words what it was, e.g. “Sale” or “Tracking was down”. Nothing was kept.")
    if len(text) > LONGEST_LABEL:
        raise InputError(f"The name has {len(text)} letters; {LONGEST_LABEL} can be kept. Shorten it.")
    known = _texts(measures)
    if strange := [m for m in known if m not in MEASURES]:
        raise InputError(f"“{strange[0][:40]}” is no measure. Choose of {', '.join(MEASURES)}.")
    ids = _texts(campaign_ids)
    if len(ids) > MOST_CAMPAIGNS:
        raise InputError(f"An event can name {MOST_CAMPAIGNS} campaigns. Choose a channel, or all campaigns.")
    return {
        "first": start.isoformat(),
        "last": end.isoformat(),
        "label": text,
        "channel": one_line(channel)[:200],
        "campaigns": sorted(set(ids)),
        "measures": [m for m in MEASURES if m in known],
    }


def day_of(value: object, which: str) -> date:
    """Return a day that somebody gave as text.

    Raises:
        InputError: If it is none.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        found = None
    # Beyond these pandas cannot count in nanoseconds.
    if found is None or not date(1970, 1, 1) <= found <= date(2200, 1, 1):
        raise InputError(f"The {which} day is not a date. Choose one, such as 14 Nov 2026.")
    return found


def one_line(value: object) -> str:
    """Return what somebody typed as one line that every database can keep."""
    text = value if isinstance(value, str) else ""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:1_000]).split())


def _texts(values: object) -> list[str]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        return [one_line(values)] if one_line(values) else []
    return [text for one in values if (text := one_line(one)[:200])]


def _entry(one: Stated, ids: set[str], channels: set[str]) -> EventEntry:
    content = one.content
    channel, campaigns = str(content.get("channel", "")), tuple(map(str, content.get("campaigns", ())))
    missing = tuple(i for i in campaigns if i not in ids) + ((channel,) if channel and channel not in channels else ())
    return EventEntry(
        id=one.thing,
        version=one.version,
        first=date.fromisoformat(content["first"]),
        last=date.fromisoformat(content["last"]),
        label=str(content["label"]),
        channel=channel,
        campaign_ids=campaigns,
        measures=tuple(content.get("measures", ())),
        saved=one.saved,
        saved_by=one.saved_by,
        missing=missing,
    )
