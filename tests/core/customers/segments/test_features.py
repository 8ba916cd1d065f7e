"""What counts of customers: tables of people, purchases, and how features are made comparable."""

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import PowerTransformer

from core.customers import histories
from core.customers.segments import people_table, purchase_table, segment
from core.customers.segments.space import bend, fit_space
from core.customers.segments.words import kind_of, label_of
from core.errors import InputError, NotEnoughDataError
from tests.core.customers.segments.worlds import planted, purchases, source_of, table_of


def people(rows=60, **columns):
    rng = np.random.default_rng(1)
    return pd.DataFrame({"ID": np.arange(rows) * 7 + 5, "Income": rng.normal(50, 10, rows)} | columns)


def left_out(table):
    return dict(table.left_out)


def test_ids_constants_and_what_is_another_for_everybody_do_not_count() -> None:
    texts = [f"text {i}" for i in range(60)]
    frame = people(Z_Cost=3, Comment=texts, Row=range(1, 61), Empty=[None] * 60, mostly=[1.0, 2.0, *[None] * 58])
    table = people_table(source_of(frame.astype({"Empty": "string"}), customer="ID"))
    assert [f.name for f in table.features] == ["Income"]
    assert left_out(table) == {
        "ID": "it is the id",
        "Z_Cost": "it is the same for everybody",
        "Comment": "it is another for everybody, like an id",
        "Row": "it is another for everybody, like an id",
        "Empty": "it is empty",
        "mostly": "97 % of its values are missing",
    }
    assert table.ids[1] == "12"


def test_twenty_thousand_categories_are_left_out_and_said() -> None:
    rng = np.random.default_rng(2)
    frame = people(30_000, City=rng.integers(0, 20_000, 30_000).astype(str))
    assert "different values" in left_out(people_table(source_of(frame, customer="ID")))["City"]


def test_missing_and_infinite_values_are_the_median() -> None:
    income = np.array([10.0, 20.0, 30.0, np.nan, np.inf, *np.arange(40.0, 75.0)])
    table = people_table(source_of(people(40, Income=income), customer="ID"))
    middle = np.median(income[np.isfinite(income)])
    assert table.values[3, 0] == table.values[4, 0] == middle
    assert any("2 of income" in note for note in table.notes)
    assert any("1 infinite value counts as missing" in note for note in table.notes)


def test_categories_days_births_and_yes_or_no_are_read_as_what_they_are() -> None:
    days = pd.Timestamp("2026-01-31") - pd.to_timedelta(np.arange(60), unit="D")
    kind = np.array(["a", "b", "c"])[np.arange(60) % 3]
    frame = people(Joined=days, Kind=kind, Year_Birth=1950 + np.arange(60) % 40, Response=np.arange(60) % 2)
    table = people_table(source_of(frame, customer="ID"))
    named = {f.name: (f, table.values[:, i]) for i, f in enumerate(table.features)}
    assert named["Joined"][1].tolist() == list(range(60))
    assert named["Kind = b"][1].tolist() == (kind == "b").astype(float).tolist()
    assert (named["Year_Birth"][0].label, named["Year_Birth"][1][0]) == ("age", 39.0)
    assert named["Response"][0].kind == "yes-no"


def test_texts_alone_are_enough() -> None:
    kind = np.repeat(["red", "green", "blue"], 40)
    other = np.repeat(["x", "y", "z"], 40)
    found = segment(people_table(source_of(pd.DataFrame({"colour": kind, "form": other}))))
    assert found.count == 3
    assert {"Mostly colour red and form x", "Mostly colour green and form y"} <= set(found.names)


def test_columns_that_a_person_leaves_out_do_not_count() -> None:
    table = people_table(source_of(people(Age=np.arange(60) % 33), customer="ID"), ("Age",))
    assert [f.name for f in table.features] == ["Income"]
    assert left_out(table)["Age"] == "left out by you"
    with pytest.raises(NotEnoughDataError, match="Nothing in this table tells customers apart"):
        people_table(source_of(people(), customer="ID"), ("Income",))


def test_too_few_people_are_refused_in_words() -> None:
    with pytest.raises(NotEnoughDataError, match="There are 12 customers"):
        people_table(source_of(people(12), customer="ID"))


