"""Comments: added with their time, taken back by their author alone, never changed."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import InputError, NotFoundError
from core.scenarios import COMMENT_LENGTH


def test_comments_come_back_as_they_were_written_in_their_order(save, store):
    saved, other = save("Plan"), save("Other")
    text = "<script>alert(1)</script> and\na second line: “ok” & 100 %"
    first = store.comments.add(saved.id, "Mara Keller", f"  {text}  ")
    second = store.comments.add(saved.id, "", "Nameless")
    store.comments.add(other.id, "Jonas", "Elsewhere")
    assert store.comments.of(saved.id) == [first, second]
    assert (first.text, first.author, second.author) == (text, "Mara Keller", "")
    assert first.written.tzinfo == UTC
    assert abs(datetime.now(UTC) - first.written) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "empty"), (" \n\t \x00", "empty"), (None, "empty"), ("x" * (COMMENT_LENGTH + 1), "2,001 characters")],
)
def test_what_says_nothing_or_too_much_is_refused(save, store, text, words):
    saved = save("Plan")
    with pytest.raises(InputError, match=words):
        store.comments.add(saved.id, "Mara", text)
    assert store.comments.of(saved.id) == []
    assert store.comments.add(saved.id, "Mara", "x" * COMMENT_LENGTH).text == "x" * COMMENT_LENGTH


def test_only_its_author_takes_a_comment_back(save, store):
    saved = save("Plan")
    mine, theirs = (store.comments.add(saved.id, who, "Text") for who in ("Mara", "Jonas"))
    with pytest.raises(InputError, match="Only Jonas can delete"):
        store.comments.delete(theirs.id, "Mara")
    with pytest.raises(InputError, match="Only Jonas"):
        store.comments.delete(theirs.id, "")
    store.comments.delete(mine.id, "Mara")
    assert store.comments.of(saved.id) == [theirs]
    with pytest.raises(NotFoundError, match="gone already"):
        store.comments.delete(mine.id, "Mara")


def test_a_comment_on_nothing_is_said(store):
    with pytest.raises(NotFoundError, match="no scenario"):
        store.comments.add("nothere", "Mara", "Text")
