"""A question typed into a form, and its answer, against what its parts give; what cannot be used says so by field."""

import json
import math
from dataclasses import replace

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from core.data import Dataset
from core.errors import InputError
from core.experiments import MeanMeasure, ProportionMeasure, Reach, sample_size, whole_days
from core.experiments.design.design_rules import Design
from core.experiments.design.designing import answer
from core.experiments.design.question import DEFAULTS, read_question, texts_of
from core.experiments.design.traffic import traffic
from core.experiments.design.typed import typed_count, typed_share, typed_split
from core.experiments.registry.book_checks import checked

ASKED = {"base": "2.4 %", "effect": "8 %", "people": "14,000", "week": "72000", "month": "230 000"}


def test_the_answer_is_what_its_parts_give() -> None:
    found = answer(read_question(ASKED).question)
    expected = sample_size(ProportionMeasure(0.024), relative=0.08)
    assert found.result == expected
    reach = Reach.of(14_000, 72_000, 230_000)
    assert found.days == whole_days(reach, expected.n)
    assert found.run == 7 * found.weeks >= found.days > 7 * (found.weeks - 1)
    assert found.reached == pytest.approx(float(reach.people(found.run)))
    assert found.told(found.seen) <= 0.08
    assert found.chance >= 0.8
    assert dict(zip(found.curve_days, found.curve, strict=True))[found.run] == pytest.approx(found.told(found.seen))
    few, many = found.days_range
    assert few < found.days < many
    assert few == whole_days(reach, sample_size(ProportionMeasure(0.0288), relative=0.08).n)
    assert many == whole_days(reach, sample_size(ProportionMeasure(0.0192), relative=0.08).n)
    points = answer(read_question(ASKED | {"effect": "0.192", "unit": "absolute"}).question)
    assert points.days_range[1] == whole_days(reach, sample_size(ProportionMeasure(0.0288), effect=0.00192).n)
    half = answer(read_question(ASKED | {"part": "50 %"}).question)
    assert half.result == expected
    assert half.days == whole_days(Reach.of(7_000, 36_000, 115_000), expected.n)


def test_numbers_are_read_as_people_write_them() -> None:
    assert (typed_share("1"), typed_share("1.0"), typed_share("0.99")) == (0.01, 0.01, 0.99)
    assert [typed_share(t) for t in ("5 %", "5%", "0,05", "5", " ", "0.4%", "-5", "0,4 %")] == pytest.approx(
        [0.05, 0.05, 0.05, 0.05, None, 0.004, -0.05, 0.004]
    )
    assert [typed_count(t) for t in ("1,200", "1.200", "1200", "1 200 000", "1'200")] == [1200, 1200, 1200, 1.2e6, 1200]
    assert typed_split("34/33/33") == (34.0, 33.0, 33.0) == typed_split("34 % : 33 % : 33 %")
    same = {"base": "0,024", "effect": "0.08", "people": "14000", "week": "72,000", "month": "230.000"}
    assert answer(read_question(same).question).result == answer(read_question(ASKED).question).result


@pytest.mark.parametrize(
    ("changed", "name", "says"),
    [
        ({"base": "120 %"}, "base", "120 % of people cannot do it"),
        ({"base": "0"}, "base", "Nobody does it"),
        ({"base": "-3%"}, "base", "cannot do it"),
        ({"base": "100 %"}, "base", "cannot do it"),
        ({"base": "<b>two</b>"}, "base", "is not a number"),
        ({"base": "9" * 400}, "base", "is not a number"),
        ({"base": "98 %"}, "effect", "above 100 %"),
        ({"effect": "-150 %"}, "effect", "below zero"),
        ({"effect": "0 %"}, "effect", "nothing"),
        ({"effect": "much"}, "effect", "is not a number"),
        ({"people": "0"}, "people", "above zero"),
        ({"people": "-5"}, "people", "above zero"),
        ({"people": "2,000,000,000,000"}, "people", "trillion"),
        ({"week": "200,000"}, "week", "between 14,000 and 98,000"),
        ({"month": "60,000"}, "month", "between 72,000 and 288,000"),
        ({"week": "some"}, "week", "is not a number"),
        ({"part": "0 %"}, "part", "above 0 %"),
        ({"part": "140 %"}, "part", "above 0 %"),
        ({"split": "100"}, "split", "two variants or more"),
        ({"split": "50 / 0"}, "split", "above zero"),
        ({"split": "a / b"}, "split", "stroke"),
        ({"split": "/".join("1" * 12)}, "split", "variants at most"),
        ({"known": "1.5"}, "known", "correlation"),
        ({"power": "20 %"}, "power", "between 50 %"),
        ({"alpha": "0.000001 %"}, "alpha", "false alarm"),
        ({"watch": "looks", "looks": "1"}, "looks", "between 2 and 20"),
        ({"watch": "looks", "looks": "2.5"}, "looks", "between 2 and 20"),
        ({"measure": "mean", "base": "12", "spread": "0"}, "spread", "above zero"),
        ({"measure": "mean", "base": "0", "spread": "5"}, "effect", "no meaning"),
        (
            {"measure": "ratio", "top": "3", "topspread": "9", "bottom": "0", "bottomspread": "1"},
            "bottom",
            "above zero",
        ),
    ],
)
def test_what_cannot_be_used_says_so_beside_its_field(changed: dict[str, str], name: str, says: str) -> None:
    read = read_question(ASKED | changed)
    assert read.question is None
    assert says in read.errors[name].replace("\u00a0", " ")


