"""What people assume: kept for everybody, part of every key that the fit is in, and undone without training again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.allocation.planning import PlanSettings
from core.assumption_store import AssumptionStore
from core.assumptions import DEFAULTS, applicable, set_aside, standard_error
from core.data import Dataset
from core.database import open_database
from core.errors import InputError, NotFoundError
from core.fit_changes import fit_changes
from core.memo import DictMemo
from core.planning import fit_content, make_planner
from core.response import Assumptions, Belief, LiftTest, ResponseModel
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench


@pytest.fixture(scope="module")
def small() -> Dataset:
    return DataGenerator(seed=5, campaigns=4, customers=10, days=90).generate()


class CountingMemo(DictMemo):
    """Says how often each kind of thing was computed."""

    def __init__(self) -> None:
        super().__init__()
        self.computed: Counter[str] = Counter()

    def __call__(self, key: str, compute: Callable[[], Any]) -> Any:
        if key not in self._values:
            self.computed[key.split("-")[0]] += 1
        return super().__call__(key, compute)


@pytest.fixture
def memo() -> CountingMemo:
    return CountingMemo()


@pytest.fixture
def workbench(tmp_path: Path, small: Dataset, memo: CountingMemo) -> Workbench:
    opened = open_workbench(tmp_path, memo)
    opened.import_file(small.daily_metrics.to_csv(index=False).encode(), "small.csv")
    return opened


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[Assumptions]:
    """What was assumed at each training; the model trains as ever."""
    seen: list[Assumptions] = []
    train = ResponseModel.fit

    def counted(self: ResponseModel, *args: Any, **kwargs: Any) -> Any:
        seen.append(self.assumptions)
        return train(self, *args, **kwargs)

    monkeypatch.setattr(ResponseModel, "fit", counted)
    return seen


def channel_of(dataset: Dataset) -> str:
    return str(dataset.campaigns["channel"].iloc[0])


def lift(subject: str, start: date, days: int = 14) -> LiftTest:
    return LiftTest(subject, start, start + timedelta(days=days - 1), 1_000.0, 2_500.0, 400.0, "Spring")


# ---- keeping


def test_assumptions_are_kept_by_outcome_for_the_next_who_opens(tmp_path: Path) -> None:
    store = AssumptionStore(open_database(f"sqlite:///{tmp_path / 'a.db'}"))
    assert store.current("revenue") is None
    stated = Assumptions("delayed", "tanh", (Belief("TV", (1.0, 4.0)),), (lift("TV", date(2026, 3, 1)),))
    store.use("revenue", stated, " Mara ")
    other = AssumptionStore(open_database(f"sqlite:///{tmp_path / 'a.db'}"))
    record = other.current("revenue")
    assert record is not None
    assert (record.assumptions, record.saved_by, record.saved.utcoffset()) == (stated, "Mara", timedelta(0))
    assert other.current("conversions") is None


def test_undo_goes_back_one_version_at_a_time_down_to_the_defaults(tmp_path: Path) -> None:
    store = AssumptionStore(open_database(f"sqlite:///{tmp_path / 'a.db'}"))
    first, second = Assumptions(beliefs=(Belief("TV", (1.0, 4.0)),)), Assumptions(saturation="root")
    stamps = [store.stamp()]
    for one in (first, first, second):  # the same again is no version
        store.use("revenue", one)
        stamps.append(store.stamp())
    assert stamps[1] == stamps[2]
    assert len({stamps[0], stamps[1], stamps[3]}) == 3
    assert [r.assumptions for r in store.versions("revenue")] == [second, first]
    back = store.undo("revenue")
    assert back is not None
    assert back.assumptions == first
    assert store.stamp() not in stamps
    assert store.undo("revenue") is None
    with pytest.raises(NotFoundError, match="no earlier assumptions"):
        store.undo("revenue")


# ---- what speaks of a data set


def test_what_does_not_speak_of_the_data_has_no_effect_and_is_said(small: Dataset) -> None:
    here, early = channel_of(small), small.first_day - timedelta(days=30)
    good = lift(here, small.first_day)
    stated = Assumptions(
        beliefs=(Belief("TV", (1.0, 4.0)), Belief(here, (1.0, 4.0)), Belief("", carry_over=(2.0, 9.0))),
        lift_tests=(lift(here, early), lift("Radio", small.first_day), good),
    )
    assert applicable(stated, small) == Assumptions(beliefs=(stated.beliefs[2], stated.beliefs[1]), lift_tests=(good,))
    said = {one.subject: one.reason for one in set_aside(stated, small)}
    assert said["TV"] == "TV is not in this data set."
    assert said["Radio"] == "Radio is not in this data set."
    assert "this data set holds" in said[here]
    # Neither the order in which things are said nor an unknown name makes another fit.
    known = replace(stated, beliefs=stated.beliefs[:0:-1], lift_tests=(good,))
    assert fit_content(small, "revenue", known) == fit_content(small, "revenue", stated)


def test_a_campaign_is_known_by_name_and_by_id(small: Dataset) -> None:
    row = small.campaigns.iloc[0]
    for name in (str(row["campaign"]), str(row["campaign_id"])):
        assert set_aside(Assumptions(beliefs=(Belief(name, (1.0, 2.0)),)), small) == ()


def test_the_standard_error_is_that_of_a_normal_distribution() -> None:
    draws = np.random.default_rng(3).normal(10.0, 2.5, 400_000)
    low, high = np.quantile(draws, [0.05, 0.95])
    assert standard_error(float(low), float(high)) == pytest.approx(2.5, rel=0.01)
    with pytest.raises(InputError, match="lower one first"):
        standard_error(4.0, 4.0)


# ---- in use


def test_every_door_answers_under_the_assumptions_in_use(
    workbench: Workbench, memo: CountingMemo, trainings: list[Assumptions]
) -> None:
    settings = PlanSettings()

    def ask() -> tuple[str, float]:
        workbench.fit()
        key = workbench.planner().key
        workbench.report("CampaignAnalyzer")
        workbench.recommendations()
        return key, workbench.optimize(settings).figures.expected

    key, _ = ask()
    assert trainings == [DEFAULTS]
    stated = Assumptions(saturation="michaelis_menten", beliefs=(Belief(channel_of(workbench.dataset()), (1.0, 4.0)),))
    workbench.set_assumptions(stated, "Mara")
    other, _ = ask()
    assert other != key
    assert trainings == [DEFAULTS, stated]
    workbench.undo_assumptions()
    assert ask()[0] == key
    workbench.set_assumptions(stated)
    assert ask()[0] == other
    assert len(trainings) == 2  # going back and forth trains nothing again
    # Five agents, the suggestions of one of them, and two best splits (theirs and ours) under each of the two
    # assumptions, and none of them twice.
    assert memo.computed == {"fit": 2, "report": 10, "optimize": 4, "suggestions": 2}


def test_a_saved_scenario_is_of_an_older_model_when_the_assumptions_change(workbench: Workbench) -> None:
    scenario = workbench.plans.save("Plan", PlanSettings(), {})
    assert scenario.planner_key == workbench.planner().key == workbench.planner_key("revenue", 30)
    assert workbench.plans.older([scenario]) == {scenario.id: ""}
    workbench.set_assumptions(Assumptions(saturation="michaelis_menten"))
    assert scenario.planner_key != workbench.planner().key == workbench.planner_key("revenue", 30)
    assert workbench.plans.older([scenario]) == {scenario.id: "model"}


def test_assumptions_of_one_outcome_leave_the_other_alone(workbench: Workbench) -> None:
    before = workbench.planner("conversions").key
    workbench.set_assumptions(Assumptions(saturation="michaelis_menten"), outcome="revenue")
    assert workbench.planner("conversions").key == before
    assert workbench.assumptions("conversions") == DEFAULTS


def test_what_cannot_be_trained_is_not_put_to_use(workbench: Workbench) -> None:
    with pytest.raises(InputError, match="no saturation"):
        workbench.set_assumptions(Assumptions(saturation="nonsense"))
    assert workbench.assumptions() == DEFAULTS


def test_changes_are_those_of_the_two_fits(workbench: Workbench, small: Dataset) -> None:
    after = Assumptions(saturation="michaelis_menten")
    changes = fit_changes(workbench.dataset(), workbench.outcomes()[0], DEFAULTS, after, DictMemo())
    table = workbench.fit(assumptions=after).roas()
    assert [c.after for c in changes] == table["mean"].tolist()
    dataset = workbench.dataset()
    planner = make_planner(dataset, "revenue", 30, DictMemo(), after)
    assert sum(c.best_after for c in changes) == pytest.approx(planner.today.sum(), abs=0.011)
    assert [c.before for c in changes] == workbench.fit().roas()["mean"].tolist()


def test_a_belief_moves_the_answer_and_undo_returns_the_former_one(workbench: Workbench) -> None:
    row = workbench.dataset().campaigns.iloc[0]
    before, plan = workbench.fit().roas(), workbench.optimize(PlanSettings()).spend
    own = before["campaign_id"].eq(row["campaign_id"])
    mean = float(before.loc[own, "mean"].iloc[0])
    # A firm belief in a quarter of what the data say, beside all that they say.
    workbench.set_assumptions(Assumptions(beliefs=(Belief(str(row["campaign"]), (0.24 * mean, 0.26 * mean)),)))
    after = workbench.fit().roas()
    assert float(after.loc[own, "mean"].iloc[0]) < 0.9 * mean
    assert workbench.optimize(PlanSettings()).spend != plan
    (changed,) = (c for c in workbench.about().changes_from(DEFAULTS) if c.campaign_id == row["campaign_id"])
    assert changed.relative < -0.1
    workbench.undo_assumptions()
    assert workbench.fit().roas().equals(before)
    assert workbench.optimize(PlanSettings()).spend == plan


def test_what_is_asked_of_a_fit_is_computed_once_for_each_set_of_assumptions(
    workbench: Workbench, memo: CountingMemo
) -> None:
    for _ in range(2):
        for stated in (DEFAULTS, Assumptions(saturation="michaelis_menten")):
            workbench.set_assumptions(stated)
            about = workbench.about()
            assert about.stretches == 1  # 90 days: one stretch of 28, and twice as many before it
            about.card()
            about.card(held_out=True)
            about.decomposition("M")
            about.returns()
    asked = {name: count for name, count in memo.computed.items() if name in ("card", "holdout", "decomposition")}
    assert asked == {"card": 4, "holdout": 2, "decomposition": 2}  # a card with and one without what was held out
    with pytest.raises(InputError, match="no such stretch"):
        workbench.about().fold(1)
