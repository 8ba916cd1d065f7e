"""Every figure by every grouping against loops over the rows, and the comparison of the pages against sums by hand."""

import math
import time
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from core.data import MEASURES
from core.errors import InputError
from core.margins import Margins
from core.performance import FIGURES, figure_of, groups_of, known_figures
from core.simulation import DataGenerator
from tests.core.performance.worlds import FIRST, comparison_of, desk_of, random_world, world

MARGINS = Margins(0.5, {"ch1": 0.4}, {"c3": 0.25})
GENERATED = DataGenerator(seed=3, campaigns=6, customers=0, days=100, name="Generated").generate()
TAGS = {"c0": ("brand", "q4"), "c1": ("brand",), "gone": ("old",)}


def by_hand(dataset, labels, first, last):
    """Sums by label, in a loop over rows; a campaign may have several labels."""
    sums: dict[str, dict[str, float]] = {}
    for row in dataset.daily_metrics.to_dict("records"):
        if not first <= row["date"].date() <= last:
            continue
        share = MARGINS.campaigns.get(row["campaign_id"], MARGINS.channels.get(row["channel"], MARGINS.overall))
        for label in labels(row):
            own = sums.setdefault(label, dict.fromkeys([*MEASURES, "contribution"], 0.0))
            for name in MEASURES:
                own[name] += row[name]
            own["contribution"] += row["revenue"] * share
    return sums


def figures(s):
    def over(a, b, factor=1.0):
        return factor * s[a] / s[b] if s[b] else math.nan

    return {
        **{name: s[name] for name in MEASURES},
        "ctr": over("clicks", "impressions"),
        "cpc": over("spend", "clicks"),
        "cpm": over("spend", "impressions", 1000),
        "conversion_rate": over("conversions", "clicks"),
        "cpa": over("spend", "conversions"),
        "roas": over("revenue", "spend"),
        "aov": over("revenue", "conversions"),
        "profit": s["contribution"] - s["spend"],
    }


LABELS = {
    "campaign": lambda row: (row["campaign_id"],),
    "channel": lambda row: (row["channel"],),
    "objective": lambda row: ("No objective",),
    "tag": lambda row: TAGS.get(row["campaign_id"], ("No tag",)),
    "total": lambda row: ("All",),
}


@pytest.mark.parametrize("by", LABELS)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "asked", [{"days": "7"}, {"days": "28"}, {"days": "custom", "from": "2026-02-01", "to": "2026-02-11"}]
)
def test_every_figure_is_that_of_sums_over_rows(by, seed, asked):
    dataset = random_world(seed)
    desk = desk_of(dataset, MARGINS, TAGS)
    periods = desk.periods(asked)
    table = desk.table(periods, by).set_index("key")
    now = by_hand(dataset, LABELS[by], periods.now.first, periods.now.last)
    before = by_hand(dataset, LABELS[by], periods.before.first, periods.before.last)
    assert set(now) <= set(table.index) <= set(now) | set(before)
    whole = by_hand(dataset, LABELS["total"], periods.now.first, periods.now.last)["All"]
    nothing = dict.fromkeys([*MEASURES, "contribution"], 0.0)
    for key in table.index:
        for sums, suffix in ((now, ""), (before, "_before")):
            for name, value in figures(sums.get(key, nothing)).items():
                assert table.loc[key, name + suffix] == pytest.approx(value, nan_ok=True, abs=1e-9), (key, name)
        for name in ("spend", "revenue"):
            share = now.get(key, nothing)[name] / whole[name] if whole[name] else math.nan
            assert table.loc[key, f"{name}_share"] == pytest.approx(share, nan_ok=True)


