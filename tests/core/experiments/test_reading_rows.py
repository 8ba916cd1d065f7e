"""Reading a result against pandas, scipy and statsmodels by hand, and what is said of bad files."""

import io

import numpy as np
import pandas as pd
import pytest
import scipy.stats
import statsmodels.api as sm

from core.errors import InputError
from core.experiments.results.reading import read as read_result
from core.experiments.results.reading_words import by_chance, smallest_seen
from core.experiments.results.role_guess import guess_roles as guess
from core.experiments.results.roles import Metric, Roles
from core.experiments.results.sums import variant_sums
from core.experiments.results.sums_daily import daily_sums
from core.files.kept_files import KeptFiles
from tests.core.data.files import public_file as public_file


@pytest.fixture
def files(tmp_path):
    return KeptFiles(tmp_path / "results")


def kept(files, frame):
    return files.add(frame.to_csv(index=False).encode(), "test.csv")


def read(files, frame, roles=None):
    file = kept(files, frame)
    roles = guess(file) if roles is None else Roles.from_plain(roles.to_plain())
    return read_result(files.path(file.hash), file, roles)


def people(seed=3, n=4_000, lift=0.3):
    rng = np.random.default_rng(seed)
    variant = rng.choice(["control", "blue", "green"], n)
    before = rng.gamma(2, 20, n)
    revenue = np.maximum(0, before + rng.normal(0, 15, n)) * (1 + lift * (variant == "blue")) * (rng.random(n) < 0.6)
    return pd.DataFrame(
        {
            "user_id": np.arange(n),
            "variant": variant,
            "revenue": revenue,
            "pre_revenue": before,
            "orders": rng.poisson(1 + (variant == "green")),
            "converted": (rng.random(n) < np.where(variant == "blue", 0.14, 0.1)).astype(int),
            "country": rng.choice(["DE", "FR", "US"], n),
            "day": pd.Timestamp("2026-03-01") + pd.to_timedelta(rng.integers(0, 14, n), unit="D"),
        }
    )


def by_name(reading, position):
    return {one.variant: one for one in reading.metrics[position].comparisons}


def test_the_guess_finds_every_role(files):
    roles = guess(kept(files, people()))
    assert (roles.variant, roles.control, roles.unit, roles.date) == ("variant", "control", "user_id", "day")
    assert roles.metrics[0] == Metric("converted", "proportion")
    assert Metric("revenue", "mean", before="pre_revenue") in roles.metrics
    assert roles.dimensions == ("country",)


def test_means_are_those_of_welch(files):
    frame = people()
    roles = Roles("variant", "control", (Metric("revenue"), Metric("orders")))
    reading = read(files, frame, roles)
    for position, column in enumerate(("revenue", "orders")):
        for name in ("blue", "green"):
            new, old = (frame.loc[frame["variant"] == one, column] for one in (name, "control"))
            wanted = scipy.stats.ttest_ind(new, old, equal_var=False)
            found = by_name(reading, position)[name].effect
            assert found.p_value == pytest.approx(wanted.pvalue, rel=1e-9)
            ends = wanted.confidence_interval(0.95)
            assert found.absolute_interval.lower == pytest.approx(ends.low, rel=1e-9)
            assert found.absolute_interval.upper == pytest.approx(ends.high, rel=1e-9)


def test_the_past_is_taken_out_as_regression_does(files):
    frame = people()
    two = frame[frame["variant"] != "green"]
    reading = read(files, two, Roles("variant", "control", (Metric("revenue", before="pre_revenue"),)))
    found = reading.metrics[0].comparisons[0]
    design = sm.add_constant(
        np.column_stack([two["variant"] == "blue", two["pre_revenue"] - two["pre_revenue"].mean()]).astype(float)
    )
    wanted = sm.OLS(two["revenue"].to_numpy(), design).fit(cov_type="HC1")
    assert found.effect.absolute == pytest.approx(wanted.params[1], rel=5e-3)
    assert found.effect.standard_error == pytest.approx(wanted.bse[1], rel=0.02)
    assert 0.2 < found.reduction < 0.6
    assert found.unadjusted.standard_error > found.effect.standard_error


def test_variants_are_one_family_and_other_metrics_another(files):
    frame = people()
    reading = read(
        files,
        frame,
        Roles("variant", "control", (Metric("converted", "proportion"), Metric("orders"), Metric("revenue"))),
    )
    raw = [one.effect.p_value for one in reading.metrics[0].comparisons]
    holm = sorted(raw)
    expected = {holm[0]: min(1, 2 * holm[0]), holm[1]: max(min(1, 2 * holm[0]), holm[1])}
    assert [one.adjusted for one in reading.metrics[0].comparisons] == pytest.approx([expected[p] for p in raw])
    others = [one for metric in reading.metrics[1:] for one in metric.comparisons]
    wanted = scipy.stats.false_discovery_control([one.effect.p_value for one in others])
    assert [one.adjusted for one in others] == pytest.approx(wanted)


