"""The rows of a comparison that say how the money is split: by campaign, by channel or by week."""

from collections.abc import Callable, Sequence

from dash import html
from dash.development.base_component import Component

from components.format import MINUS, NONE, counted, date_text, dates_text
from components.parts import dot, segments
from components.scenarios_address import Choice
from components.scenarios_cells import cell, row, section_head
from components.scenarios_flow import NAME as MOVES
from components.scenarios_words import subject
from core.scenarios import Comparison, SplitCell, SplitRow
from core.scenarios.comparison import TODAY
from core.scenarios.spending import CAMPAIGN, CHANNEL, WEEK

TITLES = {CAMPAIGN: "Campaigns", CHANNEL: "Channels", WEEK: "Weeks"}


def split_section(
    comparison: Comparison, choice: Choice | None = None, by: str | None = None, whole: bool = False
) -> list[Component]:
    """Return spend by campaign, channel or week: bars on one scale, and rows that do not differ behind a switch.

    Args:
        comparison: What stands side by side.
        choice: The address; says what the rows are and where the switch between them leads. None: no switch.
        by: What the rows are where the address does not say it.
        whole: Show the rows that do not differ as well.
    """
    by = by or (choice.split if choice else CAMPAIGN)
    rows = comparison.spending.rows(by)
    largest = max((c.spend for r in rows for c in r.cells.values() if c is not None), default=0.0)
    text, unit = _unit(largest)

    def line(split: SplitRow) -> html.Div:
        name = _name(split)
        label = [dot(split.channel) if split.channel else None, html.Span(name, title=name)]
        cells = []
        for letter, part in split.cells.items():
            is_base = letter == comparison.base
            cells.append(cell(_content(part, is_base, largest, text), letter, base=is_base))
        return row([part for part in label if part is not None], cells, class_name="cmp-split")

    moving, still = ([x for x in rows if x.differs is d] for d in (True, False))
    money_of = f" {comparison.currency}" if comparison.currency else ""
    note = f"{unit}{money_of}, one scale. Tick: {subject(comparison.base)}. Right: change, {NONE} where none."
    if by == WEEK:
        note = f"{note} {_weeks_note(comparison)}"
    title = "Split" if choice else f"Split by {by}"
    parts: list[Component] = [section_head(title, note, _tools(choice) if choice else ())]
    if whole:
        return [*parts, *map(line, rows)]
    return [*parts, *map(line, moving), *([_still_rows([line(x) for x in still])] if still else [])]


def _tools(choice: Choice) -> list[Component]:
    links = [(choice.href(split=by), title) for by, title in TITLES.items()]
    return [
        segments(links, choice.href(split=choice.split), "Rows of the split"),
        html.A("Where the money moves", href=f"#{MOVES}", className="fs-12"),
    ]


def _still_rows(rows: Sequence[Component]) -> html.Details:
    count = counted(len(rows), "row that does not differ", "rows that do not differ")
    verbs = [html.Span("Show", className="when-shut"), html.Span("Hide", className="when-open")]
    return html.Details(
        [html.Summary([*verbs, f" {count}"]), html.Div(list(rows), role="rowgroup")], className="cmp-more"
    )


def _name(split: SplitRow) -> str:
    if split.span is None:
        return split.name
    # The head of the page says the year; here it would not leave room for the days.
    return dates_text(*split.span).removesuffix(f" {split.span[1].year}")


def _weeks_note(comparison: Comparison) -> str:
    """How the weeks came about, and when they start where that is not the same for all."""
    columns = comparison.spending.columns
    even = [c.letter for c in columns if c.weeks.even and c.letter != TODAY]
    starts = {c.letter: c.weeks.spans[0][0] for c in columns if c.weeks.spans and c.letter != TODAY}
    texts = []
    if even:
        texts.append("The same each day where no weeks were planned.")
    if len(set(starts.values())) > 1:
        texts.append("Week 1 starts: " + ", ".join(f"{x} {date_text(d, year=False)}" for x, d in starts.items()) + ".")
    return " ".join(texts)


def _content(part: SplitCell | None, is_base: bool, largest: float, text: Callable[[float], str]) -> Component:
    if part is None:
        return html.Span("not in it", className="muted fs-12")
    tick = part.base if part.moves and not is_base else None
    return _bar(part.spend, tick, None if is_base else part.change if part.moves else 0.0, largest, text)


def _bar(
    spend: float, tick: float | None, change: float | None, largest: float, text: Callable[[float], str]
) -> Component:
    """A bar with its amount and change. ``change`` None is the base, which has none; 0 is no change."""
    style = {"--v": round(spend / largest, 4) if largest else 0}
    if tick is not None and largest:
        style["--b"] = round(tick / largest, 4)
    shown = "" if change is None else (MINUS if change < 0 else "+") + text(abs(change)) if change else NONE
    # Few elements: there are as many of these as campaigns times scenarios. The bar itself is drawn by the style sheet.
    return html.Div(
        [text(abs(spend)), html.Span(shown, className="d" if change else "d muted")], className="hbar", style=style
    )


def _unit(largest: float) -> tuple[Callable[[float], str], str]:
    """One unit for all amounts of the split, so that they can be compared at a glance."""
    if largest >= 1e7:
        return lambda x: f"{x / 1e6:,.2f}", "Million"
    if largest >= 1e4:
        return lambda x: f"{x / 1e3:,.1f}", "Thousand"
    return lambda x: f"{x:,.0f}", "Whole"
