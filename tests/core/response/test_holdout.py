"""Periods that were kept back are foretold about as well as the noise of the known world allows."""

import pytest

from core.errors import NotEnoughDataError
from core.response import ResponseModel
from core.response.holdout import one_fold, pool, rolling_origin
from tests.core.response.synthetic import draw


def test_known_world_is_foretold_within_honest_ranges():
    frame = draw(5, campaigns=6, days=300).frame
    seen = []
    result = rolling_origin(ResponseModel(draws=200), frame, "revenue", 2, 28, lambda *now: seen.append(now))
    assert seen == [(1, 2), (2, 2)]
    assert (result.folds[1].start - result.folds[0].end).days == 1
    assert result.error < result.naive
    assert 0.8 <= result.inside90 <= 0.98
    assert result.inside80 < result.inside90
    again = one_fold(ResponseModel(draws=200), frame, "revenue", 0, 28)
    assert pool([again]).folds[0] == result.folds[1]


def test_too_few_periods_are_refused():
    with pytest.raises(NotEnoughDataError):
        one_fold(ResponseModel(), draw(5, campaigns=2, days=60).frame, "revenue", 0, 28)