def test_a_breakdown_compares_within_each_part(files):
    frame = people()
    reading = read(files, frame, Roles("variant", "control", (Metric("revenue"),), dimensions=("country",)))
    found = {(group.value, one.variant): one.effect for group in reading.groups for one in group.comparisons}
    assert len(found) == 6
    part = frame[frame["country"] == "FR"]
    wanted = scipy.stats.ttest_ind(
        part.loc[part["variant"] == "blue", "revenue"],
        part.loc[part["variant"] == "control", "revenue"],
        equal_var=False,
    )
    assert found["FR", "blue"].p_value == pytest.approx(wanted.pvalue, rel=1e-9)


def test_values_are_cut_off_at_a_quantile_of_all_variants(files):
    frame = people()
    frame.loc[0, "revenue"] = 1e6
    reading = read(files, frame, Roles("variant", "control", (Metric("revenue", winsorise=0.01),)))
    cap = frame["revenue"].quantile(0.99)
    assert reading.metrics[0].cap == pytest.approx(cap)
    cut = frame["revenue"].clip(upper=cap)
    assert reading.metrics[0].comparisons[0].effect.control == pytest.approx(cut[frame["variant"] == "control"].mean())


def test_ratios_and_quantiles_are_read(files):
    frame = people()
    roles = Roles(
        "variant", "control", (Metric("revenue", "ratio", "orders"), Metric("revenue", "quantile", quantile=0.9))
    )
    reading = read(files, frame, roles)
    sums = frame[frame["variant"] == "green"][["revenue", "orders"]].sum()
    assert by_name(reading, 0)["green"].effect.treatment == pytest.approx(sums["revenue"] / sums["orders"])
    own = frame.loc[frame["variant"] == "blue", "revenue"]
    assert by_name(reading, 1)["blue"].effect.treatment == pytest.approx(own.quantile(0.9), rel=0.02)


def test_strata_are_weighted_by_size(files):
    frame = people()
    reading = read(files, frame, Roles("variant", "control", (Metric("revenue"),), stratum="country"))
    sizes = frame["country"].value_counts(normalize=True)
    two = frame[frame["variant"].isin(["control", "blue"])]
    weights = two["country"].value_counts(normalize=True)
    means = two.pivot_table(index="country", columns="variant", values="revenue")
    wanted = ((means["blue"] - means["control"]) * weights).sum()
    found = by_name(reading, 0)["blue"].stratified
    assert found.absolute == pytest.approx(wanted, rel=1e-9)
    assert sizes.sum() == pytest.approx(1)


def test_several_rows_of_a_person_are_added_and_people_in_two_variants_left_out(files):
    frame = people(n=600)
    again = frame.iloc[:50].assign(revenue=7.0)
    crossed = frame.iloc[[100]].assign(variant="blue" if frame.loc[100, "variant"] != "blue" else "green")
    rows = pd.concat([frame, again, crossed])
    roles = Roles("variant", "control", (Metric("revenue"), Metric("converted", "proportion")), unit="user_id")
    reading = read(files, rows, roles)
    left = (
        rows[rows["user_id"] != 100].groupby("user_id").agg({"variant": "first", "revenue": "sum", "converted": "max"})
    )
    assert dict(reading.people) == {n: int((left["variant"] == n).sum()) for n, _ in reading.people}
    assert any("51 people had several rows" in one for one in reading.notes)
    found = by_name(reading, 0)["blue"].effect
    assert found.treatment == pytest.approx(left.loc[left["variant"] == "blue", "revenue"].mean())
    assert by_name(reading, 1)["blue"].effect.treatment == pytest.approx(
        left.loc[left["variant"] == "blue", "converted"].mean()
    )
    assert any("1 person were in more than one variant" in one.title + one.text for one in reading.checks)


def test_days_add_up_to_the_whole(files):
    frame = people()
    file = kept(files, frame)
    metric = Metric("revenue", before="pre_revenue")
    roles = Roles("variant", "control", (metric,), date="day")
    whole = variant_sums(files.path(file.hash), file, roles)
    days = daily_sums(files.path(file.hash), file, roles, metric, cumulated=False)
    upto = daily_sums(files.path(file.hash), file, roles, metric)
    assert [one.day for one in days] == [one.day for one in upto] == sorted(frame["day"].dt.date.unique())
    for name in ("control", "blue", "green"):
        parts = [one.sums[name] for one in days if name in one.sums]
        for total in (whole.metrics[name][0], upto[-1].sums[name]):
            assert sum(one.sample.n for one in parts) == total.sample.n
            assert sum(one.sample.squares for one in parts) == pytest.approx(total.sample.squares)
            assert sum(one.paired.products for one in parts) == pytest.approx(total.paired.products)


