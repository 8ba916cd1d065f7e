"""Where the money moves from the base to one of the others: the finding, the picture, its sentence and its table."""

from dash import html
from dash.development.base_component import Component

from components.figures import DashboardVisualizer, chart_body, chart_tools
from components.figures.flows import flows, flows_height, flows_table
from components.format import counted, money
from components.parts import card, segments
from components.scenarios_address import Choice
from components.scenarios_words import TODAY_TEXT, listed, subject, verdict
from core.scenarios import Comparison, Flow, Party, flow
from core.scenarios.comparison import TODAY
from core.scenarios.spending import CAMPAIGN, CHANNEL

NAME = "money-moves"
"""Name of the chart; also where a link on the page leads."""


def flow_card(comparison: Comparison, choice: Choice) -> html.Section | None:
    """Return the card, or None where there is nothing that money could move to.

    Args:
        comparison: What stands side by side.
        choice: Which way is shown, and whether by campaign or by channel.
    """
    targets = [letter for letter in comparison.letters if letter != comparison.base]
    if not targets:
        return None
    target = chosen_target(comparison, choice)
    by = CHANNEL if choice.split == CHANNEL else CAMPAIGN
    way = flow(comparison.spending, comparison.base, target, by)
    title, sentence = flow_title(way, comparison), flow_sentence(way, comparison)
    links = [(choice.href(flow=letter), f"To {subject(letter)}") for letter in targets]
    tools: list[Component] = []
    if len(targets) > 1:
        tools = [segments(links, choice.href(flow=target), "Where the money moves to")]
    if not way.moves:
        return card(title, sentence, tools=tools, class_name="cmp-flow", id=NAME)
    viz = DashboardVisualizer(comparison.currency)
    table = flows_table(way, _name(way.source, comparison), _name(way.target, comparison), comparison.currency or "")
    note = (
        f"From {subject(way.source)} to {subject(way.target)}, over {_days(way, comparison)}. "
        "What each gives and takes is the plan; who gets whose money is drawn in proportion."
    )
    body = chart_body(NAME, flows(viz, way), sentence, table, height=flows_height(way))
    return card(title, note, body, tools=[*tools, *chart_tools(NAME)], class_name="cmp-flow", id=NAME)


def chosen_target(comparison: Comparison, choice: Choice) -> str:
    """Return to which split the picture leads: the one asked for, the best one, or the first that is not the base."""
    targets = [letter for letter in comparison.letters if letter != comparison.base]
    wanted = (choice.flow, verdict(comparison).winner)
    return next((letter for letter in wanted if letter in targets), targets[0])


def flow_title(way: Flow, comparison: Comparison) -> str:
    """Return the finding of a way."""
    if way.apart:
        return "No way leads from one to the other"
    if not way.moves:
        return "No money moves"
    amount = _amount(way.moved, comparison)
    gives, takes = ([p for p in side if p.id] for side in (way.gives, way.takes))
    if way.moved < 0.5 and way.new_money + way.not_spent > 0:
        if way.new_money:
            return f"{_amount(way.new_money, comparison)} more is spent, {_most(takes)} on {takes[0].name}"
        return f"{_amount(way.not_spent, comparison)} less is spent, {_most(gives)} on {gives[0].name}"
    if len(gives) == len(takes) == 1:
        title = f"{amount} moves from {gives[0].name} to {takes[0].name}"
    else:
        title = f"{amount} moves, most from {gives[0].name}, most to {takes[0].name}"
    if way.new_money >= 1:
        return f"{title}; {_amount(way.new_money, comparison)} comes on top"
    if way.not_spent >= 1:
        return f"{title}; {_amount(way.not_spent, comparison)} is saved"
    return title


def flow_sentence(way: Flow, comparison: Comparison) -> str:
    """Return what the picture shows, for screen readers; also what stands in its place where there is none."""
    if way.apart:
        first, second = (counted(days, "day") for days in way.apart)
        start, end = subject(way.source), subject(way.target)
        text = f"{start} covers {first}, {end} {second}: one cannot be taken from the other."
        return text[0].upper() + text[1:]
    if not way.moves:
        text = f"{subject(way.source)} and {subject(way.target)} spend the same on each {way.by}."
        return text[0].upper() + text[1:]

    def told(parties: tuple[Party, ...]) -> str:
        texts = [f"{p.name} {money(p.amount, comparison.currency, 'full')}" for p in parties[:5]]
        rest = parties[5:]
        if rest:
            whole = money(sum(p.amount for p in rest), comparison.currency, "full")
            texts.append(f"{counted(len(rest), 'other')} {whole}")
        return listed(texts)

    start, end = subject(way.source), subject(way.target)
    return f"On the way from {start} to {end} these give: {told(way.gives)}; these take: {told(way.takes)}."


def _amount(value: float, comparison: Comparison) -> str:
    return money(value, comparison.currency, "round")


def _most(parties: list[Party]) -> str:
    return "all" if len(parties) == 1 else "most"


def _name(letter: str, comparison: Comparison) -> str:
    return TODAY_TEXT if letter == TODAY else f"{letter}, “{comparison.side(letter).scenario.name}”"


def _days(way: Flow, comparison: Comparison) -> str:
    return counted(comparison.spending.column(way.target).days, "day")
