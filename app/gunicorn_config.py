"""How gunicorn runs the application. One place for ``make run``, the Procfile and the tests."""

import importlib
import os
from typing import Any

from app.settings import Settings

_settings = Settings.from_environment()

wsgi_app = "app.wsgi:server"
bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
threads = _settings.threads
worker_class = "gthread"
# A worker shows a sign of life only after it is made; at first start that includes making the demo data.
timeout = 120
graceful_timeout = 10
keepalive = 30
# Its socket would lie in the folder of the product, for a tool that nobody here uses.
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Import the libraries once, before the workers are forked from this process.

    The application itself is made in each worker: connections and threads do not survive a fork.
    """
    # What is kept is for this user only, also where the folder was there before. The workers inherit it.
    os.umask(0o077)
    importlib.import_module("app.factory")
    server.log.info("Starting with everything that is kept in %s", _settings.var)


def when_ready(server: Any) -> None:
    """Say where the pages are."""
    for listener in server.LISTENERS:
        server.log.info("Open %s in a browser", listener)
