"""Curves from elsewhere in the workbench: in use for everybody, kept, dropped, and never yesterday's plan."""

import json

import numpy as np
import pytest

from core.allocation.planning import PlanSettings
from core.curves import curve_draws
from core.errors import FileUnusableError, InputError, ProductError
from core.memo import DictMemo
from core.scenarios import compare
from core.simulation import DataGenerator
from core.workbench import open_workbench
from tests.core.response.test_external import csv, meridian
from tests.core.test_workbench import CountingMemo, as_file

HEAD = "name,form,scale,half_saturation,slope,spend_today,period,outcome\n"
ONE = (HEAD + "TV,hill,1000,100,1,50,day,revenue\nBillboards,hill,800,40,1,60,day,revenue\n").encode()
# Twice the ceiling for TV alone: another best split.
TWO = ONE.replace(b"TV,hill,1000", b"TV,hill,2000")


@pytest.fixture(scope="module")
def small():
    return DataGenerator(seed=5, campaigns=4, customers=10, days=120).generate()


@pytest.fixture
def workbench(tmp_path, small):
    opened = open_workbench(tmp_path, CountingMemo())
    opened.import_file(as_file(small), "small.csv")
    return opened


def file_of(names, **columns):
    """A file of one curve a name, of a day."""
    rows = [{"name": name, "scale": 1000.0, "half_saturation": 100.0 + 10 * i} for i, name in enumerate(names)]
    return json.dumps({"period": "day", "outcome": "revenue", "curves": [row | columns for row in rows]}).encode()


def test_they_make_the_plans_and_outlive_a_restart(workbench, tmp_path):
    assert workbench.curves.record() is None
    workbench.curves.use(ONE, "one.csv", "Mara")
    settings = PlanSettings(days=1, budget=110.0)
    other = open_workbench(tmp_path, DictMemo())
    record = other.curves.record()
    assert (record.name, record.by, record.names) == ("one.csv", "Mara", ("TV", "Billboards"))
    assert record.hash == workbench.curves.record().hash
    # Equal marginal returns in closed form: scale h / (h + x)^2 is the same for both.
    roots = np.sqrt(np.array([1000.0 * 100, 800.0 * 40]))
    best = roots / roots.sum() * (110 + 140) - np.array([100, 40])
    plan = other.optimize(settings)
    np.testing.assert_allclose(sorted(plan.spend.values()), sorted(best), atol=0.02)
    other.curves.drop()
    assert workbench.curves.record() is None
    assert open_workbench(tmp_path, DictMemo()).curves.record() is None


def test_other_curves_are_never_given_yesterdays_answer(workbench):
    """By counting: what was computed once is shared, and what depends on other curves is computed anew."""
    settings, computed = PlanSettings(days=7, budget=700.0), workbench._memo.computed

    def ask():
        workbench.budget_curve(settings)
        report = workbench.report("BudgetOptimizer")
        return workbench.optimize(settings), report.tables["split"]

    own, _ = ask()
    assert [computed.count(kind) for kind in ("fit", "optimize", "frontier", "report")] == [1, 2, 1, 1]
    workbench.curves.use(ONE, "one.csv")
    first, split = ask()
    assert [computed.count(kind) for kind in ("fit", "optimize", "frontier", "report")] == [1, 4, 2, 2]
    assert set(split["campaign"]) == {"TV", "Billboards"}
    ask()
    assert [computed.count(kind) for kind in ("fit", "optimize", "frontier", "report")] == [1, 4, 2, 2]
    # Another file under the same name.
    workbench.curves.use(TWO, "one.csv")
    second, _ = ask()
    assert [computed.count(kind) for kind in ("fit", "optimize", "frontier", "report")] == [1, 6, 3, 3]
    assert second.figures.expected > first.figures.expected
    assert second.spend != first.spend
    workbench.curves.drop()
    assert ask()[0].spend == own.spend
    assert [computed.count(kind) for kind in ("fit", "optimize", "frontier", "report")] == [1, 6, 3, 3]


