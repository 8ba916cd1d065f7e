"""The key figures of the plan in force."""

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import NONE, chance, money, percent
from components.plan_actual_words import Speech, tile_amount
from components.tiles import tile, tiles
from core.plan_actual import PlanActual


def plan_tiles(actual: PlanActual) -> Component:
    """Return the strip: spend and outcome to date against the plan, the end, and the chance to reach the plan."""
    total, pace, say = actual.total, actual.pace, Speech.of(actual)
    if total is None or pace is None:
        return html.Div()
    outcome, what = actual.mark.outcome, actual.mark.outcome.capitalize()

    def against(now: float, plan: float, text: str, judged: bool) -> html.Div:
        if plan <= 0:
            return html.Div("No plan to date", className="tile-delta")
        off = now / plan - 1
        if abs(off) < 0.005:
            return html.Div(f"As planned, {text}", className="tile-delta")
        tone = "muted" if not judged else "pos" if off > 0 else "neg"
        arrow = html.Span("▲ " if off > 0 else "▼ ", **attrs(aria_hidden="true"))
        way = "over" if off > 0 else "under"
        return html.Div(
            [html.B([arrow, f"{percent(abs(off))} {way}"], className=tone), f" {text}"], className="tile-delta"
        )

    rate = f"{money(pace.rate, actual.currency)} a day of late"
    items = [
        tile(
            "Spend to date",
            money(total.spent, actual.currency),
            against(total.spent, total.planned, f"{money(total.planned, actual.currency)} planned", False),
            rate,
        ),
    ]
    if total.expected:
        items.append(
            tile(
                f"{what} to date",
                tile_amount(total.actual, outcome, actual.currency),
                against(
                    total.actual,
                    total.expected.mean,
                    f"{tile_amount(total.expected.mean, outcome, actual.currency)} expected",
                    True,
                ),
                f"Likely {say.span(total.difference, signed=True)}",
            )
        )
    else:
        items.append(tile(f"{what} to date", tile_amount(total.actual, outcome, actual.currency), None, "Measured"))
    over = pace.at_end - pace.planned
    needed = NONE if pace.needed is None else f"{money(max(pace.needed, 0), actual.currency)} a day lands on plan"
    items.append(
        tile(
            "Spend at the end" if pace.remaining else "Spend of the period",
            money(pace.at_end, actual.currency),
            html.Div(
                f"{money(abs(over), actual.currency)} {'over' if over > 0 else 'under'} plan", className="tile-delta"
            ),
            needed if pace.remaining else None,
        )
    )
    items.append(_chance_tile(actual))
    return tiles(items)


def _chance_tile(actual: PlanActual) -> html.Div:
    pace, say = actual.pace, Speech.of(actual)
    if pace is None or pace.target is None or pace.chance is None:
        return tile("Chance to reach the plan", NONE, None, "Not known")
    goal = tile_amount(pace.target.mean, actual.mark.outcome, actual.currency)
    if not pace.remaining:
        return tile("Expected outcome reached", "Yes" if pace.chance else "No", None, f"{goal} expected")
    planned = html.Div(
        f"{chance(pace.chance_as_planned).capitalize()} if the rest goes by plan", className="tile-delta"
    )
    return tile(
        f"Chance to reach {goal}", chance(pace.chance).capitalize(), planned, f"Ends at {say.span(pace.going_on)}"
    )
