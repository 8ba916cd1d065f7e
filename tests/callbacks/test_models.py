"""The Models page over a real workbench: what is typed is checked on the server, also what no page would send."""

import base64
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from callbacks import campaigns, models_curves, models_holdout, models_periods, overview
from callbacks import models_response as models
from callbacks.models_form import by_subject, read_assumptions, read_beliefs, read_candidate, read_lift
from components.ids import Models
from core.curves_in_use import CurveRecord
from core.data import Dataset
from core.errors import InputError
from core.memo import DictMemo
from core.response import Assumptions, Belief, LiftTest
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench
from tests.components.reading import said, walk

MEMO = DictMemo()  # the fits of the small data set are shared by all tests


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return DataGenerator(seed=7, campaigns=4, customers=10, days=90).generate()


@pytest.fixture
def workbench(tmp_path: Path, dataset: Dataset) -> Workbench:
    opened = open_workbench(tmp_path, MEMO)
    opened.import_file(dataset.daily_metrics.to_csv(index=False).encode(), "shop.csv")
    return opened


@pytest.fixture
def channel(dataset: Dataset) -> str:
    return str(dataset.campaigns["channel"].iloc[0])


def typed(subject: str, *ends: str) -> dict[str, dict[str, str]]:
    return {subject: dict(zip(("return_low", "return_high", "days_low", "days_high"), ends, strict=False))}


# ---- what is typed


@pytest.mark.parametrize(
    ("ends", "belief"),
    [
        (("1", "4", "", ""), Belief("TV", (1.0, 4.0))),
        (("0,5", "€ 2.5", "7", "28"), Belief("TV", (0.5, 2.5), (7.0, 28.0))),
        (("1.000,5", "2 000"), Belief("TV", (1000.5, 2000.0))),
        (("", " ", "2", "3.5"), Belief("TV", None, (2.0, 3.5))),
    ],
)
def test_numbers_are_read_as_people_type_them(ends: tuple[str, ...], belief: Belief) -> None:
    assert read_beliefs(typed("TV", *ends), "revenue") == ((belief,), {})


@pytest.mark.parametrize(
    ("ends", "words", "fields"),
    [
        (("1", ""), "both ends", ("return_low", "return_high")),
        (("4", "1"), "lower end comes first", ("return_low", "return_high")),
        (("2", "2"), "lower end comes first", ("return_low", "return_high")),
        (("0", "2"), "above 0", ("return_low", "return_high")),
        (("-1", "2"), "above 0", ("return_low", "return_high")),
        (("two", "4"), "“two” is not a number", ("return_low", "return_high")),
        (("1e9", "1e10"), "1,000,000 is the most", ("return_low", "return_high")),
        (("nan", "4"), "is not a number", ("return_low", "return_high")),
        (("1", "2", "3", "400"), "365 days are the most", ("days_low", "days_high")),
    ],
)
def test_what_cannot_be_used_is_said_by_field(ends: tuple[str, ...], words: str, fields: tuple[str, ...]) -> None:
    found, refused = read_beliefs(typed("TV", *ends), "revenue")
    assert found == ()
    assert words in refused["TV"].text
    assert refused["TV"].fields == fields


def test_the_cost_of_a_conversion_becomes_a_return() -> None:
    (belief,), _ = read_beliefs(typed("TV", "20", "60"), "conversions")
    assert belief.roas == (1 / 60, 1 / 20)


def test_fields_come_back_to_their_rows() -> None:
    ids = [{"type": "b", "subject": s, "field": f} for s in ("", "TV") for f in ("return_low", "return_high")]
    assert by_subject(ids, ["1", "2", None, "4"]) == {
        "": {"return_low": "1", "return_high": "2"},
        "TV": {"return_low": None, "return_high": "4"},
    }


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"typed": typed("Nobody", "1", "2")}, "no channel or campaign “Nobody”"),
        ({"adstock": "nonsense"}, "no such shape"),
        ({"saturation": ["hill"]}, "no such shape"),
        ({"tests": "x"}, "cannot be read"),
        ({"tests": [{"subject": "TV"}]}, "cannot be read"),
        ({"outcome": "visits"}, "no outcome “visits”"),
    ],
)
def test_what_no_page_would_send_is_refused(workbench: Workbench, posted: Mapping[str, Any], words: str) -> None:
    sent = {"outcome": "revenue", "adstock": "geometric", "saturation": "hill", "typed": {}, "tests": []} | posted
    with pytest.raises(InputError, match=words):
        read_assumptions(workbench, **sent)


def test_a_belief_of_another_data_set_that_is_in_use_may_stay(workbench: Workbench, channel: str) -> None:
    workbench.set_assumptions(Assumptions(beliefs=(Belief("TV", (1.0, 2.0)),)))
    both = typed("TV", "1", "2") | typed(channel, "1", "4")
    read, refused = read_assumptions(workbench, "revenue", "geometric", "hill", both, [])
    assert (len(read.beliefs), refused) == (2, {})


# ---- lift tests


