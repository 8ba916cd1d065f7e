"""The place to drop a file, the same on every page. ``assets/data.js`` looks at a file before it is sent."""

from dash import dcc, html

from components.attributes import attrs
from components.icons import icon
from components.parts import button


def drop_zone(
    upload: str, file: str, reading: str, *, what: str, limits: str, limit: int, lean: bool = False
) -> html.Div:
    """Return the place to drop a file.

    Args:
        upload: Id of the upload; its ``contents`` hold the file.
        file: Id of the store that is told of a file that is too large to be sent.
        reading: Id of the line that says what is being read.
        what: What can be dropped, e.g. "Drop a CSV or Excel file here".
        limits: What such a file holds, how large it may be, and what stays until it was read.
        limit: Largest file, bytes.
        lean: Lower, where it is not the first thing on its page.
    """
    inside = html.Div(
        [
            icon("upload"),
            html.Div([html.B(what), " or ", button("choose one", class_name="btn-link")]),
            html.Small(limits),
        ],
        className="drop-inside",
    )
    zone = dcc.Upload(
        inside,
        id=upload,
        className="drop is-lean" if lean else "drop",
        className_active="drop is-over",
        className_reject="drop is-over",
        multiple=False,
        style={},
        style_active={},
        style_reject={},
    )
    line = html.Div(
        [html.Span(className="wait-bar"), html.Span("Reading the file", **attrs(data_upload_text=""))],
        id=reading,
        className="wait-line is-now",
        role="status",
        hidden=True,
    )
    ids = attrs(data_upload_id=upload, data_upload_file=file, data_upload_reading=reading)
    return html.Div([dcc.Store(id=file), html.Div(zone, **attrs(data_upload_limit=str(limit)), **ids), line])
