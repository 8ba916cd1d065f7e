"""The list of scenarios: today's split, the chosen ones with their letters, then the rest.

A row takes its scenario into the comparison or out of it; while one is opened, it opens another.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.parts import button, chip, empty, segments
from components.scenarios_address import MOST, Choice
from components.scenarios_compare import letter_box, older_chip, saved_text
from core.scenarios import Scenario
from core.scenarios.comparison import LETTERS, TODAY

MOST_SHOWN = 12
"""So many tags are offered to narrow the list by."""


def scenario_list(
    scenarios: Sequence[Scenario],
    chosen: Sequence[Scenario],
    choice: Choice,
    older: Mapping[str, str],
    now: datetime,
    in_force: Collection[str] = (),
) -> list[Component]:
    """Return the rows, or what stands where nothing matches.

    Args:
        scenarios: All that are not archived, newest first; or those that are, where the address asks for them.
        chosen: Those of the comparison, in the order of their letters; not shown among what was put away.
        choice: What the address asks for; ``find`` and ``tags`` narrow the rows that are not chosen.
        older: What moved on since a scenario was saved, by id: ``data``, ``model`` or nothing.
        now: The moment of looking.
        in_force: Ids of the plans in force.
    """
    if choice.archived:
        chosen = []
    ids = [s.id for s in chosen]
    rest = [s for s in scenarios if s.id not in ids and _shown(s, choice)]

    def line(scenario: Scenario) -> html.Li:
        letter = LETTERS[ids.index(scenario.id)] if scenario.id in ids else ""
        chips = [
            chip("In force", "pos", "check") if scenario.id in in_force else None,
            older_chip(older.get(scenario.id, "")),
            chip("Brought curves", "line") if scenario.brought else None,
            chip("Archived", "line") if scenario.archived else None,
        ]
        return _line(scenario, letter, choice, ids, [c for c in chips if c], now)

    parts: list[Component] = [] if choice.archived else [_today()]
    if chosen:
        parts.append(html.Ul([line(s) for s in chosen], className="slist", **attrs(aria_label="Side by side")))
    if rest:
        parts.append(html.Ul([line(s) for s in rest], className="slist slist-rest", **attrs(aria_label="Others")))
    elif (choice.find or choice.tags) and not any(_shown(s, choice) for s in chosen):
        parts.append(_nothing(scenarios, choice))
    elif choice.archived:
        parts.append(empty("Nothing is put away", "What you archive stands here, with all its versions.", small=True))
    return parts


def _shown(scenario: Scenario, choice: Choice) -> bool:
    return matches(scenario, choice.find) and set(choice.tags) <= set(scenario.tags)


def _today() -> Component:
    """The split of now: it is always there, nobody made it and nobody can put it away."""
    name = html.Span([letter_box(TODAY), html.B("Today’s split")], className="slist-pick")
    small = html.Small("Business as usual, always the base")
    go = button(
        "Open today’s split in Budget", "ghost", icon_name="arrow", small=True, icon_only=True, href="/budget?today=1",
        class_name="slist-act",
    )  # fmt: skip
    row = html.Li([name, small, go], className="slist-base")
    return html.Ul([row], className="slist", **attrs(aria_label="Business as usual"))


def matches(scenario: Scenario, find: str) -> bool:
    """Whether all words that are looked for stand in the name, the note, the owner or the tags."""
    text = f"{scenario.name} {scenario.note} {scenario.owner} {' '.join(scenario.tags)}".casefold()
    return all(word in text for word in find.casefold().split())


def _line(
    scenario: Scenario, letter: str, choice: Choice, ids: list[str], chips: list[html.Span], now: datetime
) -> html.Li:
    box = letter_box(letter) if letter else html.Span(className="letter is-off")
    name: list[Component] = [box, html.B(scenario.name)]
    reading = bool(choice.open) or choice.archived
    here = scenario.id == choice.open
    if reading:
        name.append(html.Span(", show details", className="sr"))
        pick: Component = dcc.Link(name, href=choice.opened(scenario.id), className="slist-pick", title="Show details")
    elif letter or len(ids) < MOST:
        hint = "Take out of the comparison" if letter else "Lay beside the others"
        name.append(html.Span(f", {hint.lower()}", className="sr"))
        pick = dcc.Link(name, href=choice.toggled(scenario.id, ids), className="slist-pick", title=hint)
    else:
        pick = html.Span(name, className="slist-pick is-full", title="Up to four side by side. Take one out first.")
    who = f"{scenario.owner}, " if scenario.owner else ""
    meta = [f"{who}v{scenario.version}, {saved_text(scenario.updated, now)}"]
    tags = [html.Span(tag, className="tag") for tag in scenario.tags]
    small = html.Small([*meta, *chips, *tags])
    details = button(
        f"Details of “{scenario.name}”",
        "ghost",
        icon_name="arrow",
        small=True,
        icon_only=True,
        href=choice.opened(scenario.id),
        class_name="slist-act",
    )
    # The browser owns what is inside: assets/people.js shows who else is on this scenario.
    people = html.Span(className="people slist-people", **attrs(data_people=scenario.id))
    return html.Li(
        [pick, small, people, None if reading else details],
        className=("is-open" if here else "") if reading else "is-on" if letter else "",
        **attrs(data_scenario=scenario.id, aria_current="true" if here else None),
    )


def _nothing(scenarios: Sequence[Scenario], choice: Choice) -> Component:
    names = {s.name.casefold(): s for s in scenarios}
    words = {word: s for s in reversed(scenarios) for word in s.name.casefold().split()}
    wanted = choice.find.casefold()
    close = get_close_matches(wanted, names, 1, 0.5) or get_close_matches(wanted, words, 1, 0.6)
    text: list[Component | str] = ["Names, notes, owners and tags were searched."]
    if close:
        near = names.get(close[0]) or words[close[0]]
        text = ["Did you mean ", dcc.Link(near.name, href=choice.href(find=near.name)), "?"]
    acts = []
    if choice.find:
        acts.append(button("Clear the search", small=True, href=choice.href(find="")))
    if choice.tags:
        acts.append(button("All tags", small=True, href=choice.href(tags=())))
    asked = [f"“{choice.find}”"] if choice.find else []
    asked += [f"the tag “{tag}”" for tag in choice.tags]
    return empty(f"No scenario matches {' and '.join(asked)}", text, acts, small=True)


def list_filters(scenarios: Sequence[Scenario], choice: Choice, archived: int) -> list[Component]:
    """Return what narrows the list: what is in use or put away, and the tags, the commonest first.

    Args:
        scenarios: What the list is made of, before it is narrowed.
        choice: What the address asks for.
        archived: How many were put away.
    """
    parts: list[Component] = []
    if archived or choice.archived:
        now, away = choice.href(archived=False), choice.href(archived=True)
        options = [(now, "In use"), (away, f"Archived ({archived})")]
        parts.append(segments(options, away if choice.archived else now, "Which scenarios"))
    counts = Counter(tag for s in scenarios for tag in s.tags)
    shown = [*choice.tags, *(t for t, _ in counts.most_common(MOST_SHOWN) if t not in choice.tags)]
    links = []
    for tag in shown:
        on = tag in choice.tags
        hint = "All, whatever their tags" if on else f"Only those with the tag “{tag}”"
        words = [tag, html.Span(", chosen", className="sr") if on else None]
        links.append(
            dcc.Link(
                [w for w in words if w], href=choice.tagged(tag), className="tag is-on" if on else "tag", title=hint
            )
        )
    if links:
        parts.append(html.Div(links, className="tags", role="group", **attrs(aria_label="Tags")))
    return [html.Div(parts, className="list-filters")] if parts else []
