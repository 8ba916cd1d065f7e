"""Scripts of the component libraries, compressed once: the server would compress 4.8 MB of Plotly at every request."""

import gzip
import hashlib
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import brotli
from flask import Flask, Response, request

PREFIX: Final = "/_dash-component-suites/"
LEAST: Final = 10_000
"""Bytes from which keeping a compressed copy is worth it."""

_COMPRESS: Final[dict[str, Callable[[bytes], bytes]]] = {
    # Quality 9 makes Plotly 3 % smaller and takes five times as long.
    "br": lambda data: brotli.compress(data, quality=6),
    "gzip": lambda data: gzip.compress(data, 9, mtime=0),
}


@dataclass(frozen=True)
class _Kept:
    body: bytes
    mimetype: str
    etag: str
    cache_control: str


class CompressedScripts:
    """Answers requests for library scripts from copies compressed once, in memory and in a folder for the next start.

    Only addresses that were served before are kept, so their number is that of the libraries' files.
    """

    def __init__(self, server: Flask, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[tuple[str, str], _Kept] = {}
        folder.mkdir(parents=True, exist_ok=True)
        server.before_request(self._answer)
        # Runs before the compression that Dash registered: the one registered last runs first.
        server.after_request(self._keep)

    def _answer(self) -> Response | None:
        if request.method != "GET" or not request.path.startswith(PREFIX):
            return None
        kept = self._kept.get((request.path, _encoding()))
        return _response(kept, _encoding()) if kept else None

    def _keep(self, response: Response) -> Response:
        encoding = _encoding()
        known = (request.path, encoding) in self._kept
        fits = request.path.startswith(PREFIX) and request.method == "GET" and response.status_code == 200
        if known or not fits or not encoding or response.is_streamed or "Content-Encoding" in response.headers:
            return response
        data = response.get_data()
        if len(data) < LEAST:
            return response
        digest = hashlib.sha256(data).hexdigest()[:32]
        # Without a fingerprint in its address a file is asked for again each time; the answer is then a short 304.
        cache_control = response.headers.get("Cache-Control") or "no-cache"
        kept = _Kept(
            self._compressed(data, digest, encoding), str(response.mimetype), f"{digest}-{encoding}", cache_control
        )
        self._kept[request.path, encoding] = kept
        return _response(kept, encoding)

    def _compressed(self, data: bytes, digest: str, encoding: str) -> bytes:
        path = self._folder / f"{digest}.{encoding}"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            body = _COMPRESS[encoding](data)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as draft:
            draft.write(body)
        Path(draft.name).replace(path)
        return body


def keep_assets_in_browsers(server: Flask) -> None:
    """Let browsers keep the product's own files for a year where the address carries the time of the last change."""

    @server.after_request
    def _keep(response: Response) -> Response:
        if request.path.startswith("/assets/") and "m" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def scripts_of(page: str) -> list[str]:
    """Return the addresses of the library scripts that a page loads, at once or with its first chart or grid."""
    later = ("plotly/package_data/plotly.min.js", "dash_ag_grid/async-community.js")
    return [*re.findall(rf'src="({PREFIX}[^"]+)"', page), *(PREFIX + name for name in later)]


def _encoding() -> str:
    accepted = request.accept_encodings
    return next((name for name in _COMPRESS if accepted[name] > 0), "")


def _response(kept: _Kept, encoding: str) -> Response:
    response = Response(kept.body, mimetype=kept.mimetype)
    response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = kept.cache_control
    response.set_etag(kept.etag)
    return response.make_conditional(request)  # type: ignore[return-value]