def test_no_posted_value_fails() -> None:
    odd = (
        None,
        7,
        True,
        1e308,
        math.nan,
        [],
        {},
        ["x"],
        "\0",
        "x" * 9_000,
        "9" * 5_000,
        "∞",
        "-",
        "%",
        "/",
        "1/",
        "٣",
        "1",
    )
    answered = set()
    for name in DEFAULTS:
        for value in odd:
            read = read_question(ASKED | {name: value})
            if read.question is not None and tuple(read.question.texts.values()) not in answered:
                answered.add(tuple(read.question.texts.values()))
                answer(read.question)
    assert texts_of({"watch": "always", "measure": 3})["watch"] == "once"


def test_several_kinds_of_questions() -> None:
    mean = {"measure": "mean", "base": "12", "spread": "60", "effect": "0.6", "unit": "absolute", "people": "20000"}
    found = answer(read_question(mean | {"known": "0.5"}).question)
    expected = sample_size(MeanMeasure(12, 60, growth=1.0), Design(reduction=0.25), effect=0.6)
    assert (found.result.n, found.result.people) == (pytest.approx(expected.n), expected.people)
    ratio = {
        "measure": "ratio",
        "top": "3",
        "topspread": "12",
        "bottom": "0.2",
        "bottomspread": "0.5",
        "together": "0.7",
    }
    read = read_question(ratio | {"effect": "5 %", "people": "30000"})
    variance = (12**2 - 2 * 15 * 0.7 * 12 * 0.5 + 15**2 * 0.5**2) / 0.2**2
    assert read.question.measure.deviation == pytest.approx(math.sqrt(variance), rel=1e-6)
    points = answer(read_question(ASKED | {"effect": "0,2", "unit": "absolute"}).question)
    assert points.question.effect == pytest.approx(0.002)
    fall = answer(read_question(ASKED | {"effect": "-8 %", "sides": "one"}).question)
    assert fall.result.alternative == "less"
    assert fall.seen < 0
    once = answer(read_question(ASKED).question)
    watched = answer(read_question(ASKED | {"watch": "any time"}).question)
    looked = answer(read_question(ASKED | {"watch": "looks"}).question)
    assert once.result.n < looked.result.n < watched.result.n
    assert looked.result.n == pytest.approx(once.result.n * looked.question.watched.inflation, rel=1e-3)
    assert watched.ends < watched.days


def test_what_to_mind_is_said() -> None:
    def said(**changed: str) -> str:
        return " ".join(answer(read_question(ASKED | changed).question).caveats)

    assert said() == ""
    assert "Longer than 8 weeks" in said(effect="5 %", week="52,000", month="130,000")
    assert "less than a week" in said(effect="40 %")
    assert "nobody returned" in said(week="", month="")
    assert "no test that anybody waits for" in said(people="40", week="", month="")
    assert "only about" in said(people="5,000", week="9,000", month="9,500")
    assert "the formula is rough" in said(base="0.01 %", effect="900 %")
    assert answer(read_question(ASKED | {"people": "5,000", "week": "9,000", "month": "9,500"}).question).days is None


def test_what_is_kept_is_plain_and_opens_again() -> None:
    for changed in (
        {},
        {"watch": "any time", "split": "50/25/25"},
        {"watch": "looks", "looks": "5", "people": "30", "week": "", "month": ""},
    ):
        found = answer(read_question(ASKED | changed).question)
        kept = found.kept()
        assert json.loads(json.dumps(kept, allow_nan=False)) == kept
        checked({"design": kept})
        again = answer(read_question(kept["form"]).question)
        assert again.result == found.result
        assert kept["people"] == list(found.people)
        assert kept["days"] == found.run
        assert len(kept["bounds"]) == (5 if changed.get("watch") == "looks" else 0)
        tuned = kept["tuning"]
        assert tuned == (found.people[0] + found.people[1] if changed.get("watch") == "any time" else None)


def test_no_number_of_people_is_enough() -> None:
    read = read_question({"measure": "mean", "base": "1", "spread": "1e9", "effect": "0.0001 %", "people": "10"})
    with pytest.raises(InputError, match="larger one"):
        answer(read.question)


def test_traffic_of_the_data_in_use() -> None:
    days = pd.date_range("2026-01-01", periods=40).repeat(3)
    table = pd.DataFrame({"date": days, "campaign_id": ["a", "b", "c"] * 40})
    table["clicks"] = table["campaign_id"].map({"a": 100.0, "b": 300.0, "c": 50.0})
    table["conversions"] = table["campaign_id"].map({"a": 5.0, "b": 3.0, "c": 0.0})
    # What lies before the last 28 days does not count.
    table.loc[table["date"] < "2026-01-13", "clicks"] = 1e6
    names = pd.DataFrame({"campaign_id": ["a", "b", "c"], "campaign": ["Ant", "Bee", "Cat"]})
    dataset = Dataset("x", table, names)
    every, bee, ant = traffic(dataset)
    assert (every.key, every.clicks, every.days) == ("", 450.0, 28)
    assert (bee.key, bee.name, bee.clicks, bee.rate) == ("b", "Bee", 300.0, 0.01)
    assert (ant.lower, ant.upper) == pytest.approx(proportion_confint(140, 2_800, method="wilson"), rel=1e-6)
    assert traffic(replace(dataset, measured=("spend", "revenue"))) == ()
