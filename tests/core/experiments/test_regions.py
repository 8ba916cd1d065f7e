"""Regions: what a file becomes, and the words for what it cannot become."""

import io
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError, NotFoundError, ProductError
from core.experiments.regions import region_room
from core.experiments.regions.region_room import RegionRoom
from core.experiments.regions.regions import panel_of, read_regions
from core.files.kept_files import KeptFiles
from core.memo import DictMemo


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


def written(form: str) -> bytes:
    """The same history as different programs write it."""
    days = pd.date_range("2026-01-05", periods=20, freq="7D")
    rows = [(day, region, 1000.5 + week, 5) for week, day in enumerate(days) for region in ("North", "Île", "12")]
    if form == "workbook":
        out = io.BytesIO()
        frame = pd.DataFrame(rows, columns=["week", "geo", "revenue", "spend"])
        frame.to_excel(out, index=False)
        return out.getvalue()
    head = "sep=;\nweek;geo;revenue;spend\n"
    if form == "comma decimals":
        lines = [f"{d:%d.%m.%Y};{r};{str(v).replace('.', ',')} €;{s}" for d, r, v, s in rows]
        return (head + "\n".join(lines)).encode("cp1252")
    return (head + "\n".join(f"{d:%Y%m%d};{r};{v};{s}" for d, r, v, s in rows)).encode()


@pytest.mark.parametrize("form", ["workbook", "comma decimals", "compact days"])
def test_a_kept_history_is_the_one_that_was_uploaded(tmp_path: Path, form: str) -> None:
    files = KeptFiles(tmp_path)
    room = RegionRoom(files, lambda: pytest.fail("no data set is needed"), DictMemo())
    name = "r.xlsx" if form == "workbook" else "r.csv"
    kept = room.keep(written(form), name)
    assert [one.hash for one in files.kept()] == [kept]
    assert room.kept() == [(kept, name)]
    assert room.columns(kept)[1] == {"date": "week", "region": "geo", "outcome": "revenue", "spend": "spend"}
    found, given = room.panel(kept, {}), read_regions(written(form), name)
    assert (found.regions, found.first, found.period_days) == (given.regions, given.first, 7)
    np.testing.assert_array_equal(found.outcome, given.outcome)
    np.testing.assert_array_equal(found.outcome[:, 0], 1000.5 + np.arange(20))
    np.testing.assert_array_equal(found.spend, given.spend)
    assert room.panel(kept, {"spend": "-"}).spend is None


def test_files_of_people_are_no_histories_and_what_is_not_kept_is_said(tmp_path: Path, monkeypatch) -> None:
    files = KeptFiles(tmp_path)
    room = RegionRoom(files, lambda: pytest.fail("no data set is needed"), DictMemo())
    files.add(b"variant,revenue\nA,1\nB,2\n", "people.csv")
    with pytest.raises(ProductError, match="says the region"):
        room.keep(b"week,revenue\n2026-01-05,1\n", "r.csv")
    assert room.kept() == []
    assert len(files.kept()) == 1
    for strange in ("0" * 32, "../../etc", ""):
        with pytest.raises(NotFoundError):
            room.panel(strange, {})
    kept = room.keep(csv(), "r.csv")
    monkeypatch.setattr(region_room, "MOST_ROWS", 79)
    with pytest.raises(InputError, match="has 80 rows"):
        room.panel(kept, {})
