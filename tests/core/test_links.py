"""Links: the same state has the same id, nothing else opens it, and what cannot be kept is refused before it is."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import links
from core.database import open_database
from core.errors import InputError, NotFoundError
from core.links import MOST_BYTES, LinkRow, LinkStore
from core.short_ids import ALPHABET

STATE = {"outcome": "revenue", "spend": "c1:100.5,c2:0", "groups": '[{"name":"<b>Größe</b> 🙂"}]'}


@pytest.fixture
def engine(tmp_path):
    return open_database(f"sqlite:///{tmp_path / 'links.db'}")


@pytest.fixture
def store(engine):
    return LinkStore(engine)


def rows(engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(LinkRow)) or 0


def test_what_is_kept_opens_again_also_in_another_process(store, engine, tmp_path):
    made = store.keep("budget", STATE)
    assert store.get("budget", made) == STATE
    assert len(made) == 10
    assert set(made) <= set(ALPHABET)
    code = (
        "import sys, json; from core.database import open_database; from core.links import LinkStore; "
        f"print(json.dumps(LinkStore(open_database('sqlite:///{tmp_path / 'links.db'}')).get('budget', sys.argv[1])))"
    )
    other = subprocess.run([sys.executable, "-c", code, made], capture_output=True, text=True, check=True)
    assert json.loads(other.stdout) == STATE


def test_the_same_state_has_the_same_id_and_one_row(store, engine):
    again = dict(reversed(STATE.items()))
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: store.keep("budget", again), range(24)))
    assert made == {store.keep("budget", STATE)}
    assert rows(engine) == 1
    assert store.keep("budget", {**STATE, "spend": "c1:100.51,c2:0"}) not in made
    assert store.keep("forecast", STATE) not in made
    assert rows(engine) == 3


def test_two_states_of_one_id_both_keep_their_own(store, monkeypatch):
    right = links._id
    monkeypatch.setattr(links, "_id", lambda page, content, attempt: right("", "", 0 if attempt < 2 else attempt))
    one, two = store.keep("budget", {"a": "1"}), store.keep("budget", {"a": "2"})
    assert one != two
    assert (store.get("budget", one), store.get("budget", two)) == ({"a": "1"}, {"a": "2"})
    assert store.keep("budget", {"a": "2"}) == two


@pytest.mark.parametrize("asked", ["", "2345678923", "short", "x" * 10_000, "../../etc/x", "' OR 1=1 --", "ÄÖÜ4567892"])
def test_a_foreign_id_opens_nothing(store, asked):
    store.keep("budget", STATE)
    with pytest.raises(NotFoundError, match="There is no link"):
        store.get("budget", asked)


def test_a_link_opens_on_its_own_page_only(store):
    made = store.keep("budget", STATE)
    with pytest.raises(NotFoundError):
        store.get("forecast", made)


BAD = {
    "nothing": {},
    "a list": ["spend"],
    "a number": {"spend": 5},
    "nested": {"spend": {"c1": 5}},
    "a number for a name": {5: "x"},
    "a zero byte": {"spend": "a\0b"},
    "half a sign": {"spend": "\ud83d"},
    "too many": {f"n{i}": "x" for i in range(101)},
    "too long": {"spend": "x" * MOST_BYTES},
    "too long in bytes": {"spend": "ü" * (MOST_BYTES // 2)},
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_kept_is_refused_and_leaves_no_row(store, engine, case):
    with pytest.raises(InputError):
        store.keep("budget", BAD[case])
    assert rows(engine) == 0


def test_as_much_as_can_be_kept_is_kept(store):
    state = {"spend": "x" * (MOST_BYTES - len('{"spend":""}'))}
    assert store.get("budget", store.keep("budget", state)) == state
