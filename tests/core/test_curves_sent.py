"""What the browser gets of the curves: every draw, so many that the ends of intervals are right within 1 %."""

from dataclasses import replace

import numpy as np
import pytest

from core.allocation.planning import LEVEL, Planner, plan_figures
from core.curves import FORMS, CurveDraws, curves_bytes
from core.memo import DictMemo
from core.planning import make_planner
from core.response import ResponseModel
from core.simulation import DataGenerator


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=3, campaigns=5, customers=0, days=120).generate()


@pytest.fixture(scope="module")
def planner(dataset):
    return make_planner(dataset, "revenue", 30, DictMemo())


def received(planner: Planner) -> Planner:
    """The planner with the curves that the bytes hold, read as their description says."""
    data = curves_bytes(planner.curves)
    _, count, draws = np.frombuffer(data, "<u4", 3, 4)
    forms = np.frombuffer(data, "u1", count, 16)
    parameters = np.frombuffer(data, "<f8", offset=16 + 8 * -(-int(count) // 8)).reshape(3, count, draws)
    curves = [
        CurveDraws(c.name, *parameters[:, i], seen=c.seen, form=FORMS[forms[i]]) for i, c in enumerate(planner.curves)
    ]
    return replace(planner, curves=tuple(curves))


def splits(planner: Planner, count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(5)
    upper = np.array([c.upper for c in planner.campaigns])
    return [rng.uniform(0.1, 1, len(upper)) * upper for _ in range(count)]


def test_every_draw_is_sent_to_the_last_bit(planner):
    assert len(planner.curves[0].scale) == 400
    for spend in splits(planner, 10):
        assert plan_figures(received(planner), spend) == plan_figures(planner, spend)


def test_the_ends_of_intervals_are_those_of_ten_times_as_many_draws_within_a_hundredth(dataset, planner):
    fit = ResponseModel(draws=4_000).fit(dataset.daily_metrics, "revenue")
    by_name = dict(zip(fit.campaigns, fit.curves, strict=True))
    many = replace(planner, curves=tuple(by_name[c.name].over(30) for c in planner.campaigns))
    assert LEVEL == 0.8
    for spend in [planner.today, *splits(planner, 20)]:
        sent, all_draws = plan_figures(received(planner), spend), plan_figures(many, spend)
        assert sent.expected == pytest.approx(all_draws.expected, rel=0.01)
        assert sent.lower == pytest.approx(all_draws.lower, rel=0.01)
        assert sent.upper == pytest.approx(all_draws.upper, rel=0.01)
