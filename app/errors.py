"""Answers where something fails: a sentence that says what happened and what to do, never a traceback."""

import html
import logging
from typing import Final

from dash import set_props
from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from components.ids import Shell
from components.parts import toast
from core.errors import ProductError

LARGEST_FILE: Final = 50 * 2**20
"""Bytes of the largest file that can be imported."""

LARGEST_REQUEST: Final = int(LARGEST_FILE * 1.34) + 2**20
"""Uploads arrive as base64, a third larger than the file, with the rest of the request beside it."""

TOO_LARGE: Final = (
    "This file is larger than 50 MB and was not read; the data set in use has not changed. "
    "Export fewer days or fewer columns, or split the file."
)

_logger = logging.getLogger(__name__)
_SENTENCES: Final = {
    400: "The server could not understand this request. Reload the page and try again.",
    404: "There is nothing at this address. Start again from the Overview page.",
    405: "This address cannot be used that way. Start again from the Overview page.",
    415: "The server could not understand this request. Reload the page and try again.",
}
_FAILED: Final = (
    "Something failed on the server; what is saved is safe. Try again, and if it fails again, "
    "tell whoever runs this server when it happened."
)


def answer_errors(server: Flask) -> None:
    """Limit the size of requests and answer every error with a sentence."""
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    server.register_error_handler(ProductError, _product_error)
    server.register_error_handler(HTTPException, _http_error)
    server.register_error_handler(InternalServerError, _failure)
    server.register_error_handler(RequestEntityTooLarge, _too_large)


def say_in_page(error: Exception) -> None:
    """Show the error of a callback as a message in the page that asked; its outputs keep what they show."""
    if isinstance(error, ProductError):
        message = toast(str(error), kind="failed")
    else:
        _logger.exception("A callback failed.", exc_info=error)
        message = toast(_FAILED, kind="failed")
    set_props(Shell.TOAST, {"data": message})


def _product_error(error: ProductError) -> Response:
    return _answer(str(error), 422)


def _too_large(_: RequestEntityTooLarge) -> Response:
    # A browser that is cut off while it sends shows a broken connection, not this answer. So it may finish.
    body, left = request.environ["wsgi.input"], 4 * LARGEST_REQUEST
    while left > 0 and (chunk := body.read(min(left, 2**20))):
        left -= len(chunk)
    return _answer(TOO_LARGE, 413)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return error.get_response()  # type: ignore[return-value]
    return _answer(_SENTENCES.get(code, _FAILED), code)


def _failure(error: InternalServerError) -> Response:
    # Flask has logged the traceback of the original error by now.
    _logger.error("Answered %s %s with 500: %r", request.method, request.path, error.original_exception)
    return _answer(_FAILED, 500)


def _answer(sentence: str, code: int) -> Response:
    """Return JSON to a script, a plain page to a person."""
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        page = f"<!doctype html><html lang=en><title>{code}</title><p>{html.escape(sentence)}</p></html>"
        return Response(page, code, mimetype="text/html")
    return Response(json.dumps({"error": sentence}), code, mimetype="application/json")
