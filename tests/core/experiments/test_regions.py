"""Regions: what a file becomes, and the words for what it cannot become."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError
from core.experiments.regions.regions import panel_of, read_regions


def csv(regions=("A", "B", "C", "D"), weeks=20, drop=(), value=lambda region, week: 10 + week):
    lines = ["week,geo,revenue,spend"]
    days = pd.date_range("2026-01-05", periods=weeks, freq="7D")
    lines += [
        f"{day.date()},{region},{value(region, week)},5"
        for week, day in enumerate(days)
        for region in regions
        if (region, week) not in drop
    ]
    return "\n".join(lines).encode()


def test_a_file_becomes_a_panel() -> None:
    panel = read_regions(csv(), "regions.csv")
    assert panel.regions == ("A", "B", "C", "D")
    assert (panel.period_days, panel.periods, panel.first) == (7, 20, date(2026, 1, 5))
    assert panel.outcome_name == "revenue"
    np.testing.assert_array_equal(panel.outcome[:, 0], 10 + np.arange(20))
    assert panel.spend is not None
    assert panel.spend.sum() == 400
    assert panel.window(date(2026, 1, 12), date(2026, 1, 25)) == (1, 3)
    # A week counts where the test covers all of it.
    assert panel.window(date(2026, 1, 13), date(2026, 1, 25)) == (2, 3)


def test_a_region_with_a_gap_and_one_without_sales_are_set_aside_and_said() -> None:
    content = csv(("A", "B", "C", "D", "E"), drop={("B", 3)}, value=lambda r, w: 0 if r == "E" else 1)
    panel = read_regions(content, "r.csv")
    assert panel.regions == ("A", "C", "D")
    assert any("B was set aside" in one for one in panel.issues)
    assert any("E was set aside" in one for one in panel.issues)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (csv(("A",)), "1 region"),
        (csv(drop={(r, 5) for r in "ABCD"}), "no\nrow".replace("\n", " ")),
        (csv(value=lambda r, w: "many"), "no number"),
        (csv(value=lambda r, w: -1), "negative"),
        (csv(value=lambda r, w: 0), "can be compared"),
        (csv(weeks=1), "one date"),
        (b"week,revenue\n2026-01-05,1\n", "says the region"),
    ],
)
def test_what_is_no_panel_is_said_in_words(content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_regions(content, "r.csv")


def test_dates_that_are_neither_days_nor_weeks_are_refused() -> None:
    days = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"])
    frame = pd.DataFrame({"date": np.repeat(days, 3), "region": list("ABC") * 3, "outcome": 1.0})
    with pytest.raises(InputError, match="neither one a day nor one a week"):
        panel_of(frame)


def test_days_outside_and_unknown_regions_are_said() -> None:
    panel = read_regions(csv(), "r.csv")
    with pytest.raises(InputError, match="Choose days within it"):
        panel.window(date(2026, 1, 5), date(2027, 1, 5))
    with pytest.raises(InputError, match="no region “<b>”"):
        panel.positions(("<b>",))
