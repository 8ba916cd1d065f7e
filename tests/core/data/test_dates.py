"""Dates: every way of writing that is clear is read, and what is not clear is never guessed."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from core.data.dates import read_dates
from core.errors import FileUnusableError


def read(*cells, order=None):
    return read_dates(np.array(cells, dtype=object), list(range(2, len(cells) + 2)), "Day", order)


def days_of(*cells, order=None):
    return [None if np.isnat(day) else day.item() for day in read(*cells, order=order).values]


@pytest.mark.parametrize(
    "cell",
    [
        "2021-03-04", "2021/3/4", "2021.03.04", "20210304", "2021-03-04T00:00:00Z", "2021-03-04 23:59:59",
        "4-Mar-21", "04-Mar-2021", "4 March 2021", "4 mar. 2021", "Mar 4, 2021", "March 4th, 2021", "Thu, Mar 4, 2021",
        "Thursday, 4 March 2021", "4. März 2021", "4 mars 2021", "4 marzo 2021", "04.03.2021", "4.3.21",
        " 2021-03-04 ", date(2021, 3, 4), datetime(2021, 3, 4, 12), 44259, 44259.0,
    ],
)  # fmt: skip
def test_ways_of_writing_the_fourth_of_march(cell):
    assert days_of(cell) == [date(2021, 3, 4)]


@pytest.mark.parametrize(
    "cell", ["", "--", "soon", "13/13/2021", "30-Feb-21", "2021-13-01", "19", "1" * 99, True, 3.5, "0/0/0"]
)  # fmt: skip
def test_what_is_no_date(cell):
    assert days_of(cell) == [None]


def test_one_clear_row_decides_the_column():
    assert days_of("03/04/2026", "25/04/2026") == [date(2026, 4, 3), date(2026, 4, 25)]
    assert days_of("03/04/2026", "04/25/2026") == [date(2026, 3, 4), date(2026, 4, 25)]
    assert days_of("12/11/25", "1/13/26") == [date(2025, 12, 11), date(2026, 1, 13)]


def test_every_day_of_two_years_is_read_in_both_orders():
    span = [date(2024, 1, 1) + timedelta(days=n) for n in range(731)]
    for pattern in ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%m-%d-%y", "%d.%m.%Y", "%d %b %Y", "%B %d, %Y"):
        assert days_of(*(day.strftime(pattern) for day in span)) == span, pattern
    for pattern in ("{0.day}/{0.month}/{0.year}", "{0.month}/{0.day}/{0.year}"):
        assert days_of(*(pattern.format(day) for day in span)) == span, pattern


@pytest.mark.parametrize("cells", [("01/02/2026",), ("01/02/2026", "02/02/2026"), ("1/2/2026", "3/3/2026", "2/1/2026")])
def test_a_column_that_could_be_either_is_refused_until_a_person_says_which(cells):
    with pytest.raises(FileUnusableError, match="can be read in two ways"):
        read(*cells)
    a, b, year = (int(part) for part in cells[0].split("/"))
    assert days_of(*cells, order="day-first")[0] == date(year, b, a)
    assert days_of(*cells, order="month-first")[0] == date(year, a, b)


def test_a_person_who_contradicts_the_column_is_told():
    with pytest.raises(FileUnusableError, match="“25/04/2026” in row 3 can only be day-first"):
        read("03/04/2026", "25/04/2026", order="month-first")


def test_two_orders_in_one_column_are_refused():
    with pytest.raises(FileUnusableError, match="have two orders"):
        read("25/04/2026", "04/26/2026")
    with pytest.raises(FileUnusableError, match="have two orders"):
        read("25-04-2026", "04/26/2026", order="day-first")


def test_a_writing_of_its_own_is_decided_by_the_rows_around_it():
    april = [f"{day}/4/2021" for day in range(1, 13)]
    cells = ["03/29/2021", "03/30/2021", "03/31/2021", *april, "04-13-2021", "04-14-2021"]
    found = read(*cells)
    assert [day.item() for day in found.values] == [date(2021, 3, 29) + timedelta(days=n) for n in range(17)]
    assert found.by_neighbours.sum() == 11
    assert found.example == "1/4/2021 as 2021-04-01"
    # The same with the newest day first.
    backwards = read(*reversed(cells))
    assert [day.item() for day in backwards.values] == [date(2021, 4, 14) - timedelta(days=n) for n in range(17)]


def test_a_writing_of_its_own_that_fits_nowhere_stays_open():
    clear = [f"2021-0{month}-{day:02}" for month in (1, 2, 3) for day in range(1, 28)]
    found = read(*clear, "5/6/2021")
    assert np.isnat(found.values[-1])
    assert found.open[-1]
    assert found.open.sum() == 1


def test_one_writing_with_evidence_does_not_decide_for_another_in_the_wrong_place():
    cells = ["03/22/2021", "1/4/2021", "03/23/2021", "03/24/2021", "03/25/2021"]
    found = read(*cells)
    assert found.open[1]
    assert np.isnat(found.values[1])
