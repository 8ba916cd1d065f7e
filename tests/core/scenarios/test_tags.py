"""Tags: what is kept, what is refused, and that a list is told of them."""

import threading

import pytest
from sqlalchemy import event

from core.database import open_database
from core.errors import InputError, NotFoundError
from core.scenarios import MOST_TAGS, ScenarioStore


def test_tags_are_kept_in_their_order_and_come_with_the_scenario(save, store):
    saved, other = save("Plan"), save("Other")
    for text in ("Q4", "  holiday   Push", "#for-finance", "q4"):
        store.tags.add(saved.id, text)
    assert store.get(saved.id).tags == ("q4", "holiday push", "for-finance")
    assert {s.id: s.tags for s in store.list()} == {
        saved.id: ("q4", "holiday push", "for-finance"),
        other.id: (),
    }
    store.tags.remove(saved.id, " Holiday push ")
    store.tags.remove(saved.id, "never there")
    store.tags.add(saved.id, "a")
    assert [s.tags for s in store.versions(saved.id)] == [("q4", "for-finance", "a")]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "needs a word"), ("  # ", "needs a word"), ("x" * 25, "25 characters"), ("x" * 10**6, "1,000,000"),
     ("<b>bold</b>", "letters and numbers"), ("a,b", "letters and numbers"), ("a\x00b", "letters and numbers")],
)  # fmt: skip
def test_what_is_no_tag_is_refused_in_a_sentence(save, store, text, words):
    saved = save("Plan")
    with pytest.raises(InputError, match=words):
        store.tags.add(saved.id, text)
    assert store.get(saved.id).tags == ()


def test_so_many_and_no_more_even_if_two_add_at_once(save, store, url):
    saved = save("Plan")
    for i in range(MOST_TAGS - 1):
        store.tags.add(saved.id, f"tag {i}")
    refused, start = [], threading.Barrier(6)

    def add(i: int) -> None:
        tags = ScenarioStore(open_database(url)).tags
        start.wait()
        try:
            tags.add(saved.id, f"late {i}")
        except InputError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=add, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.get(saved.id).tags) == MOST_TAGS
    assert len(refused) == 5
    assert "can have 8 tags" in refused[0]
    assert store.tags.add(saved.id, "tag 0") == "tag 0"  # what is there already needs no room


def test_a_tag_on_nothing_is_said(store):
    with pytest.raises(NotFoundError, match="no scenario “nothere”"):
        store.tags.add("nothere", "q4")


def test_the_stamp_follows_tags_and_comments(save, store):
    saved = save("Plan")
    stamps = [store.stamp()]

    def moved() -> bool:
        stamps.append(store.stamp())
        return stamps[-1] not in stamps[:-1]

    store.tags.add(saved.id, "q4")
    assert moved()
    store.tags.add(saved.id, "q4")
    assert not moved()
    first, second = (store.comments.add(saved.id, "Mara", text) for text in ("One", "Two"))
    assert moved()
    store.comments.delete(first.id, "Mara")
    assert moved()
    store.comments.delete(second.id, "Mara")
    store.comments.add(saved.id, "Mara", "Two")  # as many as before, and the numbers go on
    assert moved()
    store.tags.remove(saved.id, "q4")
    assert moved()


def test_a_list_of_many_asks_for_all_tags_at_once(save, store):
    for i in range(12):
        store.tags.add(save(f"Plan {i}").id, f"tag {i}")
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert all(s.tags for s in store.list())
    assert sum("scenario_tags" in query for query in asked) == 1