def test_negative_values_are_no_trouble() -> None:
    values, _ = planted(3, each=60)
    frame = pd.DataFrame(values - 40.0, columns=list("abcd"))
    found = segment(people_table(source_of(frame)))
    assert found.count == 3
    assert np.isfinite(found.model.space.places(found.table.values)).all()


def test_purchases_say_how_recently_how_often_and_how_much() -> None:
    source, _ = purchases(customers=80)
    found = histories(source)
    table = purchase_table(found)
    frame = source.rows
    for at in (0, 2, 33):
        own = frame[frame["customer"] == table.ids[at]]
        days = own["day"].nunique()
        assert table.column_of("purchases")[at] == days
        assert table.column_of("since")[at] == (frame["day"].max() - own["day"].max()).days
        assert table.column_of("amount")[at] == pytest.approx(own["amount"].sum() / days)
        assert table.column_of("tenure")[at] == (frame["day"].max() - own["day"].min()).days
    assert table.spent.sum() == pytest.approx(frame["amount"].sum())


def test_one_purchase_each_is_grouped_by_the_rest() -> None:
    rng = np.random.default_rng(4)
    days = pd.Timestamp("2026-10-01") + pd.to_timedelta(rng.integers(0, 40, 90), unit="D")
    frame = pd.DataFrame({"who": [f"c{i}" for i in range(90)], "day": days, "paid": np.repeat([10.0, 95.0, 900.0], 30)})
    table = purchase_table(histories(source_of(frame, "purchases", "who", date="day", value="paid")))
    assert left_out(table)["purchases"] == "it is the same for everybody"
    assert any("Everybody bought once" in note for note in table.notes)
    assert segment(table).count >= 3


def test_histories_of_an_earlier_day_are_those_of_the_rows_until_then() -> None:
    source, _ = purchases(customers=60)
    day = pd.Timestamp("2026-06-30")
    then = histories(source, day.date())
    before = source.rows[source.rows["day"] <= day]
    assert len(then) == before["customer"].nunique()
    assert then.total.sum() == pytest.approx(before["amount"].sum())
    assert then.age[0] * 7 == (day - before[before["customer"] == then.ids[0]]["day"].min()).days


def test_the_bend_is_that_of_sklearn() -> None:
    values = np.random.default_rng(6).normal(size=(200, 3)) * [1, 2, 3]
    theirs = PowerTransformer(standardize=False).fit(values)
    assert bend(values, theirs.lambdas_) == pytest.approx(theirs.transform(values))


def test_skewed_numbers_are_bent_straight_and_capped() -> None:
    rng = np.random.default_rng(7)
    values = np.column_stack([rng.lognormal(3, 1, 2000), rng.normal(100, 5, 2000)])
    values[0, 0] = 1e12
    space = fit_space(table_of(values), np.random.default_rng(1))
    standard = space.standard(values)
    assert abs(((standard[:, 0] - standard[:, 0].mean()) ** 3).mean()) < 0.65  # of the raw values: 6
    assert np.abs(standard).max() < 3
    assert standard.std(0) == pytest.approx([1, 1])
    assert space.axes.T @ space.axes == pytest.approx(np.eye(2))


def test_a_category_counts_no_more_than_one_standard_deviation() -> None:
    values = np.column_stack([np.random.default_rng(8).normal(size=300), np.arange(300) % 2, (np.arange(300) + 1) % 2])
    table = table_of(values, kinds=["number", "category", "category"])
    space = fit_space(table, np.random.default_rng(1))
    apart = space.standard(values[:2])[:, 1:] * space.weight[1:]
    assert ((apart[0] - apart[1]) ** 2).sum() == pytest.approx(1.0)


def test_what_a_kept_segmentation_needs_and_a_table_does_not_hold_is_said() -> None:
    found = segment(people_table(source_of(people(Age=np.arange(60) % 33), customer="ID")))
    with pytest.raises(InputError, match="made with “Age”"):
        people_table(source_of(people(), customer="ID"), (), found.model.wanted)


@pytest.mark.parametrize(
    ("column", "label", "kind"),
    [
        ("MntMeatProducts", "meat", "amount"),
        ("Income", "income", "number"),
        ("NumWebPurchases", "web purchases", "count"),
        ("total_spend", "spend", "amount"),
        ("<b>x</b>", "<b>x</b>", "number"),
        ("__", "__", "number"),
    ],
)
def test_columns_have_readable_names(column, label, kind) -> None:
    assert (label_of(column), kind_of(column)) == (label, kind)
