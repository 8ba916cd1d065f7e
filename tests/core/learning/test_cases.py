"""One case: its fields, what can be typed, what lies outside, what moves a prediction, and real cases near it."""

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError
from core.learning.asking import ask, row_of
from core.learning.cases import (
    case_fields,
    case_frame,
    changed_from,
    ladder,
    outside,
    read_case,
    real_case,
    typical_case,
)
from core.learning.task import TaskData
from tests.core.learning.made import MadeModel, chance, made_card, made_data

MODEL = MadeModel()
FIELDS = case_fields(MODEL.data, MODEL.card)


def test_what_matters_most_comes_first_with_what_was_seen() -> None:
    age, job = FIELDS
    assert (age.name, job.name) == ("age", "job")
    known = MODEL.data.features["age"].dropna()
    assert (age.low, age.high, age.whole, age.gaps) == (known.min(), known.max(), True, True)
    assert age.typical in set(known)
    assert job.choices == ("clerk", "<b>boss</b>")
    assert not job.gaps


@pytest.mark.parametrize(
    ("typed", "read"),
    [("35", 35.0), (" 1,234.5 ", 1234.5), ("1,5", 1.5), ("1,500", 1500.0), ("−3", -3.0), ("1e3", 1000.0), ("", None),
     ("not known", None), (None, None), (35, 35.0), (float("nan"), None), ([], None), ({}, None)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed, read) -> None:
    assert read_case(FIELDS, {"age": typed})["age"] == read


@pytest.mark.parametrize("typed", ["1e400", "9" * 400, "-1e16", "inf", "nan", "twelve", "<b>", "1_000", "1.2.3", True])
def test_what_is_no_number_is_said_with_the_name_of_its_column(typed) -> None:
    with pytest.raises(InputError, match="age takes"):
        read_case(FIELDS, {"age": typed})


def test_what_an_address_does_not_name_is_typical_and_what_differs_comes_back() -> None:
    case = read_case(FIELDS, {"job": "<b>boss</b>", "unknown": "7"})
    assert case == typical_case(FIELDS) | {"job": "<b>boss</b>"}
    assert changed_from(FIELDS, case) == {"job": "<b>boss</b>"}
    for one in (case, read_case(FIELDS, {"age": ""}), read_case(FIELDS, {"age": "20.123456789"})):
        assert read_case(FIELDS, changed_from(FIELDS, one)) == one


def test_what_was_never_learned_is_said() -> None:
    typical = typical_case(FIELDS)
    assert outside(FIELDS, typical) == ()
    old, strange = outside(FIELDS, {"age": 99.0, "job": "pilot"})
    assert old == f"age is 99, but was between {FIELDS[0].low:g} and {FIELDS[0].high:g} in the cases learned from"
    assert strange == "job is “pilot”, which no case learned from was"
    assert outside(FIELDS, typical | {"job": None}) == ("job is empty, and it never was in the cases learned from",)
    assert outside(FIELDS, typical | {"age": None}) == ()


def test_the_ladder_is_what_changing_one_column_alone_brings() -> None:
    case = {"age": 30.0, "job": "clerk"}
    by_name = {one.feature: one for one in ladder(MODEL, FIELDS, case)}
    assert by_name["job"].lowest == ("clerk", pytest.approx(chance([30], ["clerk"])[0]))
    assert by_name["job"].highest == ("<b>boss</b>", pytest.approx(chance([30], ["<b>boss</b>"])[0]))
    low, high = FIELDS[0].steps[0], FIELDS[0].steps[-1]
    assert by_name["age"].span == pytest.approx(0.01 * (high - low))
    spans = [one.span for one in ladder(MODEL, FIELDS, case)]
    assert spans == sorted(spans, reverse=True)


def test_the_answer_holds_prediction_range_and_real_cases() -> None:
    answer = ask(MODEL, FIELDS, {"age": 50.0, "job": "clerk"})
    assert (answer.mean, answer.lower, answer.upper) == pytest.approx((0.3, 0.25, 0.35))
    assert answer.base == made_card().base
    for one in answer.nearest:
        assert one.happened == MODEL.data.target[one.row]
        assert one.label == f"P{one.row}"
    ages = MODEL.data.features["age"].to_numpy()
    same_job = (MODEL.data.features["job"] == "clerk").to_numpy()
    assert abs(ages[answer.nearest[0].row] - 50) == np.nanmin(np.abs(ages[same_job] - 50))
    assert answer.nearest[0].alike >= answer.nearest[-1].alike


def test_rows_are_found_by_label_or_number() -> None:
    assert row_of(MODEL, " p7 ") == 7
    assert row_of(MODEL, "1") == 0
    assert row_of(MODEL, "Row 200") == 199
    for nothing in ("", "0", "201", "9" * 40, "\0", "<b>"):
        assert row_of(MODEL, nothing) is None
    assert real_case(MODEL.data, 0)["age"] is None
    for row in (-1, 200, 10**9):
        with pytest.raises(InputError, match="200 cases"):
            real_case(MODEL.data, row)


def test_days_are_typed_and_shown_as_days() -> None:
    days = (pd.to_datetime(["2024-01-05", "2024-02-05", "2024-03-05"]) - pd.Timestamp(0)).days.to_numpy(float)
    frame, labels = pd.DataFrame({"since": days}), np.array(["a", "b", "c"], object)
    data = TaskData("x", frame, np.zeros(3), True, "yes", None, labels, dates=("since",))
    fields = case_fields(data, made_card())
    case = read_case(fields, {"since": "2024-03-01"})
    assert case["since"] == (pd.Timestamp("2024-03-01") - pd.Timestamp(0)).days
    assert changed_from(fields, case) == {"since": "2024-03-01"}
    assert "since is 2030-01-01" in outside(fields, read_case(fields, {"since": "2030-01-01"}))[0]


def test_a_table_of_cases_has_the_columns_of_the_task() -> None:
    frame = case_frame(made_data(), [{"age": None, "job": "clerk"}, {"age": 3.0, "job": None}])
    assert list(frame.columns) == ["job", "age"]
    assert np.isnan(frame["age"][0])
    assert frame["job"][1] is None