def lift(dataset: Dataset, channel: str, **changed: str) -> dict[str, str]:
    first = dataset.first_day
    fields = {
        "subject": channel,
        "start": first.isoformat(),
        "end": (first + timedelta(days=6)).isoformat(),
        "spend_change": "1.000,50",
        "outcome_change": "2500",
        "lower": "2000",
        "upper": "3000",
        "error": "",
        "name": " Spring ",
    }
    return fields | changed


def test_a_lift_test_is_read_with_the_error_of_its_range(workbench: Workbench, dataset: Dataset, channel: str) -> None:
    read = read_lift(lift(dataset, channel), workbench)
    assert isinstance(read, LiftTest)
    assert (read.spend_change, read.outcome_change, read.name) == (1000.5, 2500.0, "Spring")
    assert read.standard_error == pytest.approx(500 / 1.6449, rel=1e-4)
    given = read_lift(lift(dataset, channel, lower="", upper="", error="300"), workbench)
    assert isinstance(given, LiftTest)
    assert given.standard_error == 300.0


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"subject": "Nobody"}, "subject", "no channel or campaign"),
        ({"start": "yesterday"}, "start", "Choose a day"),
        ({"start": "2000-01-01"}, "end", "within the data"),
        ({"end": "1999-01-01"}, "end", "before the first"),
        ({"spend_change": ""}, "spend_change", "By how much"),
        ({"spend_change": "0"}, "spend_change", "changed no spend"),
        ({"outcome_change": "much"}, "outcome_change", "not a number"),
        ({"outcome_change": "1e15"}, "outcome_change", "not a number"),
        ({"lower": ""}, "upper", "both ends"),
        ({"lower": "3000"}, "upper", "lower end comes first"),
        ({"lower": "2600"}, "upper", "outside of this range"),
        ({"error": "3"}, "error", "not both"),
        ({"lower": "", "upper": "", "error": "0"}, "error", "above 0"),
    ],
)
def test_a_lift_test_that_cannot_be_used_is_said_beside_its_field(
    workbench: Workbench, dataset: Dataset, channel: str, changed: dict[str, str], field: str, words: str
) -> None:
    errors = read_lift(lift(dataset, channel, **changed), workbench)
    assert isinstance(errors, dict)
    assert words in errors[field]


# ---- the page


def test_the_page_shows_what_is_in_use_and_learns_again(workbench: Workbench, channel: str) -> None:
    assert "Nobody has stated anything yet" in said(models.body(workbench, {}))
    stated = Assumptions(saturation="michaelis_menten", beliefs=(Belief(channel, (1.0, 4.0)),))
    trained = {"run": 1, "outcome": "revenue", "assumptions": stated.plain()}
    text = said(models.learned(workbench, trained, "Mara"))
    assert "Learned again with what you assume." in text
    assert "by Mara, for everybody" in text
    assert workbench.assumptions() == stated
    workbench.undo_assumptions()
    assert "Nobody has stated anything yet" in said(models.body(workbench, {}))


def test_what_was_not_sent_by_the_page_is_not_put_to_use(workbench: Workbench) -> None:
    forged = {"run": 1, "outcome": "revenue", "assumptions": Assumptions(beliefs=(Belief("X", (1, 2)),)).plain()}
    with pytest.raises(InputError, match="no channel or campaign"):
        models.learned(workbench, forged, None)
    assert workbench.assumption_record() is None


def test_an_outcome_that_the_data_lack_is_the_main_one(workbench: Workbench) -> None:
    assert models.outcome_of(workbench, {"outcome": "<script>"}) == workbench.outcomes()[0]
    assert "A conversion costs" in said(models.body(workbench, {"outcome": "conversions"}))


def test_data_without_outcomes_say_what_is_missing(tmp_path: Path) -> None:
    bare = open_workbench(tmp_path, DictMemo())
    rows = ["date,campaign,spend", *(f"2026-03-{i + 1:02d},Brand,{10 + i}" for i in range(28))]
    bare.import_file("\n".join(rows).encode(), "spend.csv")
    text = said(models.body(bare, {}))
    assert "No model yet" in text
    assert "Open the data" in text


@pytest.mark.parametrize("sent", ["nonsense", ["x"], {"run": 1}, {"run": 1, "outcome": "revenue", "assumptions": []}])
def test_a_posted_candidate_that_is_none_is_refused(workbench: Workbench, sent: Any) -> None:
    with pytest.raises(InputError, match=r"Reload the page|cannot be read|no outcome"):
        read_candidate(workbench, sent)


def test_posted_fields_that_are_none_are_refused() -> None:
    for ids in ([{"subject": "TV"}], ["x"], [None]):
        with pytest.raises(InputError, match="Reload the page"):
            by_subject(ids, ["1"])  # type: ignore[arg-type]


def test_the_page_has_one_filled_button(workbench: Workbench) -> None:
    filled = [c for c in walk(models.body(workbench, {})) if "btn-primary" in str(getattr(c, "className", ""))]
    assert [said(c) for c in filled] == ["Learn again"]


# ---- the card, over time, and the check against the last weeks


