"""What the browser asks about a plan, checked: nothing of it is believed until it is read here."""

import math
from dataclasses import dataclass
from typing import Any

from callbacks.budget_rules import read_number, read_rules, short
from core.allocation import strategies
from core.allocation.planning import Planner, PlanSettings
from core.data import CUSTOMER_VALUE, OUTCOMES
from core.errors import ConflictError, InfeasibleError, InputError, ProductError
from core.plan_request import limits
from core.workbench import Workbench

AMOUNTS = ("spend", "lower", "upper", "locked")
CHANGED = "The data in use, or what is assumed of them, have changed since this page was opened. Reload the page."


@dataclass(frozen=True)
class PlanRequest:
    """A plan as asked, with the planner that answers it.

    Attributes:
        planner: Campaigns and curves of the question.
        settings: Outcome, days, budget, limits, locks, goal, rules and caution.
        spend: Spend by campaign id; empty where only settings were asked.
    """

    planner: Planner
    settings: PlanSettings
    spend: dict[str, float]


def read_plan(raw: Any, workbench: Workbench) -> PlanRequest:
    """Return a request for a plan.

    Args:
        raw: What arrived: ``key``, ``outcome``, ``days``, ``budget``, ``spend``, ``lower``, ``upper``, ``locked``;
            goal, rules and caution as ``callbacks.budget_rules`` reads them.
        workbench: Knows the campaigns.

    Raises:
        InputError: If anything is missing, of another type, no amount of money, or about an unknown campaign.
        ConflictError: If it is about other data than those in use.
    """
    fields = read_fields(raw)
    try:
        planner = workbench.planner(*read_question(fields, workbench))
    except InputError:
        # A page of other data may ask for an outcome that the data in use do not hold: what helps is to reload it.
        if fields.get("outcome") in (*OUTCOMES, CUSTOMER_VALUE) and isinstance(fields.get("key"), str):
            raise ConflictError(CHANGED) from None
        raise
    if fields.get("key") != planner.key:
        raise ConflictError(CHANGED)
    amounts = {name: read_amounts(fields.get(name, {}), name, planner) for name in AMOUNTS}
    settings = PlanSettings(
        outcome=planner.outcome,
        days=planner.days,
        budget=read_amount(fields.get("budget"), "The total"),
        lower=amounts["lower"],
        upper=amounts["upper"],
        locked=amounts["locked"],
        **read_rules(fields, planner, [s.name for s in strategies()]),
    )
    return PlanRequest(planner, settings, amounts["spend"])


def read_fields(raw: Any) -> dict[str, Any]:
    """Return the request as fields by name.

    Raises:
        InputError: If it is anything else.
    """
    if not isinstance(raw, dict):
        raise InputError("This request holds no plan. Reload the page.")
    return raw


def read_question(fields: dict[str, Any], workbench: Workbench) -> tuple[str, int]:
    """Return outcome and days.

    Raises:
        InputError: If the data do not hold the outcome, or the days are no whole number.
    """
    outcome, days = fields.get("outcome"), fields.get("days")
    if not isinstance(outcome, str) or outcome not in workbench.plan_outcomes():
        raise InputError(f"The data in use hold no outcome {short(outcome)}. Choose one from the list.")
    if isinstance(days, bool) or not isinstance(days, int):
        raise InputError(f"{short(days)} is not a number of days. Choose one from the list.")
    return outcome, days


def read_amounts(raw: Any, name: str, planner: Planner) -> dict[str, float]:
    """Return amounts by campaign id.

    Raises:
        InputError: If a campaign is unknown or an amount is no amount of money.
    """
    if not isinstance(raw, dict):
        raise InputError(f"The amounts of “{name}” are not given by campaign. Reload the page.")
    amounts = {}
    known = {c.id: c.name for c in planner.campaigns}
    for campaign_id, amount in raw.items():
        if campaign_id not in known:
            raise InputError(f"There is no campaign {short(campaign_id)} in this plan. Reload the page.")
        amounts[campaign_id] = read_amount(amount, f"The amount of {known[campaign_id]}")
    return amounts


def read_amount(raw: Any, what: str) -> float:
    """Return an amount of money.

    Raises:
        InputError: If it is no number, not finite, negative, or above what can be planned.
    """
    if not isinstance(raw, bool) and isinstance(raw, int | float) and raw < 0:
        raise InputError(f"{what} is {short(raw)}, but money that is spent cannot be negative.")
    return read_number(raw, what, "an amount of money")


def read_seq(raw: Any) -> int:
    """Return the number of a request, which its answer repeats; −1 where there is none."""
    seq = raw.get("seq") if isinstance(raw, dict) else None
    return seq if isinstance(seq, int) and not isinstance(seq, bool) else -1


def error_plain(error: ProductError, request: PlanRequest | None = None) -> dict[str, Any]:
    """Return an error for the note of the page: head, text and, where there is one, the total that fixes it."""
    head, stop, text = str(error).partition(". ")
    total = _fitting_total(request) if request and isinstance(error, InfeasibleError) else None
    return {"head": head + stop.strip(), "text": text, "total": total, "reload": isinstance(error, ConflictError)}


def _fitting_total(request: PlanRequest) -> float | None:
    """The nearest total that the limits can spend, or None where the limits clash among themselves."""
    try:
        budget, lower, upper = limits(request.planner, request.settings)
    except ProductError:
        return None
    # To the cent that fits: a minimum is rounded up, a maximum down.
    least, most = math.ceil(lower.sum() * 100 - 1e-6) / 100, math.floor(upper.sum() * 100 + 1e-6) / 100
    return least if budget < least else most if budget > most else None