def test_other_data_make_another_plan_of_the_same_curves(workbench, small):
    name = str(small.campaigns["campaign"].iloc[0])
    workbench.curves.use(file_of([name]), "one.json")
    before = workbench.planner(days=30)
    changed = small.daily_metrics.copy()
    changed["spend"] *= 2
    workbench.import_file(changed.to_csv(index=False).encode(), "twice.csv")
    after = workbench.planner(days=30)
    assert after.key != before.key
    assert after.today[0] == pytest.approx(2 * before.today[0])


def test_a_campaign_of_the_data_keeps_its_id_and_what_is_spent_on_it_today(workbench, small):
    own = {c.id: c for c in workbench.planner("revenue", 30).campaigns}
    rows = list(small.campaigns.itertuples(index=False))
    by_name, by_id = f"  {rows[0].campaign.upper().replace(' ', '   ')} ", str(rows[1].campaign_id)
    record = workbench.curves.use(file_of([by_name, by_id, "Billboards"], spend_today=70.0), "curves.json")
    planned = {c.id: c for c in workbench.planner("revenue", 30).campaigns}
    for row in rows[:2]:
        ours = planned[row.campaign_id]
        assert (ours.name, ours.channel) == (row.campaign, row.channel)
        assert ours.today == pytest.approx(own[row.campaign_id].today)
        assert ours.usual == pytest.approx(own[row.campaign_id].usual)
        assert (ours.running, ours.last_spend) == (own[row.campaign_id].running, own[row.campaign_id].last_spend)
    # The file states today's spend of what the data do not hold: 70 a day.
    assert planned["billboards"].today == pytest.approx(2100)
    left = {name for name, _ in workbench.planner("revenue", 30).left_out}
    assert left == {row.campaign for row in rows[2:]} == set(record.without)
    assert [s.kind for s in record.campaigns] == ["campaign", "campaign", "new"]
    assert any("are not planned" in note or "is not planned" in note for note in record.notes)


def test_a_channel_stands_for_its_campaigns(workbench, small):
    own = {c.id: c for c in workbench.planner("revenue", 30).campaigns}
    channel = str(small.campaigns["channel"].iloc[0])
    within = [str(r.campaign_id) for r in small.campaigns.itertuples() if r.channel == channel]
    record = workbench.curves.use(file_of([channel.lower()]), "curves.json")
    (planned,) = workbench.planner("revenue", 30).campaigns
    assert planned.name == channel
    assert planned.today == pytest.approx(sum(own[i].today for i in within))
    assert record.campaigns[0].kind == "channel"
    name = str(small.campaigns["campaign"].iloc[0])
    with pytest.raises(InputError, match="planned twice"):
        workbench.curves.use(file_of([channel, name]), "twice.json")
    assert workbench.curves.record().name == "curves.json"


def test_what_is_spent_today_on_something_unknown_is_not_made_up(workbench):
    record = workbench.curves.use(file_of(["Billboards"]), "curves.json")
    (planned,) = workbench.planner("revenue", 30).campaigns
    assert (planned.today, planned.running) == (0.0, False)
    assert planned.upper > 0
    assert any("Billboards: it counts as 0" in note for note in record.notes)
    assert workbench.optimize(PlanSettings(days=30, budget=500.0)).spend == {"billboards": 500.0}


def test_outcomes_of_which_there_are_no_curves_are_planned_with_the_own_model(workbench, small):
    fitted = workbench.planner("conversions", 30)
    workbench.curves.use(ONE.replace(b"revenue", b"conversions"), "one.csv")
    assert workbench.plan_outcomes() == ("conversions", "revenue", "clicks", "impressions")
    assert workbench.outcomes()[0] == "revenue"
    assert workbench.planner("conversions", 30).key != fitted.key
    assert workbench.planner(None, 30).outcome == "conversions"
    assert len(workbench.planner("revenue", 30).campaigns) == len(fitted.campaigns)


