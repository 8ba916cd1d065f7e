"""What people state: kept with every version, undone step by step, apart by kind, the same for two processes."""

import pytest

from core.database import open_database
from core.errors import ConflictError, NotFoundError
from core.stated_store import StatedStore


@pytest.fixture
def store(tmp_path) -> StatedStore:
    return StatedStore(open_database(f"sqlite:///{tmp_path / 'x.db'}"), "event", "event")


def things(store: StatedStore) -> dict[str, dict]:
    return {one.thing: one.content for one in store.current()}


def test_undo_goes_back_through_remove_change_and_add(store: StatedStore) -> None:
    first = store.add({"a": 1}, "Ada")
    second = store.change(first.thing, {"a": 2}, "Bo")
    third = store.remove(first.thing)
    assert things(store) == {}
    back = store.undo(third.version)
    assert things(store) == {first.thing: {"a": 2}}
    again = store.undo(back.version)
    assert things(store) == {}
    store.undo(again.version)
    assert things(store) == {first.thing: {"a": 2}}
    assert second.saved_by == "Bo"
    with pytest.raises(NotFoundError, match="changed again"):
        store.undo(second.version)
    fresh = store.add({"b": 1})
    store.undo(fresh.version)
    assert things(store) == {first.thing: {"a": 2}}


def test_the_same_again_is_no_new_version_and_a_removed_thing_cannot_change(store: StatedStore) -> None:
    one = store.add({"a": 1})
    assert store.change(one.thing, {"a": 1}).version == one.version
    store.remove(one.thing)
    for act in (lambda: store.change(one.thing, {"a": 2}), lambda: store.remove(one.thing), lambda: store.undo(2**40)):
        with pytest.raises(NotFoundError, match="not kept any more"):
            act()


def test_kinds_do_not_meet_and_each_act_changes_the_stamp_of_its_kind(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    events, targets = StatedStore(open_database(url), "event", "event"), StatedStore(open_database(url), "target", "t")
    before = targets.stamp()
    one = events.add({"a": 1})
    assert targets.current() == []
    assert targets.stamp() == before
    stamp = events.stamp()
    assert stamp != StatedStore(open_database(url), "target", "t").stamp()
    with pytest.raises(NotFoundError):
        targets.undo(one.version)
    events.remove(one.thing)
    assert events.stamp() != stamp


def test_all_versions_can_be_read_and_a_change_can_name_the_one_it_follows(store: StatedStore) -> None:
    one = store.add({"a": 1}, "Ada")
    two = store.change(one.thing, {"a": 2}, "Bo", after=one.version)
    with pytest.raises(ConflictError, match="Somebody changed this event in between"):
        store.change(one.thing, {"a": 3}, after=one.version)
    gone = store.remove(one.thing)
    assert [v.content["a"] for v in store.versions(one.thing)] == [2, 2, 1]
    assert [v.saved_by for v in store.versions(one.thing)] == ["", "Bo", "Ada"]
    assert store.find(one.thing) == gone
    assert two.version == store.versions(one.thing)[1].version
    assert (store.find("x"), store.versions("x")) == (None, [])
