"""Weeks of a plan, without a page: they add up to the cent, whatever is typed, held or dragged."""

import numpy as np
import pytest

from tests.browser.budget_scripts import run, scripts

__all__ = ["scripts"]

META = """
const meta = { key: "k", outcome: "revenue", days: lengths.reduce((a, b) => a + b, 0),
  goals: [{ name: "outcome", asks: [] }],
  weeks: lengths.map((days, w) => ({ first: `2026-01-${w + 1}`, days })),
  campaigns: amounts.map((a, i) => ({ id: `c${i}`, name: `C${i}`, today: a / 100, lower: 0, upper: a / 10 })) };
const plan = new page.state.Plan(meta), { weeks } = page;
"""
EDITS = (
    META
    + """
const seen = [];
const check = () => seen.push(plan.campaigns.map((_, i) => weeks.cells(plan, i)));
check();
for (const [kind, i, w, value] of edits) {
  if (kind === "set") {
    const before = weeks.copy(plan.weeks), why = weeks.set(plan, i, [[w, value]]);
    if (why) seen.why = JSON.stringify(before) === JSON.stringify(plan.weeks);
  }
  if (kind === "hold") weeks.toggle(plan, i, w);
  if (kind === "spend") plan.spend[i] = value;
  if (kind === "release") weeks.release(plan);
  check();
}
return { seen, spend: plan.spend.slice(), plain: weeks.plain(plan).spend };"""
)


def edits(rng: np.random.Generator, campaigns: int, weeks: int, count: int) -> list:
    kinds = rng.choice(["set", "hold", "spend", "release"], count, p=[0.5, 0.2, 0.27, 0.03])
    who, week = rng.integers(campaigns, size=count).tolist(), rng.integers(weeks, size=count).tolist()
    amounts = [int(x) for x in rng.lognormal(9, 2, count)]
    return [list(one) for one in zip(kinds.tolist(), who, week, amounts, strict=True)]


@pytest.mark.parametrize("lengths", [[7, 7, 7, 7, 2], [7] * 13, [5]])
def test_weeks_add_up_to_the_cent_whatever_is_done(scripts, lengths):
    rng = np.random.default_rng(len(lengths))
    for _ in range(10):
        amounts = [int(x) for x in rng.lognormal(11, 2, 6)] + [0]
        steps = edits(rng, 7, len(lengths), 120)
        found = run(scripts, EDITS, lengths=lengths, amounts=amounts, edits=steps)
        spend = list(amounts)
        for rows, step in zip(found["seen"], [None, *steps], strict=True):
            if step and step[0] == "spend":
                spend[step[1]] = step[3]
            assert [sum(row) for row in rows] == spend
            assert all(isinstance(cell, int) and cell >= 0 for row in rows for cell in row)
        for row, amount in zip(found["plain"].values(), found["spend"], strict=True):
            assert round(sum(row), 6) == amount / 100


def test_an_even_spread_is_in_proportion_to_the_days(scripts):
    code = META + "return [weeks.isEven(plan), weeks.cells(plan, 0), weeks.cells(plan, 1)];"
    even, first, second = run(scripts, code, lengths=[7, 7, 7, 7, 2], amounts=[300000, 100001])
    assert even is True
    assert first == [70000, 70000, 70000, 70000, 20000]
    assert np.abs(np.array(second) - 100001 * np.array([7, 7, 7, 7, 2]) / 30).max() <= 1


def test_what_is_typed_stays_and_the_others_make_up_for_it_in_proportion(scripts):
    code = (
        META
        + """
weeks.spread(plan, [1, 2, 3, 4]);
const start = weeks.cells(plan, 0);
weeks.set(plan, 0, [[0, 40000]]);
const typed = weeks.cells(plan, 0), one = weeks.isHeld(plan, 0, 0);
weeks.set(plan, 0, [[3, 0]]);
const twice = weeks.cells(plan, 0);
plan.spend[0] = 200000;
const more = weeks.cells(plan, 0);
plan.spend[0] = 20000;
const less = weeks.cells(plan, 0);
plan.spend[0] = 0;
const none = weeks.cells(plan, 0);
plan.spend[0] = 100000;
const back = weeks.cells(plan, 0), tooMuch = weeks.set(plan, 0, [[1, 70000]]), kept = weeks.cells(plan, 0);
weeks.set(plan, 0, [[1, 10000]]);
const full = weeks.set(plan, 0, [[2, 10000]]);
const row = weeks.set(plan, 0, [[0, 1], [1, 1], [2, 1], [3, 1]]);
const pasted = weeks.cells(plan, 0), free = !weeks.anyHeld(plan);
return { start, typed, one, twice, more, less, none, back, tooMuch, kept, full, row, pasted, free };"""
    )
    found = run(scripts, code, lengths=[7, 7, 7, 7], amounts=[100000])
    assert found == {
        "start": [10000, 20000, 30000, 40000],
        "typed": [40000, 13333, 20000, 26667],
        "one": True,
        "twice": [40000, 24000, 36000, 0],
        # What is held stays when the campaign gets more; when it gets less than is held, that goes down with it.
        "more": [40000, 64000, 96000, 0],
        "less": [20000, 0, 0, 0],
        "none": [0, 0, 0, 0],
        "back": [40000, 24000, 36000, 0],
        "tooMuch": "more",
        "kept": [40000, 24000, 36000, 0],
        "full": "full",
        "row": "",
        "pasted": [25000, 25000, 25000, 25000],
        "free": True,
    }


def test_weeks_are_part_of_the_plan_and_come_back_from_storage(scripts):
    code = (
        META
        + """
const before = plan.snapshot(), blank = plan.isToday;
weeks.spread(plan, [1, 2, 3, 4]);
weeks.set(plan, 0, [[0, 11111]]);
const cells = weeks.cells(plan, 0), after = plan.snapshot(), touched = plan.isToday;
plan.restore(before);
const undone = weeks.isEven(plan);
plan.restore(after);
const redone = weeks.cells(plan, 0), sent = weeks.plain(plan);
const other = new page.state.Plan(meta);
other.open({ spend: { c0: 1000 }, weekly: { ...sent, spend: { ...sent.spend, gone: [1, 2, 3, 4] } } });
const opened = weeks.cells(other, 0);
const conversions = new page.state.Plan({ ...meta, outcome: "conversions" });
conversions.carry(plan);
const longer = new page.state.Plan({ ...meta, days: 35, weeks: [...meta.weeks, { first: "x", days: 7 }] });
longer.carry(plan);
plan.reset();
const carried = weeks.cells(conversions, 0), reset = weeks.isEven(plan) && plan.isToday;
return { blank, touched, undone, cells, redone, opened, carried, longer: weeks.isEven(longer), reset };"""
    )
    found = run(scripts, code, lengths=[7, 7, 7, 7], amounts=[100000, 5000])
    assert (found["blank"], found["touched"], found["undone"], found["longer"], found["reset"]) == (
        True, False, True, True, True,
    )  # fmt: skip
    assert found["cells"] == found["redone"] == found["opened"] == found["carried"]
    assert found["cells"][0] == 11111
