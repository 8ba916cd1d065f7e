"""What goes into the rows of scenarios, checked, and what comes out of them."""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from core.allocation.planning import CampaignFigures, PlanFigures, Planner, PlanSettings
from core.curves import Floats
from core.data import Dataset
from core.errors import InputError
from core.scenarios.scenario import HALF_CENT, NAME_LENGTH, NOTE_LENGTH, Scenario, ScenarioCampaign, WeeklySpend
from core.scenarios.tables import ScenarioRow, VersionRow, WeeksRow
from core.weeks import weeks_of


def readable(text: object) -> str:
    """Return a text without control characters: not every database can keep them, and no reader sees them."""
    return "".join(c for c in str(text or "") if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def checked_name(name: str) -> str:
    """Return a name without needless spaces; refuse an empty or a long one."""
    # Line breaks and repeated spaces would make two names that look alike.
    name = " ".join(readable(name).split())
    if not name:
        raise InputError("The scenario needs a name. Give it one of 1 to 80 characters.")
    if len(name) > NAME_LENGTH:
        raise InputError(f"The name has {len(name)} characters; it can have {NAME_LENGTH}. Shorten it.")
    return name


def checked_note(note: str) -> str:
    """Return a note without spaces around it; refuse a long one."""
    note = readable(note)
    if len(note) > NOTE_LENGTH:
        raise InputError(f"The note has {len(note):,} characters; it can have {NOTE_LENGTH:,}. Shorten it.")
    return note


def finite(value: Any) -> Any:
    """Return the same plain data with floats for NumPy numbers; refuse what JSON of a database cannot hold."""
    if isinstance(value, dict):
        return {str(key): finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [finite(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError("A figure of this plan is not a number. Nothing was saved. Check the limits and the total.")
    return float(value) if isinstance(value, float) else value


def version_row(
    dataset: Dataset,
    planner: Planner,
    settings: PlanSettings,
    spend: Floats,
    figures: PlanFigures,
    saved: datetime,
    owner: str,
    note: str,
    certificate: str | None,
    gap: float | None,
    model_version: str,
    weekly: WeeklySpend | None,
) -> VersionRow:
    """Return the row of a new version; as ``ScenarioStore.save`` takes it, ``spend`` in the planner's order.

    What cannot be kept, such as a figure that is not a number, is refused.
    """
    row = VersionRow(
        saved=saved,
        owner=owner.strip()[:120],
        note=note,
        dataset_hash=dataset.content_hash,
        dataset_name=dataset.name,
        last_day=dataset.last_day,
        currency=planner.currency,
        planner_key=planner.key,
        model_version=model_version,
        settings=finite(asdict(settings)),
        spend=dict(zip((c.id for c in planner.campaigns), map(float, spend), strict=True)),
        today=dict(zip((c.id for c in planner.campaigns), map(float, planner.today), strict=True)),
        campaigns=[{"id": c.id, "name": c.name, "channel": c.channel} for c in planner.campaigns],
        figures=finite(asdict(figures)),
        certificate=certificate,
        gap=None if gap is None else float(gap),
    )
    row.weeks = None if weekly is None else checked_weeks(weekly, row.spend, settings.days)
    return row


def read_version(row: VersionRow) -> Scenario:
    """Read a version; what all versions share follows from ``_named``."""
    figures = dict(row.figures)
    campaigns = tuple(CampaignFigures(**_fields_of(CampaignFigures, c)) for c in figures.pop("campaigns"))
    return Scenario(
        id=row.scenario_id,
        name="",
        note=row.note,
        owner=row.owner,
        version=row.version,
        created=row.saved,
        updated=row.saved,
        dataset_hash=row.dataset_hash,
        dataset_name=row.dataset_name,
        last_day=row.last_day,
        currency=row.currency,
        planner_key=row.planner_key,
        model_version=row.model_version,
        settings=PlanSettings(**_fields_of(PlanSettings, row.settings)),
        spend=dict(row.spend),
        today=dict(row.today),
        campaigns=tuple(ScenarioCampaign(**c) for c in row.campaigns),
        figures=PlanFigures(**_fields_of(PlanFigures, figures), campaigns=campaigns),
        certificate=row.certificate,
        gap=row.gap,
        weekly=None if row.weeks is None else _weekly(row.weeks),
    )


def _weekly(row: WeeksRow) -> WeeklySpend:
    return WeeklySpend(row.start, {key: tuple(weeks) for key, weeks in row.spend.items()})


def checked_weeks(weekly: WeeklySpend, spend: Mapping[str, float], days: int) -> WeeksRow:
    """Return the row of the weeks of a plan; refuse others than it has, and weeks that do not add up to its spend."""
    if set(weekly.spend) != set(spend):
        raise InputError("The weeks belong to other campaigns than the plan. Nothing was saved. Reload the page.")
    if {len(weeks) for weeks in weekly.spend.values()} != {len(weeks_of(weekly.start, days))}:
        raise InputError("Each campaign needs an amount for each week. Nothing was saved.")
    for key, weeks in weekly.spend.items():
        if any(not math.isfinite(amount) or amount < 0 for amount in weeks):
            raise InputError("The amount of a week must be 0 or more. Nothing was saved.")
        if abs(math.fsum(weeks) - spend[key]) > HALF_CENT * len(weeks) + 1e-9 * spend[key]:
            raise InputError("The weeks of a campaign do not add up to its amount. Nothing was saved.")
    return WeeksRow(start=weekly.start, spend={key: [float(x) for x in weeks] for key, weeks in weekly.spend.items()})


def named(version: Scenario, head: ScenarioRow, tags: tuple[str, ...] = ()) -> Scenario:
    """Return a version with what all share. Its dicts are copies: a caller that changes one changes nobody else's."""
    asked = version.settings
    return replace(
        version,
        name=head.name,
        created=head.created,
        archived=head.archived,
        tags=tags,
        spend=dict(version.spend),
        today=dict(version.today),
        settings=replace(asked, lower=dict(asked.lower), upper=dict(asked.upper), locked=dict(asked.locked)),
    )


def _fields_of(kind: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Keep what the type knows today: a version written by a newer release still opens in an older process."""
    names = {f.name for f in fields(kind)}
    return {key: value for key, value in values.items() if key in names}
