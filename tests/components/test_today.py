"""The newest day in words: what is off is named, what is not is not claimed."""

from dataclasses import replace
from datetime import date

import pytest

from components.today import checked_text, every_of, headline, today_body
from core.forecasting.newest import Course, Line, NewestDay, Reading
from tests.components.reading import said as text_of

DAY = date(2026, 11, 22)
USUAL = Reading("revenue", 100.0, 90.0, 60.0, 130.0, 0.4, 4.5)
HIGH = Reading("revenue", 150.0, 90.0, 60.0, 130.0, 2.4, 4.5)
ODD = Reading("revenue", 500.0, 90.0, 60.0, 130.0, 9.0, 4.5)
UNKNOWN = Reading("revenue", 100.0)


def day(*readings: Reading, names: tuple[str, ...] = ("Alpha", "Beta", "Gamma")) -> NewestDay:
    lines = tuple(Line(n, n, "Search", (r,), 10.0) for n, r in zip(names, readings, strict=False))
    course = Course("revenue", (None, 100.0), (None, 90.0), (None, 60.0), (None, 130.0))
    total = Line("total", "All campaigns", "", (USUAL,), 10.0)
    return NewestDay(DAY, total, lines, (), (date(2026, 11, 21), DAY), (course,), len(lines))


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        (day(USUAL, USUAL), "Nothing is off on 22 Nov: every figure is in its range"),
        (day(HIGH, USUAL), "Nothing is far off on 22 Nov; 1 campaign has a figure outside of the usual range"),
        (day(HIGH, HIGH), "Nothing is far off on 22 Nov; 2 campaigns have figures outside of the usual range"),
        (day(ODD, USUAL), "Alpha is off on 22 Nov: revenue is 456\xa0% above what was expected."),
        (
            day(ODD, ODD, USUAL),
            "Alpha is off on 22 Nov: revenue is 456\xa0% above what was expected. 1 other campaign is off too.",
        ),
        (replace(day(UNKNOWN), judged=0), "22 Nov has nothing to be compared with yet"),
    ],
)  # fmt: skip
def test_the_title_is_the_finding(newest: NewestDay, said: str) -> None:
    assert headline(newest) == said


def test_every_estimate_has_its_range_and_names_are_text() -> None:
    shown = " ".join(text_of(part) for part in today_body(day(HIGH, names=("<b>x</b>",)), "EUR", "revenue", "10"))
    assert "<b>x</b>" in shown
    assert "Expected €90.0" in shown
    assert "€60.0 to €130" in shown
    assert "Revenue kept to its range on 1 of 1 day" in shown


@pytest.mark.parametrize(("asked", "every"), [("10", "10"), ("300", "300"), ("7", ""), ("", ""), ("-1", "")])
def test_how_often_to_look_again(asked: str, every: str) -> None:
    assert every_of({"every": asked}) == every


def test_when_it_was_checked() -> None:
    assert checked_text("14:03:05", "60") == "Checked at 14:03:05 UTC. Looks again every minute."
    assert "as soon as they are imported" in checked_text("14:03:05", "")
