"""New against returning customers, where the data know who bought."""

from dash import html

from components.format import NONE, date_text, money, number, percent
from components.measures import change
from components.parts import card, table
from core.performance import Buyers, NewAndReturning, Periods


def customers_card(found: NewAndReturning, periods: Periods, currency: str | None) -> html.Section:
    """Return the card."""
    now, before = found.now, found.before
    heads = [("", ""), ("Customers", "r"), ("Before", "r opt"), ("Change", "r"), ("Their purchases", "r opt")]
    rows = [
        _row("New", now.new, before.new if before else None, now.new_revenue, currency),
        _row("Returning", now.returning, before.returning if before else None, now.returning_revenue, currency),
    ]
    compared = f", against {periods.against_text}" if before else ""
    return card(customers_title(now, before), f"{periods.now.text}{compared}.", [
        table(heads, rows, caption="New and returning customers"),
        html.P(limits_text(found), className="field-note customers-limits"),
    ], class_name="customers-card")  # fmt: skip


def customers_title(now: Buyers, before: Buyers | None) -> str:
    """Return the share of new customers and how it moved."""
    share, was = now.new_share, before.new_share if before else None
    if share is None:
        return "No known customer bought in this period"
    title = f"{percent(share, 0)} of the customers who bought were new"
    return title if was is None else f"{title}, {percent(was, 0)} before"


def limits_text(found: NewAndReturning) -> str:
    """Return what these figures can and cannot say."""
    text = "New: the first purchase in the data. "
    if found.known is not None:
        text += f"A customer is known for {percent(found.known, None)} of the conversions of the period. "
    if not found.settled:
        text += (
            f"Purchases are known from {date_text(found.since)} on: so soon after it many who bought before look new, "
            "so the share of new ones is too high."
        )
    return text.strip()


def _row(name: str, now: int, before: int | None, value: float, currency: str | None) -> list[str]:
    moved = change(float(now), None if before is None else float(before))
    return [
        name,
        number(now),
        NONE if before is None else number(before),
        NONE if moved is None else percent(moved, signed=True),
        money(value, currency),
    ]
