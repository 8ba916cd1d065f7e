"""The headers that tell browsers what the pages may do: run our own scripts, and be framed by nobody."""

from collections.abc import Sequence

from dash import Dash
from flask import Response


def content_policy(script_hashes: Sequence[str]) -> str:
    """Return the content security policy.

    Args:
        script_hashes: Hashes of the inline scripts that Dash writes into the page, quoted as in the policy.
    """
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *script_hashes)),
            # Dash, AG Grid and Plotly set style attributes.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )


def add_security_headers(app: Dash) -> None:
    """Send the security headers with every answer. Call it after every client-side callback is registered."""
    headers = {
        "Content-Security-Policy": content_policy(app.csp_hashes()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }

    @app.server.after_request
    def _send(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