def test_a_person_of_several_days_grows(files):
    """What was known at the end of each day, by grouping all rows up to it anew."""
    rng = np.random.default_rng(8)
    rows = pd.DataFrame(
        {
            "user_id": rng.integers(0, 200, 1_500),
            "day": pd.Timestamp("2026-03-01") + pd.to_timedelta(rng.integers(0, 9, 1_500), unit="D"),
            "revenue": rng.gamma(2, 10, 1_500),
        }
    )
    rows["variant"] = np.where(rows["user_id"] % 2, "blue", "control")
    rows["converted"] = (rows["revenue"] > 40).astype(int)
    file = kept(files, rows)
    for column, kind in (("revenue", "mean"), ("converted", "proportion")):
        metric = Metric(column, kind)
        roles = Roles("variant", "control", (metric,), unit="user_id", date="day")
        for day in daily_sums(files.path(file.hash), file, roles, metric):
            known = rows[rows["day"].dt.date <= day.day].groupby(["variant", "user_id"])[column]
            each = (known.sum() if kind == "mean" else known.max()).reset_index()
            for name, sums in day.sums.items():
                values = each.loc[each["variant"] == name, column]
                assert sums.sample.n == len(values)
                if kind == "mean":
                    assert sums.sample.total == pytest.approx(values.sum())
                    assert sums.sample.squares == pytest.approx((values**2).sum())
                else:
                    assert sums.sample.successes == values.sum()


def test_sums_say_the_same_as_the_rows_behind_them(files):
    frame = people()
    rows = read(files, frame, Roles("variant", "control", (Metric("converted", "proportion"), Metric("revenue"))))
    sums = (
        frame.assign(revenue_squares=frame["revenue"] ** 2)
        .groupby(["variant", "day"])
        .agg(
            visitors=("user_id", "size"),
            converted=("converted", "sum"),
            revenue=("revenue", "sum"),
            revenue_squares=("revenue_squares", "sum"),
        )
        .reset_index()
    )
    found = read(files, sums)
    assert found.roles.count == "visitors"
    assert dict(found.people) == dict(rows.people)
    for position in range(2):
        for one in found.metrics[position].comparisons:
            assert by_name(rows, position)[one.variant].effect.absolute == pytest.approx(one.effect.absolute)
            assert by_name(rows, position)[one.variant].effect.p_value == pytest.approx(one.effect.p_value)


def test_missing_values_are_left_out_and_counted(files):
    frame = people()
    frame.loc[frame.index[:40], "revenue"] = np.nan
    reading = read(files, frame, Roles("variant", "control", (Metric("revenue"),)))
    assert reading.metrics[0].comparisons[0].effect.control == pytest.approx(
        frame.loc[frame["variant"] == "control", "revenue"].mean()
    )
    assert any("is empty for 40 people" in one.title + one.text for one in reading.checks)


def test_a_difference_before_the_test_is_told(files):
    frame = people()
    frame.loc[frame["variant"] == "blue", "pre_revenue"] += 6
    reading = read(files, frame, Roles("variant", "control", (Metric("revenue", before="pre_revenue"),)))
    assert any(one.name == "before" and one.state == "warn" for one in reading.checks)


def test_a_wrong_split_is_said_before_anything_else(files):
    frame = people(n=20_000)
    frame = frame[(frame["variant"] != "blue") | (np.arange(len(frame)) % 12 != 0)]
    reading = read(files, frame)
    assert reading.stopped
    assert reading.sentence.startswith("Do not read this result yet: control has ")


def test_a_planned_split_is_compared_with_the_plan(files):
    frame = people(n=20_000)
    frame = frame[(frame["variant"] == "control") | (np.arange(len(frame)) % 2 == 0)]
    plan = (("control", 2.0), ("blue", 1.0), ("green", 1.0))
    metrics = (Metric("converted", "proportion"),)
    assert not read(files, frame, Roles("variant", "control", metrics, shares=plan)).stopped
    assert read(files, frame, Roles("variant", "control", metrics)).stopped


def test_what_cannot_be_told_says_what_could_have_been_seen(files):
    frame = people(lift=0)
    reading = read(files, frame[frame["variant"] != "blue"], Roles("variant", "control", (Metric("revenue"),)))
    found = reading.metrics[0].comparisons[0]
    assert reading.sentence.startswith("No difference in revenue can be seen; the test could have shown one of ")
    assert smallest_seen(found.effect) == pytest.approx(
        (1.959964 + 0.841621) * found.effect.standard_error / found.effect.control, rel=1e-4
    )


