"""PerformanceTracker: what changed against the period before, whether that is more than usual, and why."""

from typing import Final, Literal
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from core.agents.registry import register
from core.agents.report import Estimate, Finding, Recommendation, Report
from core.data import Dataset
from core.errors import InputError
from core.margins import Margins
from core.memo import content_key
from core.performance import KpiDesk, Periods, change_sentence, daily_cube, figure_of
from core.performance.groups import span_sums
from core.performance.silence import Silence, silences
from core.wording import chance as chance_text
from core.wording import counted, date_text, money, number, percent, ratio

FALSE_SHARE: Final = 0.1
"""Share of false ones among the changes of campaigns that are said (Benjamini and Hochberg, 1995)."""
MOST: Final = 8
"""Most changes of campaigns that are said."""
GOOD: Final[dict[str, Literal["up", "down"] | None]] = {
    "spend": None,
    "clicks": "up",
    "conversions": "up",
    "revenue": "up",
    "roas": "up",
    "cpa": "down",
}
NAMES: Final = {
    "spend": "spend",
    "clicks": "clicks",
    "conversions": "conversions",
    "revenue": "revenue",
    "roas": "return on ad spend",
    "cpa": "cost per conversion",
}


class PerformanceTracker:
    """Says what changed more than usual, in total and by campaign, and finds campaigns that fell silent."""

    name = "PerformanceTracker"
    description = "Says what changed, whether that is more than usual, and why."

    def run(self, dataset: Dataset, **parameters: object) -> Report:
        """Return what changed.

        Args:
            dataset: The data to look at.
            **parameters: ``days`` (int, default 28): the last days, against as many before them.

        Raises:
            InputError: If ``days`` is below 1.
        """
        days = parameters.get("days") or 28
        if isinstance(days, bool) or not isinstance(days, int) or days < 1:
            raise InputError(f"days == {days!r}, must be a whole number of at least 1")
        cube = daily_cube(dataset)
        desk = KpiDesk(dataset, cube, cube.with_margins(Margins()), Margins(), {})
        periods = _periods(desk, days)
        advice = tuple(_check_tracking(one, dataset) for one in silences(cube))
        if periods.before is None:
            text = (
                f"The data hold {counted(len(cube.values), 'day')}: too few to compare the last "
                f"{number(periods.now.days)} with the days before."
            )
            return Report(self.name, text, (), advice)
        shown = [name for name in GOOD if name in desk.figures]
        table = _changes(desk, periods, shown)
        total = table[table["campaign_id"] == ""]
        findings = [_total_finding(row, desk, periods) for _, row in total.iterrows()]
        found = _beyond_chance(table[table["campaign_id"] != ""])
        looked = int(table.loc[table["campaign_id"] != "", "chance"].notna().sum())
        findings += [_campaign_finding(row, desk, periods) for _, row in found.head(MOST).iterrows()]
        if looked:
            findings.append(_how_many(len(found), looked))
        return Report(self.name, _headline(total, desk, periods), tuple(findings), advice, {"changes": table})


def _periods(desk: KpiDesk, days: int) -> Periods:
    last = desk.cube.last
    first = max(desk.cube.first, (pd.Timestamp(last) - pd.Timedelta(days=days - 1)).date())
    return desk.periods({"days": "custom", "from": first.isoformat(), "to": last.isoformat()})


def _changes(desk: KpiDesk, periods: Periods, names: list[str]) -> pd.DataFrame:
    """Return one row a campaign and figure, and those of all together (id and name empty)."""
    frames = []
    for by in ("total", "campaign"):
        groups = desk.groups(by)
        sums = groups.sums(desk.values)
        for name in names:
            now, before = (
                figure_of(name, span_sums(desk.cube, sums, span), desk.cube.measured)
                for span in (periods.now, periods.before)
            )
            usual = desk.usual(periods, name, by)
            frames.append(
                pd.DataFrame(
                    {
                        "campaign_id": groups.keys if by == "campaign" else "",
                        "campaign": groups.names if by == "campaign" else "",
                        "figure": name,
                        "before": before,
                        "now": now,
                        "lower": usual.lower,
                        "upper": usual.upper,
                        "chance": usual.chance,
                        "unusual": usual.unusual,
                    }
                )
            )
    table = pd.concat(frames, ignore_index=True)
    # A campaign that does not run now or did not run before started or stopped: that is known, and no surprise.
    active = table["before"].notna() & table["now"].notna() & (table["before"] != 0) & (table["now"] != 0)
    return table[active | (table["campaign_id"] == "")].reset_index(drop=True)


