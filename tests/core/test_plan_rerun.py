"""A re-run: the same split on the data of now and the best beside it; saved only when somebody keeps it."""

from dataclasses import replace

import numpy as np
import pytest

from core.allocation.planning import PlanSettings
from core.data import Dataset, campaigns_of
from core.database import open_database
from core.errors import ConflictError, InputError, NotEnoughDataError
from core.memo import DictMemo
from core.optimizing import optimize
from core.plan_book import PlanBook
from core.scenarios import ScenarioStore
from tests.core.scenarios.cases import daily, make_dataset, make_planner


class Now:
    """Data and model, which may move on."""

    def __init__(self) -> None:
        self.dataset, self.seed, self.only, self.held = make_dataset(), 3, 3, ("revenue", "conversions")

    def planner(self, outcome: str, days: int, dataset: Dataset | None = None):
        if outcome not in self.held:
            raise NotEnoughDataError(f"The data hold no {outcome}.")
        return make_planner(dataset or self.dataset, outcome, days, self.seed, only=self.only)

    def move_on(self, **values: object) -> None:
        self.dataset = make_dataset(days=45)
        for name, value in values.items():
            setattr(self, name, value)


@pytest.fixture
def now():
    return Now()


@pytest.fixture
def store(tmp_path):
    return ScenarioStore(open_database(f"sqlite:///{tmp_path / 'r.db'}"))


@pytest.fixture
def book(now, store):
    return PlanBook(store, lambda: now.dataset, now.planner, lambda *asked: now.planner(*asked).key, DictMemo())


def optimized(book, now, settings=None):
    """The best split of some settings, kept."""
    settings = settings or PlanSettings(budget=10_000.0)
    best = optimize(now.planner(*(settings.outcome, settings.days)), settings, DictMemo())
    return book.save("Best", settings, best.spend, optimized=True, note="Why", owner="Mara")


def test_nothing_has_moved_on(book, now):
    saved = book.save("Plan", PlanSettings(), {"c1": 5000.0})
    assert book.standing(saved) == type(book.standing(saved))("", "")
    found = book.rerun(saved)
    assert (found.figures, found.spend, found.best, found.gap, found.remarks) == (
        saved.figures, saved.spend, None, None, (),
    )  # fmt: skip


def test_what_moved_on_is_known_of_all_at_once(book, now):
    kept = [book.save("Plan", PlanSettings(days=days), {}) for days in (30, 14)]
    assert book.older(kept) == {kept[0].id: "", kept[1].id: ""}
    now.seed = 4
    assert set(book.older(kept).values()) == {"model"}
    now.move_on()
    assert set(book.older(kept).values()) == {"data"}


def test_the_same_split_gets_the_figures_of_the_curves_of_now_and_nothing_is_saved(book, now, store):
    saved = book.save("Plan", PlanSettings(), {"c1": 5000.0, "c2": 4000.0})
    now.move_on(seed=23)
    assert book.standing(saved).older == "data"
    found = book.rerun(saved)
    # Independent of plan_figures: the Hill curves of the new draws by hand.
    planner = now.planner("revenue", 30)
    total = sum(
        c.scale * x**c.slope / (c.half_saturation**c.slope + x**c.slope)
        for c, x in zip(planner.curves, (5000.0, 4000.0, 1500.0), strict=True)
    )
    assert found.figures.expected == pytest.approx(total.mean())
    assert (found.figures.lower, found.figures.upper) == pytest.approx(tuple(np.quantile(total, [0.1, 0.9])))
    assert found.figures.expected != pytest.approx(saved.figures.expected, rel=1e-3)
    assert store.versions(saved.id) == [saved]


def test_only_the_model_moved_on(book, now):
    saved = book.save("Plan", PlanSettings(), {"c1": 5000.0})
    now.seed = 11
    assert book.standing(saved).older == "model"


def test_an_optimized_plan_is_laid_beside_the_new_best(book, now):
    saved = optimized(book, now)
    now.move_on(seed=23)
    found = book.rerun(saved)
    assert sum(found.best.spend.values()) == pytest.approx(10_000.0)
    assert found.best.figures.expected > found.figures.expected
    lost = 1 - found.figures.expected / found.best.figures.expected
    assert found.gap == pytest.approx(lost, abs=1e-6)
    assert 1e-4 < found.gap < 1


