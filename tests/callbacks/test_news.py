"""What a tab asks each second: small, cheap, and never wrong because of what it is asked."""

import json

import pytest
from dash import Dash

from callbacks import news
from core.allocation.planning import PlanSettings
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import open_workbench


@pytest.fixture(scope="module")
def workbench(tmp_path_factory):
    bench = open_workbench(tmp_path_factory.mktemp("news"), DictMemo())
    bench._datasets.add(DataGenerator(seed=7, campaigns=3, customers=50, days=90, name="Shop").generate())
    return bench


@pytest.fixture(scope="module")
def client(workbench):
    app = Dash("test")
    app.layout = []
    news.register(app, workbench)
    return app.server.test_client()


def asked(tab: str, browser: str, name: str = "", path: str = "/", **more) -> dict:
    return {"tab": tab * 16, "browser": browser * 16, "name": name, "path": path, **more}


def test_the_others_are_named_with_what_they_look_at(client, workbench):
    client.post("/api/news", json=asked("1", "a", "Mara <b>Keller</b>", "/budget", scenarios=["abc"]))
    workbench.presence._people.forget()
    answer = client.post("/api/news", json=asked("2", "b", "Jonas"))
    assert answer.headers["Cache-Control"] == "no-store"
    (person,) = answer.get_json()["people"]
    assert (person["name"], person["at"]) == ("Mara <b>Keller</b>", [["/budget", ["abc"]]])
    client.post("/api/news", json={"tab": "1" * 16, "leave": True})
    assert client.post("/api/news", json=asked("2", "b", "Jonas")).get_json()["people"] == []
    client.post("/api/news", json={"tab": "2" * 16, "leave": True})


def test_the_newest_version_of_the_scenario_at_work_comes_with_it(client, workbench):
    first = workbench.plans.save("X", PlanSettings(), {}, owner="Mara")
    assert client.post("/api/news", json={"of": first.id}).get_json()["of"] == {
        "id": first.id, "version": 1, "name": "X", "owner": "Mara", "archived": False,
    }  # fmt: skip
    workbench.plans.save("Y", PlanSettings(), {}, owner="Jonas", scenario_id=first.id, base_version=1)
    workbench.scenarios.archive(first.id)
    found = client.post("/api/news", json={"of": first.id}).get_json()["of"]
    assert (found["version"], found["name"], found["owner"], found["archived"]) == (2, "Y", "Jonas", True)
    assert client.post("/api/news", json={"of": "nosuchone"}).get_json()["of"] is None


NONSENSE = [
    None, [], 7, "x", {}, {"tab": 3}, {"tab": "a" * 10_000}, {"tab": "a" * 16, "browser": ["b"]},
    {"tab": "a" * 16, "browser": "b" * 16, "name": {"x": 1}, "path": 3, "scenarios": "abc", "of": ["x"]},
    {"tab": "c" * 16, "browser": "d" * 16, "name": "n" * 3_000, "path": "/" * 900, "scenarios": [None, "x" * 99, 4]},
    {"tab": "e" * 16, "browser": "f" * 16, "name": "a\x00b\ud800c\u202e", "path": "\x00", "fresh": "yes", "leave": 1},
    {"of": "'; drop table scenarios; --", "tab": "../../../etc/passwd"}, {"leave": True}, {"leave": True, "tab": 9},
]  # fmt: skip


@pytest.mark.parametrize("raw", NONSENSE)
def test_nothing_that_is_asked_makes_it_fail(client, workbench, raw):
    answer = client.post("/api/news", data=json.dumps(raw), content_type="application/json")
    assert answer.status_code == 200
    workbench.presence._people.forget()
    for person in client.post("/api/news", json={}).get_json()["people"]:
        assert len(person["name"]) <= 60
        assert all(len(path) <= 80 and ids == [] for path, ids in person["at"])
    for tab in ("a", "c", "e"):
        client.post("/api/news", json={"tab": tab * 16, "leave": True})


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 3_000, b'{"name":"' + b"x" * 9_000 + b'"}'])
def test_what_is_no_question_is_answered_like_an_empty_one(client, body):
    assert client.post("/api/news", data=body, content_type="application/json").get_json()["of"] is None


def test_only_what_says_that_it_is_json_is_read(client, workbench):
    """A page of another site can post a form or plain text without being asked, but not this."""
    client.post("/api/news", data=json.dumps(asked("9", "9", "Stranger")), content_type="text/plain")
    workbench.presence._people.forget()
    assert client.post("/api/news", json={}).get_json()["people"] == []


def test_an_answer_is_small(client):
    assert len(client.post("/api/news", json=asked("2", "b", "Jonas")).data) < 250
