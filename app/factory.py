"""Makes the web application: pages over a workbench, with the memo, headers and errors of a server."""

from dash import Dash
from flask import Flask, Response, jsonify

import callbacks
from app.delivery import Carrier
from app.errors import answer_errors, say_in_page
from app.headers import add_security_headers
from app.locks import FileLocks
from app.memo import SharedMemo, file_memo, redis_memo
from app.settings import ROOT, Settings
from app.static_files import CompressedScripts, keep_assets_in_browsers, scripts_of
from components.shell import PRODUCT
from core.workbench import Workbench, open_workbench


def open_memo(settings: Settings) -> SharedMemo:
    """Return the memo that all processes of this server share: Redis where an address is given, else files."""
    secret = settings.secret_key.encode()
    if settings.redis_url:
        return redis_memo(settings.redis_url, secret)
    return file_memo(settings.var / "memo", secret)


def open_data(settings: Settings) -> Workbench:
    """Return the workbench of a server, with a data set in use: at first start the demo data are made."""
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Server processes start together; the first one makes tables and demo data, the others wait for it.
    with FileLocks(settings.var / "locks")("start"):
        workbench = open_workbench(settings.var, open_memo(settings), settings.database_url)
        workbench.dataset()
        # What was put to use while no server ran, by the command line or by hand.
        workbench.alerts.check_safely()
    return workbench


def create_app(settings: Settings, workbench: Workbench | None = None) -> Dash:
    """Return the application, ready to answer.

    Args:
        settings: Of the server.
        workbench: What the pages ask; None opens the one of the settings.
    """
    workbench = workbench or open_data(settings)
    workbench.alerts.delivery = Carrier(settings.delivery)
    server = Flask("app", root_path=str(ROOT / "app"), static_folder=None)
    server.secret_key = settings.secret_key
    answer_errors(server)
    app = Dash(
        "app",
        server=server,  # type: ignore[arg-type]
        title=PRODUCT,
        update_title="",
        assets_folder=str(ROOT / "assets"),
        compress=True,
        suppress_callback_exceptions=True,
        on_error=say_in_page,
    )
    callbacks.register(app, workbench)
    server.add_url_rule("/healthz", view_func=_health)
    # What is registered last sees an answer first: the headers come after the compressed copies and fit them too.
    add_security_headers(app)
    keep_assets_in_browsers(server)
    CompressedScripts(server, settings.var / "static")
    _warm_up(app)
    return app


def _health() -> Response:
    return jsonify(status="ok")


def _warm_up(app: Dash) -> None:
    """Ask for the first page and its scripts once; a second thread that asks while the first sets up gets an error."""
    client = app.server.test_client()
    page = client.get("/")
    if page.status_code != 200:
        raise RuntimeError(f"The first page answers with {page.status}.")
    for address in scripts_of(page.text):
        for encoding in ("br", "gzip"):
            client.get(address, headers={"Accept-Encoding": encoding})
