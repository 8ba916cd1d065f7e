"""The list of scenarios: the chosen ones with their letters first, then the rest; each row takes one in or out."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.ids import Scenarios
from components.parts import button, chip, empty
from components.scenarios_address import MOST, Choice
from components.scenarios_compare import letter_box, older_chip, saved_text
from core.scenarios import Scenario
from core.scenarios.comparison import LETTERS


def scenario_list(
    scenarios: Sequence[Scenario], chosen: Sequence[Scenario], choice: Choice, dataset_hash: str, now: datetime
) -> list[Component]:
    """Return the rows, or what stands where nothing matches.

    Args:
        scenarios: All that are not archived, newest first.
        chosen: Those of the comparison, in the order of their letters.
        choice: What the address asks for; ``find`` narrows the rows that are not chosen.
        dataset_hash: Of the data in use, to tell who was made on older data.
        now: The moment of looking.
    """
    ids = [s.id for s in chosen]
    rest = [s for s in scenarios if s.id not in ids and matches(s, choice.find)]

    def line(scenario: Scenario) -> html.Li:
        letter = LETTERS[ids.index(scenario.id)] if scenario.id in ids else ""
        return _line(scenario, letter, choice, ids, dataset_hash, now)

    parts: list[Component] = []
    if chosen:
        parts.append(html.Ul([line(s) for s in chosen], className="slist", **attrs(aria_label="Side by side")))
    if rest:
        parts.append(html.Ul([line(s) for s in rest], className="slist slist-rest", **attrs(aria_label="Others")))
    elif choice.find and not any(matches(s, choice.find) for s in chosen):
        parts.append(_nothing(scenarios, choice))
    return parts


def matches(scenario: Scenario, find: str) -> bool:
    """Whether all words that are looked for stand in the name, the note or the owner."""
    text = f"{scenario.name} {scenario.note} {scenario.owner}".casefold()
    return all(word in text for word in find.casefold().split())


def _line(scenario: Scenario, letter: str, choice: Choice, ids: list[str], dataset_hash: str, now: datetime) -> html.Li:
    box = letter_box(letter) if letter else html.Span(className="letter is-off")
    name: list[Component] = [box, html.B(scenario.name)]
    if letter or len(ids) < MOST:
        hint = "Take out of the comparison" if letter else "Lay beside the others"
        name.append(html.Span(f", {hint.lower()}", className="sr"))
        pick: Component = dcc.Link(name, href=choice.toggled(scenario.id, ids), className="slist-pick", title=hint)
    else:
        pick = html.Span(name, className="slist-pick is-full", title="Up to four side by side. Take one out first.")
    who = f"{scenario.owner}, " if scenario.owner else ""
    meta = [f"{who}v{scenario.version}, {saved_text(scenario.updated, now)}"]
    chips = [
        older_chip("data" if scenario.dataset_hash != dataset_hash else ""),
        chip("Brought curves", "line") if scenario.brought else None,
        chip("Archived", "line") if scenario.archived else None,
    ]
    small = html.Small([*meta, *(c for c in chips if c)])
    archive = button(
        f"Archive “{scenario.name}”",
        "ghost",
        icon_name="trash",
        small=True,
        icon_only=True,
        id=Scenarios.archive(scenario.id),
        class_name="slist-act",
    )
    # The browser owns what is inside: assets/people.js shows who else is on this scenario.
    people = html.Span(className="people slist-people", **attrs(data_people=scenario.id))
    return html.Li(
        [pick, small, people, None if scenario.archived else archive],
        className="is-on" if letter else "",
        **attrs(data_scenario=scenario.id),
    )


def _nothing(scenarios: Sequence[Scenario], choice: Choice) -> Component:
    names = {s.name.casefold(): s for s in scenarios}
    words = {word: s for s in reversed(scenarios) for word in s.name.casefold().split()}
    wanted = choice.find.casefold()
    close = get_close_matches(wanted, names, 1, 0.5) or get_close_matches(wanted, words, 1, 0.6)
    text: list[Component | str] = ["Names, notes and owners were searched."]
    if close:
        near = names.get(close[0]) or words[close[0]]
        text = ["Did you mean ", dcc.Link(near.name, href=choice.href(find=near.name)), "?"]
    acts = [button("Clear the search", small=True, href=choice.href(find=""))]
    return empty(f"No scenario matches “{choice.find}”", text, acts, small=True)