def test_the_page_shows_the_card_and_what_the_outcome_is_made_of(workbench: Workbench) -> None:
    text = said(models.body(workbench, {"freq": "M", "show": "cpa"}))
    assert "Health of the model:" in text
    assert "brought most:" in text
    assert "What one unit of revenue cost." in text
    assert "Would it have known the last weeks?" in text
    about = workbench.about()
    layers = [t for t in about.decomposition("M")["kind"].unique() if t != "residual"]
    assert layers == ["media"]


def test_the_download_holds_all_periods_and_no_formula(workbench: Workbench) -> None:
    rows = models_periods.returns_csv(workbench, "revenue").splitlines()
    table = workbench.about().returns()
    assert len(rows) == 1 + int((table["spend"] > 0).sum())
    assert rows[0].startswith("From,Name,Channel,Return")


def test_a_stretch_is_foretold_and_shown_on_the_card(workbench: Workbench) -> None:
    told = models_holdout.one_step(workbench, "revenue", {"run": 3, "fold": 0})
    assert told == {"run": 3, "fold": 0, "of": 1}
    text = said(models.body(workbench, {}, held=True))
    assert "The last weeks, foreseen:" in text
    for nonsense in (None, {"fold": "0"}, {"fold": True}, {"fold": 9}, {"fold": -1}):
        with pytest.raises(InputError, match="no such stretch"):
            models_holdout.one_step(workbench, "revenue", nonsense)


# ---- curves from elsewhere

CURVES = b"name,scale,half_saturation,spend_today,outcome\n{},9000,2000,1500,revenue\nBillboards,8000,900,400,revenue\n"


def upload(content: bytes) -> str:
    return "data:text/csv;base64," + base64.b64encode(content).decode()


def test_curves_are_brought_shown_and_dropped(workbench: Workbench, dataset: Dataset) -> None:
    name = str(dataset.campaigns["campaign"].iloc[0])
    read = models_curves.brought(workbench, upload(CURVES.replace(b"{}", name.encode())), "theirs.csv", "Mara")
    assert isinstance(read, CurveRecord)
    assert (read.by, [one.kind for one in read.campaigns]) == ("Mara", ["campaign", "new"])
    page = said(models.body(workbench, {}))
    for text in (
        "Plans are made with curves from theirs.csv",
        "by Mara",
        "2 curves, 1 of them found in the data in use",
        "One best estimate each",
        "is about the product's own model",
        "Not planned",
    ):
        assert text in page
    workbench.curves.drop()
    page = said(models.body(workbench, {}))
    assert "theirs.csv" not in page
    assert "Plans are made with the product's own model" in page


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        (upload(b"a,b\n1,2\n"), "no known format"),
        (upload(b"name,scale,half_saturation\nTV,1,0\n"), "half-saturation"),
        (upload(b"\xff\x00"), "UTF-8"),
        ("data:text/csv;base64,###", "did not arrive whole"),
        (7, "did not arrive whole"),
    ],
)
def test_a_file_that_holds_no_curves_changes_nothing(workbench: Workbench, contents: Any, says: str) -> None:
    workbench.curves.use(CURVES.replace(b"{}", b"TV"), "before.csv")
    refused = said(models_curves.brought(workbench, contents, "bad.csv", None))
    assert says in refused
    assert "The curves in use have not changed." in refused
    record = workbench.curves.record()
    assert record is not None
    assert record.name == "before.csv"


def test_curves_that_are_damaged_are_said_and_can_be_dropped(workbench: Workbench, tmp_path: Path) -> None:
    workbench.curves.use(CURVES.replace(b"{}", b"TV"), "before.csv")
    for file in (tmp_path / "curves").iterdir():
        file.write_bytes(b"torn")
    body = models.body(workbench, {})
    assert "missing or damaged" in said(body)
    (drop,) = [c for c in walk(body) if getattr(c, "id", None) == Models.CURVES_DROP]
    assert drop.hidden is False


def test_curves_can_be_brought_where_the_data_have_no_model(tmp_path: Path, dataset: Dataset) -> None:
    opened = open_workbench(tmp_path, MEMO)
    frame = dataset.daily_metrics.drop(columns=["revenue"]).assign(conversions=0)
    opened.import_file(frame.to_csv(index=False).encode(), "bare.csv")
    opened.curves.use(CURVES.replace(b"{}", b"TV"), "theirs.csv")
    assert "Plans are made with curves from theirs.csv" in said(models.body(opened, {}))
    assert opened.plan_outcomes()[0] == "revenue"
    assert len(opened.planner().campaigns) == 2


def test_pages_about_the_own_model_stay_as_they_were(workbench: Workbench, dataset: Dataset) -> None:
    name, one = (str(dataset.campaigns[column].iloc[0]) for column in ("campaign", "campaign_id"))

    def shown() -> list[str]:
        return [repr(campaigns.body(workbench, asked)) for asked in ({}, {"campaign": one})]

    before, channels = shown(), repr(overview.learned(workbench, "28")[0])
    workbench.curves.use(CURVES.replace(b"{}", name.encode()), "theirs.csv")
    assert shown() == before
    assert repr(overview.learned(workbench, "28")[0]) == channels
    assert all("brought from elsewhere" in r.why for r in workbench.recommendations() if r.agent == "BudgetOptimizer")
