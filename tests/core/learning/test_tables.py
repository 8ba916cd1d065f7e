"""Tables for models: what is used of a table, what is left out, and bad tables in words."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError, NotEnoughDataError, NotFoundError
from core.files import KeptFiles
from core.learning import TaskSpec
from core.learning.columns import RARE, usable_columns
from core.learning.tables import people_data, task_data
from core.simulation import DataGenerator
from tests.core.learning.making_suite import amounts, people


def spec(**asked: object) -> TaskSpec:
    return TaskSpec("behaviour", **{"target": "answer", "positive": "yes", **asked})  # type: ignore[arg-type]


def test_columns_become_what_they_are_and_the_others_are_said() -> None:
    rows = 300
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "customer_id": rng.permutation(rows) + 5_000,
            "income": np.where(rng.random(rows) < 0.1, np.nan, rng.normal(size=rows)),
            "joined": pd.date_range("2020-01-01", periods=rows).strftime("%Y-%m-%d"),
            "same": "x",
            "empty": None,
            "note": [f"text {one // 2}" for one in range(rows)],
            "e-mail": [f"{one}@example.org" for one in range(rows)],
            "plan": ["a"] * 150 + ["b"] * 140 + [f"rare {one}" for one in range(10)],
            "pays": rng.random(rows) < 0.5,
        }
    )
    found = usable_columns(frame, {})
    assert list(found.features) == ["income", "joined", "plan", "pays"]
    assert found.features["joined"].iloc[0] == (pd.Timestamp("2020-01-01") - pd.Timestamp("1970-01-01")).days
    assert found.dates == ("joined",)
    assert list(found.features["plan"].cat.categories) == ["a", "b", RARE]
    assert (found.features["plan"] == RARE).sum() == 10
    assert set(found.features["pays"].unique()) == {0.0, 1.0}
    why = dict(found.left_out)
    assert "id" in why["customer_id"]
    assert "same in every row" in why["same"]
    assert "No value" in why["empty"]
    assert "Free text: 150 different" in why["note"]
    assert "another text" in why["e-mail"]


def test_amounts_are_no_ids_though_each_is_another() -> None:
    assert list(usable_columns(amounts(), {}).features) == ["size", "noise", "amount"]


BAD = [
    ("target not in the table", people(), {"target": "reply"}, InputError, "no column “reply”"),
    ("no target", people(), {"target": ""}, InputError, "Choose the column"),
    ("one answer", people().assign(answer="yes"), {}, InputError, "nothing to predict"),
    ("one answer, no positive", people().assign(answer="yes"), {"positive": ""}, InputError, "nothing to predict"),
    ("never that answer", people(), {"positive": "maybe"}, InputError, "never “maybe”. Its values are “no”, “yes”"),
    ("12 rows", people(12), {}, NotEnoughDataError, "12 usable rows; at least 60"),
    ("no rows", people(0), {}, InputError, "no value in any row"),
    ("few of an answer", people(90).assign(answer=["yes"] * 3 + ["no"] * 87), {}, NotEnoughDataError, "in 3 rows only"),
    ("only ids", people()[["answer"]].assign(id=range(600)), {}, InputError, "No column is left"),
    ("empty features", people()[["answer"]].assign(a=np.nan, b=None), {}, InputError, "No column is left"),
    (
        "many texts",
        people().assign(answer=[f"text {one}" for one in range(600)]),
        {"positive": ""},
        InputError,
        "600 different texts",
    ),
    ("equal amounts", amounts().assign(amount=3.0), {"target": "amount", "positive": ""}, InputError, "every row"),
    ("empty target", people().assign(answer=None), {}, InputError, "no value in any row"),
    ("time of words", people().assign(when="later"), {"time": "when"}, InputError, "neither dates nor numbers"),
    ("no such time", people(), {"time": "when"}, InputError, "no column “when”"),
    (
        "dates as target",
        people().assign(answer=pd.date_range("2020", periods=600)),
        {"positive": ""},
        InputError,
        "dates",
    ),
    ("no frame", [1, 2], {}, InputError, "table with named columns"),
]


@pytest.mark.parametrize(("frame", "asked", "error", "words"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_bad_tables_are_refused_in_words(frame: pd.DataFrame, asked: dict[str, str], error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        people_data(spec(**asked), frame)


def test_endless_missing_and_negative_cells_are_said() -> None:
    frame = amounts().astype(object)
    frame.loc[0, "size"], frame.loc[1, "amount"], frame.loc[2, "amount"], frame.loc[3, "amount"] = (
        np.inf, -np.inf, None, -5.0,
    )  # fmt: skip
    data = people_data(spec(target="amount", positive=""), frame)
    assert len(data.target) == 598
    assert np.isnan(data.features["size"].iloc[0])
    said = " ".join(data.notes)
    for words in ("1 infinite cell", "1 row without “amount”", "infinite “amount”", "below zero in 1 row"):
        assert words in said


def test_fifty_thousand_words_are_left_out_and_said() -> None:
    frame = people(50_000).assign(
        link=[f"/page/{one}" for one in np.random.default_rng(1).integers(50_000, size=50_000)]
    )
    assert "different values in 50,000 rows" in dict(people_data(spec(), frame).left_out)["link"]


def test_persons_with_several_rows_are_found() -> None:
    frame = people(300).assign(customer_id=np.repeat(np.arange(100), 3))
    data = people_data(spec(), frame)
    assert data.group is not None
    assert "customer_id" not in data.features
    assert people_data(spec(), people(300)).group is None


def test_the_same_content_has_the_same_key_whatever_the_time_for_tuning() -> None:
    one, other = people_data(spec(), people()), people_data(spec(seconds=5.0, seed=3), people())
    assert one.key == other.key
    assert people_data(spec(left_out=("noise",)), people()).key != one.key
    assert people_data(spec(), people(seed=2)).key != one.key


def test_an_uploaded_table_is_read_with_missing_whole_numbers_and_yes_no(tmp_path: Path) -> None:
    rows = "".join(
        f"{one % 7 if one % 5 else ''};{'true' if one % 3 else ''};{'yes' if one % 2 else 'no'}\n" for one in range(100)
    )
    files = KeptFiles(tmp_path)
    kept = files.add(f"kids;member;answer\n{rows}".encode(), "people.csv")
    data = task_data(spec(file=kept.hash), None, files)
    assert data.features["kids"].isna().sum() == 20
    assert data.target.sum() == 50
    assert "“kids” is empty in 20" not in " ".join(data.notes)
    with pytest.raises(NotFoundError):
        task_data(spec(file="0" * 32), None, files)


def test_campaign_weeks_by_hand() -> None:
    """Of a campaign and a week: the sums of its seven days, and of the weeks before."""
    dataset = DataGenerator(seed=5, campaigns=6, customers=0, days=200).generate()
    data = task_data(TaskSpec("roi"), dataset, None)
    row = len(data.target) - 1
    name, _, day = str(data.labels[row]).partition(", week of ")
    daily = dataset.daily_metrics[dataset.daily_metrics["campaign"] == name]
    start = pd.Timestamp(day)

    def sums(weeks_before: int, weeks: int = 1) -> pd.Series:
        first = start - pd.Timedelta(weeks=weeks_before)
        inside = (daily["date"] >= first) & (daily["date"] < first + pd.Timedelta(weeks=weeks))
        return daily.loc[inside, ["spend", "clicks", "conversions", "revenue", "impressions"]].sum()

    now, before, recent = sums(0), sums(1), sums(4, 4)
    case = data.features.iloc[row]
    assert data.target[row] == pytest.approx(now["revenue"] / now["spend"])
    assert case["Spend planned"] == pytest.approx(now["spend"])
    assert case["Clicks, week before"] == pytest.approx(before["clicks"])
    assert case["Conversions, mean of 4 weeks before"] == pytest.approx(recent["conversions"] / 4)
    assert case["ROI, 4 weeks before"] == pytest.approx(recent["revenue"] / recent["spend"])
    assert case["CPC, week before"] == pytest.approx(before["spend"] / before["clicks"])
    assert start.weekday() == 0


def test_campaigns_without_what_is_needed_are_refused_in_words() -> None:
    with pytest.raises(NotEnoughDataError, match="whole weeks; at least 12"):
        task_data(TaskSpec("roi"), DataGenerator(seed=1, campaigns=6, customers=0, days=40).generate(), None)
    with pytest.raises(NotEnoughDataError, match="usable weeks"):
        task_data(TaskSpec("roi"), DataGenerator(seed=1, campaigns=1, customers=0, days=100).generate(), None)
    with pytest.raises(InputError, match="Import some"):
        task_data(TaskSpec("roi"), None, None)
    with pytest.raises(InputError, match="Choose a table"):
        task_data(spec(), None, None)
