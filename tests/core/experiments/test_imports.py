"""Experiments: everything public is there when asked, and nothing slow is loaded before."""

import subprocess
import sys
from pathlib import Path

import pytest

import core.experiments

ROOT = Path(__file__).parents[3]
WITHOUT = ("dash", "duckdb", "pandas", "pyarrow", "scipy.stats", "sqlalchemy", "statsmodels", "tea_tasting")


def test_importing_experiments_loads_nothing_slow() -> None:
    code = f"import sys, core.experiments; print(*[name for name in {WITHOUT} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_everything_public_is_there_when_asked() -> None:
    assert all(getattr(core.experiments, name) is not None for name in core.experiments.__all__)
    assert core.experiments.lift_test_of.__module__ == "core.experiments.regions.calibration"
    with pytest.raises(AttributeError, match="synthetic_magic"):
        _ = core.experiments.synthetic_magic
