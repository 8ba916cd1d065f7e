"""A site for gunicorn: ``/fit`` asks the workbench for the fit, and each computation is written down."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from app.memo import file_memo
from core.workbench import open_workbench
from tests.app.memo_worker import append

T = TypeVar("T")


def make_site() -> Callable[..., Iterable[bytes]]:
    """Return the site over the folder that MEMO_SITE names."""
    folder = Path(os.environ["MEMO_SITE"])
    shared = file_memo(folder / "memo", b"test")

    def counted(key: str, compute: Callable[[], T]) -> T:
        def compute_and_count() -> T:
            append(folder / "computed", f"{key} {os.getpid()}")
            return compute()

        return shared(key, compute_and_count)

    workbench = open_workbench(folder, counted)

    def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer: dict[str, Any] = {"process": os.getpid()}
        if environ["PATH_INFO"] == "/fit":
            fit = workbench.fit("revenue")
            answer |= {"today": fit.today.tolist(), "roas": fit.roas()["mean"].tolist()}
        body = json.dumps(answer).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return site
