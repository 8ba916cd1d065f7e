"""Which days an address asks for, and what is said where it cannot be had."""

from datetime import date

import pytest

from core.performance import periods_of

FIRST, LAST = date(2025, 1, 10), date(2026, 11, 22)


def spans(asked, first=FIRST, last=LAST):
    found = periods_of(asked, first, last)
    before = (found.before.first, found.before.last) if found.before else None
    return (found.now.first, found.now.last), before, found.notes


@pytest.mark.parametrize(
    ("asked", "now", "before"),
    [
        ({}, ("2026-10-26", "2026-11-22"), ("2026-09-28", "2026-10-25")),
        ({"days": "7"}, ("2026-11-16", "2026-11-22"), ("2026-11-09", "2026-11-15")),
        ({"days": "90"}, ("2026-08-25", "2026-11-22"), ("2026-05-27", "2026-08-24")),
        ({"days": "month"}, ("2026-11-01", "2026-11-22"), ("2026-10-01", "2026-10-22")),
        ({"days": "last-month"}, ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        ({"days": "all"}, ("2025-01-10", "2026-11-22"), None),
        ({"days": "7", "against": "none"}, ("2026-11-16", "2026-11-22"), None),
        ({"days": "7", "against": "year"}, ("2026-11-16", "2026-11-22"), ("2025-11-17", "2025-11-23")),
        (
            {"days": "custom", "from": "2026-03-02", "to": "2026-03-08", "against": "custom",
             "against-from": "2026-01-05", "against-to": "2026-01-11"},
            ("2026-03-02", "2026-03-08"), ("2026-01-05", "2026-01-11"),
        ),
    ],
)  # fmt: skip
def test_periods(asked, now, before):
    found = spans(asked)
    assert [d.isoformat() for d in found[0]] == list(now)
    assert (found[1] and [d.isoformat() for d in found[1]]) == (list(before) if before else None)


def test_last_year_has_the_same_weekdays():
    now, before, _ = spans({"days": "28", "against": "year"})
    assert [d.weekday() for d in now] == [d.weekday() for d in before]


@pytest.mark.parametrize(
    ("asked", "words", "now"),
    [
        ({"days": "custom", "from": "2026-03-08", "to": "2026-03-02"}, "wrong way round", ("2026-03-02", "2026-03-08")),
        ({"days": "custom", "from": "2019-03-08", "to": "2019-04-02"}, "lies outside", ("2026-10-26", "2026-11-22")),
        ({"days": "custom", "from": "2024-12-01", "to": "2025-01-20"}, "it is", ("2025-01-10", "2025-01-20")),
        ({"days": "custom", "from": "2026-03-08"}, "not complete", ("2026-10-26", "2026-11-22")),
        ({"days": "custom", "from": "<b>", "to": "99999999999"}, "not complete", ("2026-10-26", "2026-11-22")),
        ({"days": "all", "against": "before"}, "nothing to compare", ("2025-01-10", "2026-11-22")),
        ({"days": "all", "against": "year"}, "nothing to compare", ("2025-01-10", "2026-11-22")),
        ({"days": "last-month"}, "31 days stand against 30 days", ("2026-10-01", "2026-10-31")),
        (
            {"against": "custom", "against-from": "2030-01-01", "against-to": "2030-01-02"},
            "outside",
            ("2026-10-26", "2026-11-22"),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_said(asked, words, now):
    found = spans(asked)
    assert any(words in note for note in found[2])
    assert [d.isoformat() for d in found[0]] == list(now)


@pytest.mark.parametrize("days", ["7", "28", "90", "month", "last-month", "all", "custom", "nonsense"])
@pytest.mark.parametrize("held", [1, 7, 40])
def test_little_history_is_never_left(days, held):
    last = date(2026, 1, held) if held < 30 else date(2026, 2, 9)
    found = periods_of(
        {"days": days, "from": "2026-01-01", "to": "2026-03-01", "against": "year"}, date(2026, 1, 1), last
    )
    assert date(2026, 1, 1) <= found.now.first <= found.now.last <= last
    assert found.before is None or found.before.first >= date(2026, 1, 1)