def _beyond_chance(table: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of which at most one in ten is chance, the least likely by chance first."""
    known = table[table["chance"].notna() & (table["figure"] != "spend")].sort_values("chance", kind="stable")
    steps = FALSE_SHARE * (np.arange(len(known)) + 1) / max(len(known), 1)
    passed = np.flatnonzero(known["chance"].to_numpy() <= steps)
    return known.iloc[: int(passed[-1]) + 1 if len(passed) else 0]


def _headline(total: pd.DataFrame, desk: KpiDesk, periods: Periods) -> str:
    rows = {row["figure"]: row for _, row in total.iterrows()}
    main = next((name for name in ("roas", "cpa", "revenue", "conversions", "clicks", "spend") if name in rows), None)
    if main is None:
        return "The data hold nothing to compare."
    row = rows[main]
    if row["unusual"]:
        return f"{_why_text(row, desk, periods)}."
    return f"{_change_text(row, desk)}{_within(row, desk)}."


def _total_finding(row: pd.Series, desk: KpiDesk, periods: Periods) -> Finding:
    if not row["unusual"]:
        return Finding(f"{_change_text(row, desk)}{_within(row, desk)}.")
    text = _why_text(row, desk, periods)
    return Finding(f"{text}. That is more than usual{_range(row, desk)}.", _kind(row))


def _campaign_finding(row: pd.Series, desk: KpiDesk, periods: Periods) -> Finding:
    campaign = str(row["campaign_id"])
    text = _why_text(row, desk, periods, campaign)
    return Finding(f"{row['campaign']}: {text}. That is more than usual{_range(row, desk)}.", _kind(row), campaign)


def _how_many(found: int, looked: int) -> Finding:
    by_chance = FALSE_SHARE * found
    text = f"{counted(looked, 'figure')} of campaigns were compared; {number(found)} changed beyond chance"
    if found > MOST:
        text += f", the {number(MOST)} least likely ones are said here"
    if by_chance >= 1:
        text += f". About {number(by_chance)} of these may still be chance"
    return Finding(f"{text}.")


def _change_text(row: pd.Series, desk: KpiDesk) -> str:
    name = NAMES[row["figure"]]
    verb = "are" if row["figure"] in ("clicks", "conversions") else "is"
    now, before = (_text(row["figure"], row[column], desk) for column in ("now", "before"))
    if pd.isna(row["now"]) or pd.isna(row["before"]):
        return f"{name.capitalize()} cannot be compared: it is not defined in one of the two periods"
    moved = f" ({percent(row['now'] / row['before'] - 1, signed=True)})" if row["before"] else ""
    return f"{name.capitalize()} {verb} {now}, after {before}{moved}"


def _why_text(row: pd.Series, desk: KpiDesk, periods: Periods, campaign_id: str | None = None) -> str:
    """What changed and why, where that can be said; without the stop at the end."""
    if row["figure"] in desk.can_split:
        try:
            found = desk.why(periods, str(row["figure"]), "campaign", campaign_id)
        except InputError:
            return _change_text(row, desk)
        return change_sentence(found, desk.dataset.currency).removesuffix(".")
    return _change_text(row, desk)


def _within(row: pd.Series, desk: KpiDesk) -> str:
    if pd.isna(row["chance"]):
        return "" if pd.isna(row["now"]) else ". There is too little history to say whether that is usual"
    return f". That is usual{_range(row, desk)}"


def _range(row: pd.Series, desk: KpiDesk) -> str:
    ends = [_text(row["figure"], row[column], desk) for column in ("lower", "upper")]
    return f": nine of ten times it is between {ends[0]} and {ends[1]}"


def _text(figure: str, value: float, desk: KpiDesk) -> str:
    if figure == "roas":
        return ratio(value)
    return number(value, "tile") if figure in ("clicks", "conversions") else money(value, desk.dataset.currency)


def _kind(row: pd.Series) -> str:
    good = GOOD[row["figure"]]
    if good is None:
        return "neutral"
    return "good" if (row["now"] > row["before"]) == (good == "up") else "bad"


def _check_tracking(one: Silence, dataset: Dataset) -> Recommendation:
    mean, low, high = one.conversions
    spent = Estimate(one.spend, one.spend, one.spend)
    return Recommendation(
        id=content_key("silent", data=dataset.content_hash, campaign=one.campaign_id)[:19],
        agent=PerformanceTracker.name,
        action=f"Check the tracking of {one.campaign}",
        why=(
            f"{counted(int(one.clicks), 'click')} since {date_text(one.first, year=False)} and no conversion; "
            f"about {number(mean, 'round')} were usual for so many (between {number(low, 'round')} and "
            f"{number(high, 'round')}). The chance that this is chance is {chance_text(one.chance)}."
        ),
        chance=1 - one.chance,
        effect_period=f"in {counted(one.days, 'day')}",
        campaign_ids=(one.campaign_id,),
        # Without revenue what is at stake is the money that cannot be judged.
        stake=Estimate(*one.revenue) if one.revenue else spent,
        turns={one.campaign_id: 0},
        evidence=((f"Days of {one.campaign}", "/campaigns?" + urlencode({"campaign": one.campaign_id})),),
    )


register(PerformanceTracker())
