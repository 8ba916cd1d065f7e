"""The server around the pages: headers, errors, large requests, compressed scripts, health."""

import gzip
import json
import logging
import re
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from dash import Dash, Input, Output
from flask.testing import FlaskClient

from app.errors import LARGEST_FILE, LARGEST_REQUEST
from app.factory import create_app, open_data
from app.settings import Settings
from app.static_files import PREFIX, scripts_of
from core.errors import InputError

UPDATE = "/_dash-update-component"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(var=tmp_path_factory.mktemp("server") / "var", secret_key="test")


@pytest.fixture(scope="module")
def app(settings: Settings) -> Dash:
    return create_app(settings)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


def test_the_first_page_is_there_with_its_policy(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    scripts = policy.split("script-src ")[1].split(";")[0]
    assert "unsafe-inline" not in scripts
    assert "'sha256-" in scripts
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_answer_carries_the_headers(client: FlaskClient) -> None:
    script = scripts_of(client.get("/").text)[0]
    for answer in (client.get("/healthz"), client.get(script), client.post(UPDATE), client.get("/assets/none.css")):
        assert "Content-Security-Policy" in answer.headers


def test_health_is_said(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_scripts_come_compressed_from_a_kept_copy(
    client: FlaskClient, settings: Settings, encoding: str, unpack: object
) -> None:
    for address in scripts_of(client.get("/").text):
        plain = client.get(address)
        assert "Content-Encoding" not in plain.headers
        packed = client.get(address, headers={"Accept-Encoding": encoding})
        assert packed.headers["Vary"] == "Accept-Encoding"
        if len(plain.data) >= 10_000:
            assert packed.headers["Content-Encoding"] == encoding
            assert unpack(packed.data) == plain.data
            assert packed.data in [path.read_bytes() for path in (settings.var / "static").iterdir()]
            same = client.get(address, headers={"Accept-Encoding": encoding, "If-None-Match": packed.headers["ETag"]})
            assert same.status_code == 304
            assert same.data == b""


def test_plotly_is_asked_for_again_and_answered_shortly(client: FlaskClient) -> None:
    address = f"{PREFIX}plotly/package_data/plotly.min.js"
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert first.headers["Cache-Control"] == "no-cache"
    etag = first.headers["ETag"]
    assert client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": etag}).status_code == 304


def test_browsers_keep_own_files_until_they_change(client: FlaskClient) -> None:
    page = client.get("/").text
    (address,) = re.findall(r'href="(/assets/01-tokens.css[^"]*)"', page)
    with client.get(address) as fingerprinted, client.get(address.split("?")[0]) as plain:
        assert "immutable" in fingerprinted.headers["Cache-Control"]
        assert plain.headers["Cache-Control"] == "no-cache"


def test_only_scripts_that_exist_are_kept(client: FlaskClient) -> None:
    for address in (f"{PREFIX}dash/../app/settings.py", f"{PREFIX}none/none.js"):
        assert client.get(address, headers={"Accept-Encoding": "br"}).status_code >= 400


def test_a_request_beyond_the_limit_is_answered_with_a_sentence(client: FlaskClient) -> None:
    assert LARGEST_REQUEST > LARGEST_FILE * 4 / 3
    answer = client.post(UPDATE, data=bytes(LARGEST_REQUEST + 1), content_type="application/json")
    assert answer.status_code == 413
    assert "larger than 50 MB" in answer.json["error"]
    assert "has not changed" in answer.json["error"]


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"{", "application/json", 400),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "application/json", 500),
        (b'{"output": "nothing.here", "inputs": [], "changedPropIds": []}', "application/json", 500),
    ],
)
def test_a_request_made_by_hand_gets_a_sentence_and_no_traceback(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, body: bytes, kind: str, code: int
) -> None:
    with caplog.at_level(logging.CRITICAL):
        answer = client.post(UPDATE, data=body, content_type=kind)
    assert answer.status_code == code
    assert set(answer.json) == {"error"}
    assert "Traceback" not in answer.text
    assert re.search(r"[a-z]\. [A-Z].*\.$", answer.json["error"])


def test_a_person_gets_a_page_where_something_is_not_there(client: FlaskClient) -> None:
    answer = client.get("/assets/none.css", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


def test_an_error_in_a_callback_is_said_in_the_page_and_changes_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings, open_data(settings))

    @app.callback(Output("there", "children"), Input("here", "value"))
    def _fail(value: str) -> str:
        if value == "wrong":
            raise InputError("The amount is negative. Give 0 or more.")
        raise KeyError("secret detail")

    def ask(value: str) -> dict:
        body = {
            "output": "there.children",
            "outputs": {"id": "there", "property": "children"},
            "inputs": [{"id": "here", "property": "value", "value": value}],
            "changedPropIds": ["here.value"],
        }
        answer = app.server.test_client().post(UPDATE, json=body)
        assert answer.status_code == 200
        result: dict = json.loads(answer.text)
        assert "there" not in result.get("response", {})
        return result["sideUpdate"]["toast"]["data"]

    assert ask("wrong")["text"] == "The amount is negative. Give 0 or more."
    with caplog.at_level(logging.CRITICAL):
        unknown = ask("other")
    assert unknown["kind"] == "failed"
    assert "secret" not in unknown["text"]


def test_a_second_start_makes_no_new_demo_data(settings: Settings, app: Dash) -> None:
    before = open_data(settings).dataset_versions()
    create_app(settings)
    assert open_data(settings).dataset_versions() == before
    assert len(before) == 1


def test_no_page_refers_to_another_host(client: FlaskClient) -> None:
    page = client.get("/").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    assert [a for a in addresses if urlsplit(a).netloc] == []


def test_what_is_kept_is_private(settings: Settings, app: Dash) -> None:
    assert (Path(settings.var).stat().st_mode & 0o077) == 0
