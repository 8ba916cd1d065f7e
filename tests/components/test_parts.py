"""Parts have a name, a role and a way to be operated by everybody."""

import json

import pytest
from dash import dcc, html

from components.parts import (
    CHANNELS,
    button,
    card,
    channel_class,
    draw,
    empty,
    error_note,
    field,
    key,
    note,
    page_head,
    segments,
    table,
    text_input,
    toast,
    waiting_card,
)
from core.errors import FileUnusableError
from tests.components.reading import prop, said, walk, with_class


def test_a_channel_has_one_hue_everywhere() -> None:
    assert channel_class("Search") == "c-search"
    assert channel_class("Paid Social") == "c-social"
    assert channel_class("placement abc") == channel_class("Placement ABC")
    assert channel_class("placement abc") in {f"c-{c}" for c in CHANNELS}


def test_an_icon_button_has_a_name_that_is_read_and_shown() -> None:
    made = button("Show as table", icon_name="table", icon_only=True)
    assert said(made).strip() == "Show as table"
    assert with_class(made, "sr")
    assert made.title == "Show as table"


def test_a_button_with_an_address_is_a_link() -> None:
    link = button("Plan it", "primary", href="/budget")
    assert isinstance(link, dcc.Link)
    assert (link.href, link.className) == ("/budget", "btn btn-primary")
    assert isinstance(button("Undo"), html.Button)


def test_a_failure_is_announced_and_a_limit_is_told() -> None:
    assert note("neg", "It failed.", "Try again.").role == "alert"
    assert note("warn", "Older data.", "Refresh.").role == "status"


def test_an_error_says_what_happened_what_is_safe_and_what_to_do() -> None:
    made = error_note(FileUnusableError("The file is empty. Export it again."), safe="Nothing has changed.")
    heads = [c for c in walk(made) if isinstance(c, html.B)]
    assert said(heads) == "The file is empty."
    assert said(made).endswith("Export it again. Nothing has changed.")
    single = error_note(FileUnusableError("The file is empty."))
    assert said(single).strip() == "The file is empty."


def test_a_field_is_a_label_around_its_control() -> None:
    made = field("Your name", text_input(id="name"))
    assert isinstance(made, html.Label)
    assert said(made) == "Your name"
    assert any(getattr(c, "id", None) == "name" for c in walk(made))


def test_one_of_a_choice_is_on() -> None:
    made = segments([("/a", "A"), ("/b", "B")], "/b", "Period")
    on = with_class(made, "seg-on")
    assert [link.href for link in on] == ["/b"]
    assert prop(made, "aria-label") == "Period"


def test_what_waits_says_so() -> None:
    made = waiting_card("Learning how 12 campaigns answer to money")
    assert prop(made, "aria-busy") == "true"
    assert "Learning how 12 campaigns" in said(made)


def test_drawings_carry_plain_data() -> None:
    made = draw("spark", {"values": [1.0, None]})
    assert json.loads(prop(made, "data-values")) == {"values": [1.0, None]}
    assert prop(made, "aria-hidden") == "true"
    spoken = draw("interval", {}, "80 % interval from 1 to 2")
    assert (prop(spoken, "role"), prop(spoken, "aria-label")) == ("img", "80 % interval from 1 to 2")


def test_tables_have_column_heads_and_refuse_ragged_rows() -> None:
    made = table([("A", ""), ("B", "r")], [["x", "1"]], ["Total", "1"], caption="Letters")
    heads = [c for c in walk(made) if isinstance(c, html.Th)]
    assert [h.scope for h in heads] == ["col", "col"]
    assert said(made) == "Letters A B x 1 Total 1"
    with pytest.raises(ValueError, match="argument"):
        table([("A", "")], [["x", "1"]])


def test_cards_heads_and_empty_states_hold_what_they_are_given() -> None:
    assert said(card("Title", "Note", "Body", tools=["Tool"], foot="Foot")) == "Title Note Tool Body Foot"
    assert said(page_head("Finding", "Dates", ["Tool"])) == "Finding Dates Tool"
    assert said(empty("Nothing yet", "Do this.", [button("Do")])) == "Nothing yet Do this. Do"
    assert said(key("plan", "Plan")) == "Plan"


def test_a_toast_is_plain_data() -> None:
    assert toast("Saved", action="Compare", href="/scenarios") == {
        "text": "Saved",
        "detail": None,
        "kind": "done",
        "action": "Compare",
        "href": "/scenarios",
        "name": None,
    }
