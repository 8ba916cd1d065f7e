"""Who is here: signs of life in one database, seen by every server process, with the clock in the hand of the test."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from core.database import open_database
from core.presence import FRESH, GONE_AFTER, MOST_PEOPLE, WRITE_EVERY, Place, Presence

BUDGET, SCENARIOS = Place("/budget", ("abc",)), Place("/scenarios", ("abc", "def"))


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def processes(tmp_path, clock) -> tuple[Presence, Presence]:
    """Two server processes over one database."""
    url = f"sqlite:///{tmp_path / 'p.db'}"
    return Presence(open_database(url), clock), Presence(open_database(url), clock)


def names(presence: Presence, but: str = "") -> list[str]:
    return [p.name for p in presence.here(but)]


def test_a_tab_is_seen_by_all_processes_until_its_signs_of_life_end(processes, clock):
    one, other = processes
    one.beat("tab-1", "browser-1", "Mara Keller", BUDGET)
    found = other.here()
    assert [(p.name, p.named, p.places) for p in found] == [("Mara Keller", True, (BUDGET,))]
    # Signs of life through either process keep it.
    for k in range(5):
        clock.now += WRITE_EVERY + 0.1
        (one, other)[k % 2].beat("tab-1", "browser-1", "Mara Keller", BUDGET)
        assert names(one) == names(other) == ["Mara Keller"]
    clock.now += GONE_AFTER - 0.1
    assert names(other) == ["Mara Keller"]
    clock.now += 0.2 + FRESH
    assert names(one) == names(other) == []


def test_nobody_sees_themselves_and_each_person_stands_there_once(processes, clock):
    one, other = processes
    me = one.beat("tab-1", "browser-1", "Mara Keller", BUDGET)
    assert one.beat("tab-2", "browser-1", "Mara Keller", SCENARIOS) == me
    assert other.beat("tab-3", "her-phone", "mara keller", BUDGET) == me
    guest = one.beat("tab-4", "browser-2", "", SCENARIOS)
    assert one.beat("tab-5", "browser-2", "", SCENARIOS) == guest
    clock.now += FRESH
    assert len(one.here()) == 2
    assert names(other, but=guest) == [one.here()[0].name]
    assert set(one.here(but=guest)[0].places) == {BUDGET, SCENARIOS}
    assert [p.name[:6] for p in one.here(but=me)] == ["Guest "]


def test_a_guest_keeps_the_same_name_and_tells_no_ids(processes, clock):
    one, other = processes
    one.beat("tab-1", "secret-browser", "", BUDGET)
    before = other.here()[0]
    clock.now += WRITE_EVERY + 1
    other.beat("tab-9", "secret-browser", "", SCENARIOS)
    after = one.here()[0]
    assert (before.name, before.key) == (after.name, after.key)
    assert not before.named
    assert "secret" not in repr(after)


def test_who_leaves_is_gone_at_once_and_who_moves_is_seen_there(processes, clock):
    one, other = processes
    one.beat("tab-1", "browser-1", "Mara", BUDGET)
    one.beat("tab-1", "browser-1", "Mara", SCENARIOS)
    assert other.here()[0].places == (SCENARIOS,)
    one.leave("tab-1")
    clock.now += FRESH
    assert names(one) == names(other) == []


def test_a_tab_that_shows_the_same_is_written_every_few_seconds_only(tmp_path, clock):
    engine = open_database(f"sqlite:///{tmp_path / 'p.db'}")
    presence = Presence(engine, clock)
    seen = []
    for _ in range(10):
        presence.beat("tab-1", "browser-1", "Mara", BUDGET)
        with engine.connect() as connection:
            seen.append(connection.execute(text("select seen from presence")).scalar())
        clock.now += 1
    assert len(set(seen)) == 4  # at seconds 0, 3, 6 and 9


def test_rows_of_the_gone_are_swept_and_the_table_stays_small(tmp_path, clock):
    engine = open_database(f"sqlite:///{tmp_path / 'p.db'}")
    presence = Presence(engine, clock)
    for k in range(3 * MOST_PEOPLE):
        presence.beat(f"tab-{k}", f"browser-{k}", "", BUDGET)
    clock.now += FRESH
    assert len(presence.here()) == MOST_PEOPLE
    clock.now += 2 * GONE_AFTER
    presence.beat("last", "last", "", BUDGET)
    with engine.connect() as connection:
        assert connection.execute(text("select tab from presence")).scalars().all() == ["last"]


def test_first_signs_of_one_tab_at_the_same_moment_make_one_row(processes, clock):
    one, other = processes
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda k: (one, other)[k % 2].beat("tab", "b", "Mara", Place(f"/{k}")), range(16)))
    assert len(keys) == 1
    clock.now += FRESH
    assert names(one) == ["Mara"]
