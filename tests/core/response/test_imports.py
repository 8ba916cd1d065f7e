"""A fit starts quickly: what it does without is not imported."""

import subprocess
import sys
from pathlib import Path

import pytest

import core.data

ROOT = Path(__file__).parents[3]
WITHOUT = ("dash", "duckdb", "openpyxl", "plotly", "python_calamine", "scipy.optimize", "scipy.stats", "sqlalchemy")


def test_importing_the_response_model_loads_no_database_no_workbooks_and_no_pages():
    code = f"import sys, core.response; print(*[name for name in {WITHOUT} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_everything_of_core_data_is_there_when_asked():
    assert all(getattr(core.data, name) is not None for name in core.data.__all__)
    assert callable(core.data.kpis)
    with pytest.raises(AttributeError, match="DataStore"):
        _ = core.data.DataStore