@pytest.mark.parametrize(
    ("change", "roles", "words"),
    [
        (lambda f: f.assign(variant="blue"), {}, "one variant only"),
        (lambda f: f, {"control": "red"}, "No row of “variant” is “red”"),
        (lambda f: f, {"metrics": (Metric("country"),)}, "holds text"),
        (lambda f: f, {"metrics": (Metric("nothing"),)}, "no column “nothing”"),
        (lambda f: f, {"metrics": (Metric("orders", "proportion"),)}, "more than yes and no, or 1 and 0"),
        (lambda f: f, {"variant": "user_id"}, "different values"),
        (lambda f: f, {"date": "country"}, "holds no days"),
        (lambda f: f, {"metrics": (Metric("revenue", before="revenue"),)}, "its own past"),
        (lambda f: f, {"metrics": (Metric("user_id"),), "unit": "user_id"}, "says the person"),
    ],
)
def test_what_cannot_be_read_says_why(files, change, roles, words):
    given = {"variant": "variant", "control": "control", "metrics": (Metric("revenue"),)} | roles
    with pytest.raises(InputError, match=words):
        read(files, change(people(n=300)), Roles(**given))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("variant,visitors,conversions\nA,100,120\nB,100,10\n", "120 in “conversions” but 100 people"),
        ("variant,visitors,conversions\nA,1000,-5\nB,1000,10\n", "below 0"),
        ("variant,visitors,conversions\nA,10.5,5\nB,1000,10\n", "parts of people"),
    ],
)
def test_sums_that_cannot_be_say_why(files, rows, words):
    file = files.add(rows.encode(), "sums.csv")
    roles = Roles("variant", "A", (Metric("conversions", "proportion"),), shape="sums", count="visitors")
    with pytest.raises(InputError, match=words):
        read_result(files.path(file.hash), file, Roles.from_plain(roles.to_plain()))


@pytest.mark.parametrize("column", ["revenue", "converted"])
def test_where_nobody_differs_the_metric_says_so_and_the_others_are_read(files, column):
    frame = people()
    frame["same"] = 0
    reading = read(files, frame, Roles("variant", "control", (Metric(column), Metric("same"))))
    assert reading.metrics[0].comparisons[0].effect is not None
    assert reading.metrics[1].comparisons[0].problem


def test_no_conversions_in_one_variant_are_an_answer(files):
    rows = "variant,visitors,conversions\nA,1000,0\nB,1000,12\n"
    file = files.add(rows.encode(), "sums.csv")
    reading = read_result(files.path(file.hash), file, guess(file))
    found = reading.metrics[0].comparisons[0]
    assert found.effect.p_value < 0.01
    assert found.effect.absolute_interval.lower > 0


def test_how_often_chance_does_it():
    assert by_chance(0.008608) == "1 of 116 tests"


def test_hillstrom_is_what_pandas_and_statsmodels_say(files):
    path = public_file("hillstrom.csv")
    file = files.add(path.read_bytes(), "hillstrom.csv")
    reading = read_result(files.path(file.hash), file, guess(file))
    frame = pd.read_csv(path)
    assert not reading.stopped
    position = [one.metric for one in reading.metrics].index(Metric("visit", "proportion"))
    for name in ("Mens E-Mail", "Womens E-Mail"):
        effect = by_name(reading, position)[name].effect
        assert effect.treatment == pytest.approx(frame.loc[frame["segment"] == name, "visit"].mean())
    spend = next(one for one in reading.metrics if one.metric.column == "spend")
    wanted = scipy.stats.ttest_ind(
        frame.loc[frame["segment"] == "Mens E-Mail", "spend"],
        frame.loc[frame["segment"] == "No E-Mail", "spend"],
        equal_var=False,
    )
    found = next(one for one in spend.comparisons if one.variant == "Mens E-Mail")
    assert found.unadjusted.p_value == pytest.approx(wanted.pvalue, rel=1e-6)
    assert reading.sentence.startswith("Mens E-Mail does better than No E-Mail: conversion 1.25")


def test_cookie_cats_is_not_to_be_read(files):
    path = public_file("cookie_cats.csv")
    file = files.add(path.read_bytes(), "cookie_cats.csv")
    reading = read_result(files.path(file.hash), file, guess(file))
    assert reading.sentence == (
        "Do not read this result yet: gate_30 has 44,700 people and gate_40 45,489, which happens by chance in "
        "1 of 116 tests."
    )
    assert reading.checks[0].state == "stop"


def test_a_workbook_reads_like_its_csv(files):
    frame = people(n=500)
    content = io.BytesIO()
    frame.to_excel(content, index=False, engine="xlsxwriter")
    book = files.add(content.getvalue(), "test.xlsx")
    roles = Roles("variant", "control", (Metric("revenue"),))
    found = read_result(files.path(book.hash), book, roles)
    assert found.metrics[0].comparisons[0].effect.absolute == pytest.approx(
        read(files, frame, roles).metrics[0].comparisons[0].effect.absolute
    )