@pytest.mark.parametrize("dataset", [GENERATED, *(random_world(seed) for seed in range(3))], ids=lambda d: d.name)
@pytest.mark.parametrize("days", ["28", "all"])
def test_the_comparison_of_the_pages_holds_the_sums_of_the_rows(dataset, days):
    found = comparison_of(dataset, {"days": days})
    frame, end = dataset.daily_metrics, pd.Timestamp(dataset.last_day)
    start = end - pd.Timedelta(days=27) if days == "28" else pd.Timestamp(dataset.first_day)
    now, before = frame[frame["date"] >= start], frame.iloc[:0]
    if days == "28":
        before = frame[frame["date"].between(start - pd.Timedelta(days=28), start - pd.Timedelta(days=1))]
        assert (found.before_start, found.before_end) == (
            (start - pd.Timedelta(days=28)).date(),
            (start - pd.Timedelta(days=1)).date(),
        )
    assert (found.start, found.end, found.days) == (start.date(), end.date(), (end - start).days + 1)
    assert (found.before is None, found.before_start is None) == (days == "all", days == "all")
    for table, key in ((found.by_campaign, "campaign_id"), (found.by_channel, "channel")):
        # What had no row in the period is not in its table, also where it had some before.
        assert sorted(table[key]) == sorted(now[key].unique())
        assert list(table["spend"]) == sorted(table["spend"], reverse=True)
        for row in table.to_dict("records"):
            own, earlier = (rows[rows[key] == row[key]] for rows in (now, before))
            sums = {name: own[name].sum() for name in MEASURES} | {"contribution": math.nan}
            for name, value in figures(sums).items():
                if name != "profit":
                    assert row[name] == pytest.approx(value, nan_ok=True), (row[key], name)
            for name in MEASURES:
                value = earlier[name].sum() if days == "28" else math.nan
                assert row[f"{name}_before"] == pytest.approx(value, nan_ok=True), (row[key], name)
            for name in ("spend", "revenue"):
                assert row[f"{name}_share"] == pytest.approx(own[name].sum() / now[name].sum())
            if key == "campaign_id":
                assert (row["campaign"], row["channel"]) == (own["campaign"].iloc[0], own["channel"].iloc[0])
    for table, rows, first in ((found.daily, now, found.start), (found.daily_before, before, found.before_start)):
        assert len(table) == (found.days if first else 0)
        for i, day in enumerate(table["date"]):
            assert day == pd.Timestamp(first) + pd.Timedelta(days=i)
        for name in MEASURES:
            by_day = [rows.loc[rows["date"] == day, name].sum() for day in table["date"]]
            assert table[name].tolist() == pytest.approx(by_day)


def test_a_ratio_of_nothing_and_a_measure_that_is_not_there_are_not_numbers():
    dataset = world([(0, "a", "S", 10, 0, 0, 0), (1, "a", "S", 5, 0, 0, 0)], measured=("spend", "clicks"))
    table = desk_of(dataset).table(desk_of(dataset).periods({}), "campaign")
    assert np.isnan(table.loc[0, ["cpc", "roas", "cpa", "revenue", "profit"]].astype(float)).all()
    assert table.loc[0, "spend"] == 15
    assert known_figures(("spend", "clicks")) == ("spend", "clicks", "cpc")


def test_profit_needs_a_margin_for_everything_that_sells():
    dataset = world([(0, "a", "S", 10, 1, 1, 100), (0, "b", "D", 10, 1, 1, 50), (0, "c", "D", 3, 1, 0, 0)])
    periods = desk_of(dataset).periods({})

    def profit(margins):
        return desk_of(dataset, margins).compare(periods).now.profit

    assert profit(Margins()) is None
    assert profit(Margins(None, {"S": 0.4})) is None
    assert profit(Margins(0.4)) == pytest.approx(0.4 * 150 - 23)
    # What sells nothing needs no margin.
    assert profit(Margins(None, {}, {"a": 0.4, "b": 0.5})) == pytest.approx(40 + 25 - 23)


def test_objectives_and_unknown_groupings_and_figures():
    dataset = world([(0, "a", "S", 1, 1, 1, 1), (0, "b", "D", 2, 1, 1, 1)], objectives={"a": "Sales"})
    desk = desk_of(dataset)
    assert desk.groups("objective").keys == ("No objective", "Sales")
    with pytest.raises(InputError, match="grouped by"):
        groups_of(desk.cube, "colour")
    with pytest.raises(InputError, match="no figure"):
        figure_of("fun", desk.values)


def test_negative_amounts_and_zeros_are_added_up_like_others():
    dataset = world([(0, "a", "S", 10, 1, 1, 100), (1, "a", "S", 0, 0, 0, -30), (2, "a", "S", 0, 0, 0, 0)])
    now = desk_of(dataset).compare(desk_of(dataset).periods({})).now
    assert (now.revenue, now.roas) == (70, 7.0)
    zeros = desk_of(world([(d, "a", "S", 0, 0, 0, 0) for d in range(20)]))
    periods = zeros.periods({"days": "7"})
    assert zeros.compare(periods).now.roas is None
    assert [f for f in FIGURES if np.isfinite(zeros.usual(periods, f).chance[0])] != ["roas"]


def test_many_campaigns_over_two_years_answer_at_once():
    dataset = DataGenerator(seed=1, campaigns=500, customers=0, days=730).generate()
    desk = desk_of(dataset)
    periods = desk.periods({"days": "28", "against": "year"})
    took = []
    for _ in range(3):
        start = time.perf_counter()
        desk.table(periods, "campaign")
        desk.table(periods, "channel")
        took.append(time.perf_counter() - start)
    assert min(took) < 0.2
    assert periods.now.last == dataset.last_day == dataset.first_day + timedelta(days=729)
    assert FIRST.weekday() == 0
