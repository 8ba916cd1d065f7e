"""The one door on real stores: data in use, shared results, scenarios that keep what the model says."""

import pytest

from core.allocation.planning import PlanSettings
from core.errors import FileUnusableError, InputError, NotEnoughDataError, NotFoundError
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import open_workbench


class CountingMemo(DictMemo):
    """Says how often each kind of thing was computed."""

    def __init__(self):
        super().__init__()
        self.computed = []

    def __call__(self, key, compute):
        if key not in self._values:
            self.computed.append(key.split("-")[0])
        return super().__call__(key, compute)


def as_file(dataset):
    return dataset.daily_metrics.to_csv(index=False).encode()


@pytest.fixture(scope="module")
def small():
    return DataGenerator(seed=5, campaigns=4, customers=10, days=120).generate()


@pytest.fixture
def workbench(tmp_path):
    return open_workbench(tmp_path, CountingMemo())


def test_the_first_data_are_generated_and_the_same_for_everybody(workbench, tmp_path):
    demo = workbench.dataset()
    assert demo.content_hash == open_workbench(tmp_path, DictMemo()).dataset().content_hash
    assert workbench.dataset_record().is_demo
    assert workbench.import_report() is None
    assert demo.truth is not None


def test_an_import_is_in_use_for_the_next_who_opens_and_can_be_undone(workbench, tmp_path, small):
    demo = workbench.dataset().content_hash
    result = workbench.import_file(as_file(small), "small.csv", by="Mara")
    assert result.rows_read == result.rows_kept + result.rows_set_aside
    other = open_workbench(tmp_path, DictMemo())
    assert other.dataset().name == "small.csv"
    assert other.dataset_record().added_by == "Mara"
    assert other.import_report().rows_read == result.rows_read
    assert other.undo_import().content_hash == demo
    assert workbench.dataset().content_hash == demo
    assert workbench.use_dataset(result.dataset("small.csv").content_hash).name == "small.csv"


def test_a_file_that_cannot_be_used_leaves_everything_as_it_was(workbench, small):
    workbench.import_file(as_file(small), "small.csv")
    before = workbench.dataset().content_hash
    with pytest.raises(FileUnusableError):
        workbench.import_file(b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.csv")
    assert workbench.dataset().content_hash == before


def test_one_fit_serves_all_questions_and_a_changed_cell_makes_a_new_one(workbench, small):
    workbench.import_file(as_file(small), "small.csv")
    settings = PlanSettings()
    workbench.optimize(settings)
    workbench.budget_curve(settings)
    workbench.figures(settings, {})
    workbench.recommendations()
    workbench.optimize(PlanSettings(days=7))
    assert workbench._memo.computed.count("fit") == 1
    changed = small.daily_metrics.copy()
    changed.loc[changed.index[50], "revenue"] += 1.0
    workbench.import_file(changed.to_csv(index=False).encode(), "small.csv")
    workbench.optimize(settings)
    assert workbench._memo.computed.count("fit") == 2


def test_recommendations_are_ranked_by_what_they_bring(workbench, small):
    workbench.import_file(as_file(small), "small.csv")
    gains = [r.effect.mean for r in workbench.recommendations() if r.effect]
    assert gains == sorted(gains, reverse=True)
    with pytest.raises(NotFoundError):
        workbench.report("Nobody")


def test_data_without_any_outcome_are_told_of_not_crashed_on(workbench, small):
    frame = small.daily_metrics.drop(columns=["revenue"]).assign(conversions=0)
    workbench.import_file(frame.to_csv(index=False).encode(), "bare.csv")
    assert workbench.recommendations() == ()
    with pytest.raises(NotEnoughDataError):
        workbench.planner()


def test_a_scenario_keeps_the_models_figures_and_its_proof(workbench, tmp_path, small):
    workbench.import_file(as_file(small), "small.csv")
    settings = PlanSettings()
    best = workbench.optimize(settings)
    kept = workbench.plans.save("Best", settings, best.spend, note="why", owner="Mara", optimized=True)
    seen = open_workbench(tmp_path, DictMemo()).scenarios.get(kept.id)
    assert seen.spend == best.spend
    assert seen.figures.expected == pytest.approx(best.figures.expected)
    assert (seen.certificate, seen.gap) == (best.certificate, best.gap)
    by_hand = workbench.plans.save("By hand", settings, {})
    assert by_hand.certificate is None


def test_a_split_that_is_not_the_best_is_not_kept_as_proved(workbench, small):
    workbench.import_file(as_file(small), "small.csv")
    with pytest.raises(InputError, match="no longer the best"):
        workbench.plans.save("Claimed", PlanSettings(), {}, optimized=True)
    assert workbench.scenarios.list() == []
