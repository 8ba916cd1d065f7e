"""All callbacks of the product together."""

from dash import Dash

import callbacks
from core.memo import DictMemo
from core.workbench import open_workbench


def test_no_two_callbacks_share_a_name(tmp_path):
    """Dash runs the wrong one of two callbacks with the same outputs and the same inputs, and says nothing."""
    app = Dash("test", suppress_callback_exceptions=True)
    callbacks.register(app, open_workbench(tmp_path, DictMemo()))
    specs = app.server.test_client().get("/_dash-dependencies").get_json()
    named = [spec["output"] for spec in specs if spec["output"]]
    assert len(named) > 50
    assert len(set(named)) == len(named)
    single = [part for name in named for part in name.strip(".").split("...")]
    assert len(set(single)) == len(single)
