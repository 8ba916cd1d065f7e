"""Whatever is posted by hand to the callbacks of performance, forecasts, advice and experiments: none fails."""

import json
import random
from typing import Any
from urllib.parse import urlencode

import pytest
from dash import Dash, html

import callbacks
from callbacks import experiments
from core.memo import DictMemo
from core.workbench import open_workbench
from tests.core.alerts.test_desk import as_file

OTHERS = ("models", "budget", "scenario", "plan-actual", "data-")
"""What the ids of pages begin with that are none of these."""
VALUES = (
    None, 7, -1, True, 1e308, float("nan"), 10**30, "", "\0", "<b>", "x" * 5_000, "9" * 400, "nan", "9999-12-31",
    "0001-01-01", "?from=9999-12-31&to=0001-01-01&compare=custom&with=x", [], {}, [None], [[1], {}], {"a": {"b": 1}},
    {"view": 1, "campaign": "zz"}, {"run": 1e308}, {"page": 1, "campaign": []}, {"changed": 7}, {"list": "x"},
    {"name": "target:999999999"}, {"name": "event:-1"}, {"name": "mute:x"}, {"name": "advice:zz"},
)  # fmt: skip
ROUNDS = 12


class Silent:
    """Takes every message."""

    mail_missing, webhook_rules = "", "Any."

    def send_test(self, _kind: str, _recipient: str) -> str:
        return "Taken."


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    bench = open_workbench(tmp_path_factory.mktemp("foreign"), DictMemo())
    bench.import_file(as_file("gggggbb"), "a.csv")
    bench.alerts.delivery = Silent()
    return bench


@pytest.fixture(scope="module")
def client(bench):
    app = Dash("test", suppress_callback_exceptions=True)
    app.layout = html.Div()
    callbacks.register(app, bench)
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    return app.server.test_client()


def test_what_is_posted_by_hand_fails_nowhere(client) -> None:
    chance, failed, asked = random.Random(6), set(), 0
    for spec in client.get("/_dash-dependencies").get_json():
        if not spec["output"] or spec.get("clientside_function") or _of_others(spec):
            continue
        for _ in range(ROUNDS):
            asked += 1
            if client.post("/_dash-update-component", json=_post(spec, chance)).status_code >= 500:
                failed.add(spec["output"])
    assert asked > 40 * ROUNDS
    assert sorted(failed) == []


@pytest.mark.parametrize("view", ["", "design", "read", "watch", "regions", "tests", "<b>"])
def test_addresses_of_experiments_may_ask_for_anything(bench, view: str) -> None:
    names = ("test", "file", "roles", "kind", "campaign", "campaigns", "measure", "base", "horizon", "do", "first")
    for nonsense in ("<b>", "9" * 400, "nan", "-1", "\0", "[[1]]", '{"metrics": 7}', "x" * 5_000):
        asked_for = urlencode({"view": view} | dict.fromkeys(names, nonsense))
        assert experiments.PAGE.layout(bench, f"?{asked_for}") is not None


def _of_others(spec: dict[str, Any]) -> bool:
    named = json.dumps([spec["output"], spec["inputs"], spec.get("state")])
    return any(f'"{begin}' in named or f"..{begin}" in named for begin in OTHERS)


def _post(spec: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A post to a callback: known places, foreign ids in patterns, foreign values."""

    def ident(name: str) -> Any:
        if not name.startswith("{"):
            return name
        foreign = ["x", "", 7, "\0", None, True, 1.5]
        return {k: chance.choice(foreign) if isinstance(v, list) else v for k, v in json.loads(name).items()}

    def given(one: dict[str, Any]) -> Any:
        parts = [{"id": ident(one["id"]), "property": one["property"], "value": chance.choice(VALUES)} for _ in "ab"]
        return parts if '["ALL"]' in one["id"] else parts[0]

    outputs = [part.split("@")[0].rsplit(".", 1) for part in spec["output"].strip(".").split("...")]
    places = [{"id": ident(name), "property": of} for name, of in outputs]
    inputs = [given(one) for one in spec["inputs"]]
    first = chance.choice(inputs)
    first = first[0] if isinstance(first, list) else first
    name = (
        first["id"] if isinstance(first["id"], str) else json.dumps(first["id"], sort_keys=True, separators=(",", ":"))
    )
    return {
        "output": spec["output"],
        "outputs": places if spec["output"].startswith("..") else places[0],
        "inputs": inputs,
        "state": [given(one) for one in spec.get("state", [])],
        "changedPropIds": [f"{name}.{first['property']}"],
    }