def test_a_total_that_moved_is_not_compared(book, now):
    saved = optimized(book, now, PlanSettings())  # today's total
    assert sum(saved.spend.values()) == pytest.approx(10_500.0)
    now.move_on(only=3)
    richer = make_planner(now.dataset, seed=23)
    now.planner = lambda outcome, days, dataset=None: replace(
        richer, campaigns=tuple(replace(c, today=2 * c.today, upper=2 * c.upper) for c in richer.campaigns)
    )
    book._planner = now.planner
    found = book.rerun(saved)
    assert found.best.figures.spend == pytest.approx(21_000.0)
    assert found.gap is None
    assert "cannot be said" in found.remarks[0]


def test_settings_that_fit_no_more_leave_the_same_split(book, now):
    saved = optimized(book, now, PlanSettings(budget=31_500.0))  # all that the usual limits allow
    now.move_on()
    poorer = make_planner(now.dataset)
    book._planner = lambda outcome, days, dataset=None: replace(
        poorer, campaigns=tuple(replace(c, upper=c.upper / 2) for c in poorer.campaigns)
    )
    found = book.rerun(saved)
    assert (found.best, found.gap) == (None, None)
    assert found.remarks[0].startswith("No split fits these settings any more: ")
    assert found.figures.spend == pytest.approx(31_500.0)


def test_what_cannot_be_run_again_says_why(book, now):
    saved = book.save("Plan", PlanSettings(), {"c1": 5000.0})
    conversions = book.save("Orders", PlanSettings(outcome="conversions"), {"c1": 5000.0})
    now.move_on(only=2, held=("revenue",))
    assert book.standing(saved).reason == ("“Reach” is not in the data in use, so the same split cannot be run again.")
    with pytest.raises(InputError, match="“Reach” is not in the data in use"):
        book.rerun(saved)
    with pytest.raises(InputError, match="they hold no conversions"):
        book.rerun(conversions)


def test_a_campaign_that_is_new_gets_nothing_and_that_is_said(book, now):
    now.only = 2
    saved = book.save("Plan", PlanSettings(), {"c1": 5000.0})
    now.move_on(only=3)
    found = book.rerun(saved)
    assert found.spend == {"c1": 5000.0, "c2": 6000.0, "c3": 0.0}
    assert found.remarks == ("“Reach” is new since then and would get nothing in this split.",)


def test_keeping_makes_the_next_version_and_leaves_the_old_one(book, now, store):
    saved = optimized(book, now)
    now.move_on(seed=23)
    found = book.rerun(saved)
    same = book.keep_rerun(saved.id, 1, found.key, "same", "Jonas")
    assert (same.version, same.owner, same.note, same.settings) == (2, "Jonas", "Why", saved.settings)
    assert (same.spend, same.figures, same.gap) == (saved.spend, found.figures, found.gap)
    assert "below the best possible" in same.certificate
    best = book.keep_rerun(saved.id, 2, found.key, "best")
    assert (best.version, best.spend, best.figures) == (3, found.best.spend, found.best.figures)
    assert best.certificate.startswith("Proved within")
    assert store.get(saved.id, 1) == saved
    assert book.standing(best).older == ""


def test_what_was_not_shown_is_not_kept(book, now, store):
    saved = book.save("Plan", PlanSettings(), {"c1": 5000.0})
    now.move_on(seed=23)
    found = book.rerun(saved)
    with pytest.raises(InputError, match="no such split"):
        book.keep_rerun(saved.id, 1, found.key, "best")
    now.seed = 12
    with pytest.raises(ConflictError, match="Data or model changed"):
        book.keep_rerun(saved.id, 1, found.key, "same")
    book.save("Plan", PlanSettings(), {}, scenario_id=saved.id, base_version=1)
    with pytest.raises(ConflictError, match="moved on to version 2"):
        book.keep_rerun(saved.id, 1, book.rerun(saved).key, "same")
    assert [s.version for s in store.versions(saved.id)] == [2, 1]


def test_the_data_it_was_made_on_need_not_be_there(book, now):
    saved = book.save("Plan", PlanSettings(), {"c1": 5000.0})
    frame = daily(days=50)
    now.dataset = Dataset("Another shop", frame, campaigns_of(frame), currency="EUR")
    assert book.rerun(replace(saved, dataset_hash="gone", dataset_name="Deleted")).figures.spend == pytest.approx(
        saved.figures.spend
    )
