"""Weeks that are all alike: none is the highest, and no tint tells them apart."""

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np

from components.campaigns_weeks import heat_cuts, heat_key, weeks_title
from components.measures import ALL_MEASURES
from tests.components.reading import said


def title(*values: float) -> str:
    starts = tuple(date(2026, 6, 1) + timedelta(days=7 * i) for i in range(len(values)))
    return weeks_title(SimpleNamespace(figure="roas", total=np.array(values), starts=starts), "USD")  # type: ignore[arg-type]


def test_equal_weeks_are_neither_highest_nor_lowest() -> None:
    assert title(0.0, 0.0, 0.0).endswith("is 0.00, as in all 3")
    assert title(1.0, 0.0, 2.0).endswith("the highest of 3")
    assert title(1.0, 3.0, 0.5).endswith("the lowest of 3")


def test_equal_cells_have_one_tint() -> None:
    cuts = heat_cuts(np.zeros((3, 4)))
    assert cuts == ()
    assert "all alike" in said(heat_key(ALL_MEASURES["roas"], cuts, "USD"))
    assert len(heat_cuts(np.arange(10.0))) == 4