def test_another_currency_is_refused_in_words_also_when_the_data_change_later(tmp_path, small):
    opened = open_workbench(tmp_path, DictMemo())
    theirs = file_of(["Billboards"])[:-1] + b', "currency": "USD"}'
    assert opened.dataset().currency == "EUR"
    with pytest.raises(InputError, match="USD"):
        opened.curves.use(theirs, "dollars.json")
    assert opened.curves.record() is None
    opened.import_file(as_file(small), "no-currency.csv")
    opened.curves.use(theirs, "dollars.json")
    opened.use_demo()
    assert "USD" in opened.curves.record().problem
    with pytest.raises(InputError, match="Models page"):
        opened.planner()


def test_a_plan_that_is_kept_says_what_it_was_made_with(workbench):
    settings = PlanSettings(days=7, budget=700.0)
    own = workbench.plans.save("Ours", settings, workbench.optimize(settings).spend)
    record = workbench.curves.use(ONE, "one.csv")
    kept = workbench.plans.save("Theirs", settings, workbench.optimize(settings).spend, optimized=True)
    assert kept.model_version == f"curves-{record.hash}"
    assert (kept.brought, own.brought) == (True, False)
    assert workbench.planner_key("revenue", 7) == workbench.planner("revenue", 7).key == kept.planner_key
    assert workbench.plans.older([own, kept]) == {own.id: "model", kept.id: ""}


def test_a_bad_file_leaves_what_was_in_use(workbench):
    workbench.curves.use(ONE, "one.csv")
    with pytest.raises(FileUnusableError):
        workbench.curves.use(b"nothing", "x.csv")
    assert workbench.curves.record().name == "one.csv"


def test_a_damaged_file_is_said_and_can_be_dropped(workbench, tmp_path):
    workbench.curves.use(ONE, "one.csv")
    (kept,) = (tmp_path / "curves").iterdir()
    kept.write_bytes(b"torn")
    with pytest.raises(ProductError, match="damaged"):
        workbench.curves.record()
    workbench.curves.drop()
    assert workbench.curves.record() is None


ROBYN = {
    "InputCollect": {"dayInterval": [7], "dep_var_type": ["revenue"]},
    "ExportedModel": {
        "hyper_values": {"tv_alphas": [1.4]},
        "summary": [{"variable": "tv", "coef": 900.0, "mean_spend": 150.0, "mean_response": 500.0}],
    },
}
FORMATS = {
    "own table": ONE,
    "own tree": file_of(["tv", "radio"], scale=[900.0, 1000.0], form="tanh"),
    "Robyn": json.dumps(ROBYN).encode(),
    "Meridian": csv(meridian("tv", 900)),
    "PyMC-Marketing": b"channel,lam,beta,channel_scale,target_scale,days\ntv,2,700,300,3,7\nradio,1,700,300,3,7\n",
}


@pytest.mark.parametrize("content", FORMATS.values(), ids=FORMATS)
def test_every_format_goes_through_planner_and_optimizer(workbench, content):
    record = workbench.curves.use(content, "curves")
    planner = workbench.planner(days=14)
    budget = 0.5 * sum(c.upper for c in planner.campaigns)
    plan = workbench.optimize(PlanSettings(outcome=record.outcome, days=14, budget=budget))
    assert sum(plan.spend.values()) == pytest.approx(budget, abs=0.01)
    assert plan.gap < 1e-4
    # The curve of a steady spend over the horizon is that of a period, as often as it fits.
    spend = np.array(list(plan.spend.values()))
    brought = [curve_draws(c, x).mean() for c, x in zip(planner.curves, spend, strict=True)]
    assert plan.figures.expected == pytest.approx(sum(brought))
    assert all(c.beyond == (c.spend > p.seen) for c, p in zip(plan.figures.campaigns, planner.campaigns, strict=True))


def test_of_curves_without_draws_no_chance_is_said(workbench):
    workbench.curves.use(ONE, "one.csv")
    settings = PlanSettings(days=7, budget=700.0)
    assert not workbench.planner(days=7).ranged
    kept = [workbench.plans.save(name, settings, split) for name, split in (("A", {"tv": 10.0}), ("B", {"tv": 0.0}))]
    odds = compare(kept, {("revenue", 7): workbench.planner("revenue", 7)}).odds
    assert odds
    assert all(one.win is None and "without a range" in one.reason for one in odds)
    for advice in workbench.report("BudgetOptimizer").recommendations:
        assert advice.chance is None
