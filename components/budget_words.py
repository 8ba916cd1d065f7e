"""What the browser needs to know for a question (outcome and horizon), and the plain data that answer its plans."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final

from components.budget_goals import goals_plain
from components.format import counted, currency_sign, date_text, dates_text, money, percent
from components.parts import channel_class
from core.allocation import strategies
from core.allocation.planning import LEVEL, PlanFigures, Planner
from core.data.schema import MONEY_OUTCOMES
from core.plan_bindings import Binding
from core.scenarios import NAME_LENGTH, NOTE_LENGTH

HORIZONS: Final = ((7, "7 days"), (14, "14 days"), (30, "30 days"), (90, "90 days"))
OPENS_DAYS: Final = 30
"""The horizon that the page opens with where nothing else is asked for."""
MOST_AMOUNT: Final = 1e12
"""Largest amount that can be planned: far above any budget, far below where cents would be lost."""
MOST_MOVES: Final = 5
MOST_BINDINGS: Final = 6
MONEY_WORDS: Final = {"EUR": ("euro", "euros"), "USD": ("dollar", "dollars"), "GBP": ("pound", "pounds")}
COUNT_STEP: Final = 100
"""Counts are told per this much money: one unit brings too few to read."""


def question(
    planner: Planner,
    outcomes: Sequence[str],
    last_day: date,
    curves: str,
    start: Mapping[str, Any] | None = None,
    note: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the metadata of a question: campaigns, words and where the curves are; a few kB, no draws.

    Args:
        planner: Campaigns and curves of the horizon.
        outcomes: The outcomes that the data hold.
        last_day: Last day of the data.
        curves: Address of the curves.
        start: A plan to begin with: its ``label``; ``spend``, ``lower``, ``upper`` and ``locked`` by campaign id; the
            ``scenario`` it comes from.
        note: Something to say at the top: ``kind``, ``head`` and ``text``.
    """
    is_money = planner.outcome in MONEY_OUTCOMES
    word, plural = MONEY_WORDS.get(planner.currency or "", ("unit of money", "amounts"))
    step = 1 if is_money else COUNT_STEP
    amount = money(step, planner.currency, "full")
    name = planner.outcome.capitalize()
    return {
        "key": planner.key,
        "dataset": planner.dataset_hash,
        "outcome": planner.outcome,
        "days": planner.days,
        "opens_days": OPENS_DAYS,
        "level": LEVEL,
        "ranged": planner.ranged,
        "level_name": f"{percent(LEVEL, 0)} interval",
        "sign": currency_sign(planner.currency),
        "is_money": is_money,
        "outcome_name": name,
        "what": "" if planner.outcome == "revenue" else f" {planner.outcome}",
        "rests_on": planner.rests_on,
        "ratio_name": "Return on ad spend" if is_money else f"Cost per {planner.outcome.removesuffix('s')}",
        "totals_title": f"Expected {name.lower()} in {planner.days} days",
        "money_word": word,
        "money_plural": plural,
        "next_unit": step,
        "next_amount": amount,
        "next_word": word if is_money else amount,
        "next_head": f"Next {amount}",
        "next_title": f"{name} that the next {amount} would bring",
        "dates": _dates(last_day, planner),
        "outcomes": [[o, o.capitalize()] for o in outcomes],
        "goals": goals_plain(planner.outcome, planner.currency),
        "strategies": [{"name": s.name, "label": s.label, "description": s.description} for s in strategies()],
        "horizons": _horizons(planner.days),
        "campaigns": [
            {
                "id": c.id,
                "name": c.name,
                "channel": c.channel,
                "hue": channel_class(c.channel),
                "today": c.today,
                "lower": c.lower,
                "upper": c.upper,
                "seen": c.seen,
                "paused": None if c.running else f"no spend since {date_text(c.last_spend)}",
            }
            for c in planner.campaigns
        ],
        "curves": curves,
        "left_out": [list(pair) for pair in planner.left_out],
        "most_amount": MOST_AMOUNT,
        "name_length": NAME_LENGTH,
        "note_length": NOTE_LENGTH,
        "start": dict(start) if start else None,
        "note": dict(note) if note else None,
    }


def figures_plain(figures: PlanFigures) -> dict[str, Any]:
    """Return figures under the names that the browser uses."""
    plain = asdict(figures)
    plain["gainLower"], plain["gainUpper"] = plain.pop("gain_lower"), plain.pop("gain_upper")
    return plain


def bindings_plain(bindings: Sequence[Binding]) -> list[dict[str, Any]]:
    """Return what holds a plan back under the names that the browser uses, the dearest first."""
    return [asdict(binding) for binding in bindings[:MOST_BINDINGS]]


def moves(figures: PlanFigures, reasons: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the largest changes against today's split with their reasons, largest first.

    Args:
        figures: Of the plan.
        reasons: By campaign id, from ``core.planning.reasons``.
    """
    changed = [c for c in figures.campaigns if abs(c.spend - c.today) >= max(0.5, 0.001 * c.today)]
    largest = sorted(changed, key=lambda c: -abs(c.spend - c.today))[:MOST_MOVES]
    return [{"id": c.id, "name": c.name, "change": c.spend - c.today, "text": reasons[c.id]} for c in largest]


def _horizons(days: int) -> list[tuple[int, str]]:
    # A scenario may be planned for a horizon of its own.
    own = () if days in dict(HORIZONS) else ((days, f"{days} days"),)
    return sorted((*HORIZONS, *own))


def _dates(last_day: date, planner: Planner) -> str:
    plan = dates_text(last_day + timedelta(days=1), last_day + timedelta(days=planner.days))
    today = f"mean of the 28 days up to {date_text(last_day)}, carried over {planner.days} days"
    if planner.averaged:
        today += f". Demand: as on average over the last {planner.averaged} days"
    stopped = sum(not c.running for c in planner.campaigns)
    if not stopped:
        return f"Plan: {plan}. Today: {today}."
    start = "starts" if stopped == 1 else "start"
    return f"Plan: {plan}. Today: {today}. {counted(stopped, 'campaign')} without recent spend {start} at 0."
