"""Copies: a duplicate is a scenario of its own; an old version comes back as the newest, as it was saved."""

from dataclasses import replace
from datetime import date

import pytest

from core.allocation.planning import GroupLimit, PlanSettings
from core.errors import ConflictError, InputError, NotFoundError
from core.scenarios import WeeklySpend

OWN = ("id", "name", "owner", "version", "created", "updated", "archived", "tags")


def content(scenario):
    """All that a scenario holds besides what is its own."""
    return {key: value for key, value in vars(scenario).items() if key not in OWN}


@pytest.fixture
def rich(save, store):
    """A second version with weeks, groups, proof and tags."""
    first = save("December plan", {"c1": 1.0})
    settings = PlanSettings(groups=(GroupLimit("Both", ("c1", "c2"), upper=9.0),), locked={"c3": 2.0})
    weekly = WeeklySpend(
        date(2026, 12, 1),
        {"c1": (1.0, 2.0, 0.0, 0.0, 0.0), "c2": (0.5, 1.5, 0.0, 0.0, 0.0), "c3": (2.0, 0.0, 0.0, 0.0, 0.0)},
    )
    spend = {"c1": 3.0, "c2": 2.0, "c3": 2.0}
    second = save("December plan", spend, note="Why", settings=settings, certificate="Proved", gap=1 / 3e7,
                  weekly=weekly, scenario_id=first.id, base_version=1)  # fmt: skip
    store.tags.add(second.id, "q4")
    store.tags.add(second.id, "finance")
    return store.get(first.id)


def test_a_duplicate_holds_the_same_and_goes_its_own_way(rich, save, store):
    store.archive(rich.id)
    copy = store.duplicate(rich.id, owner="Jonas")
    assert (copy.name, copy.owner, copy.version, copy.archived) == ("Copy of December plan", "Jonas", 1, False)
    assert (copy.tags, content(copy)) == (("q4", "finance"), content(rich))
    assert copy.weekly == rich.weekly
    store.tags.add(copy.id, "mine")
    save("Mine", {"c1": 5.0}, scenario_id=copy.id, base_version=1)
    assert store.get(rich.id) == replace(rich, archived=True)
    assert len(store.versions(copy.id)) == 2


def test_the_name_of_a_copy_fits(save, store):
    long = store.duplicate(save("x" * 80).id)
    assert len(long.name) == 80
    assert long.name.startswith("Copy of xxx")
    assert store.duplicate(long.id).name == long.name
    assert store.duplicate(long.id, "  Mine  ").name == "Mine"
    with pytest.raises(InputError, match="81 characters"):
        store.duplicate(long.id, "y" * 81)
    with pytest.raises(NotFoundError):
        store.duplicate("nothere")
    assert len(store.list()) == 4


def test_an_old_version_comes_back_as_the_newest_and_nothing_is_lost(rich, store):
    back = store.bring_back(rich.id, 1, "Jonas", base_version=2)
    assert (back.version, back.owner, back.tags) == (3, "Jonas", ("q4", "finance"))
    assert content(back) == content(store.get(rich.id, 1))
    again = store.bring_back(rich.id, 2, "Mara", base_version=3)
    assert content(again) == content(store.get(rich.id, 2))
    assert again.weekly == rich.weekly
    assert [s.version for s in store.versions(rich.id)] == [4, 3, 2, 1]


def test_bringing_back_checks_what_the_person_saw(rich, store):
    with pytest.raises(ConflictError, match="version 2 while you worked on version 1"):
        store.bring_back(rich.id, 1, "", base_version=1)
    with pytest.raises(InputError, match="newest already"):
        store.bring_back(rich.id, 2, "", base_version=2)
    with pytest.raises(NotFoundError, match="no version 9"):
        store.bring_back(rich.id, 9, "", base_version=2)
    assert len(store.versions(rich.id)) == 2


def test_what_is_put_away_has_a_list_of_its_own(rich, save, store):
    other = save("Other")
    assert store.archived() == []
    store.archive(rich.id)
    assert [s.id for s in store.archived()] == [rich.id]
    assert store.archived()[0].tags == ("q4", "finance")
    assert [s.id for s in store.list()] == [other.id]
