"""The content hash: the same content has the same hash however it is stored, other content has another."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.data import tidy_daily_metrics
from core.data.dataset import frame_hash
from core.simulation import DataGenerator


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(campaigns=3, customers=20, days=30).generate()


def test_one_changed_cell_of_any_column_changes_the_hash(dataset):
    for name in ("daily_metrics", "campaigns", "customers", "interactions"):
        frame = getattr(dataset, name)
        for column in frame.columns:
            changed = frame.copy()
            cell = changed[column].iloc[3 % len(frame)]
            other = cell + pd.Timedelta(days=1) if isinstance(cell, pd.Timestamp) else f"{cell}x"
            if isinstance(cell, (int, float, np.number)):
                other = cell + 1
            changed.loc[changed.index[3 % len(frame)], column] = other
            assert replace(dataset, **{name: changed}).content_hash != dataset.content_hash, column


def test_currency_and_measures_are_content_and_the_name_is_not(dataset):
    assert replace(dataset, currency="USD").content_hash != dataset.content_hash
    assert replace(dataset, measured=("spend",)).content_hash != dataset.content_hash
    assert replace(dataset, name="Other").content_hash == dataset.content_hash


def test_storage_is_not_content(dataset):
    frame = dataset.daily_metrics
    same = frame.astype({"channel": "string", "campaign": "category"}).set_index(np.arange(len(frame))[::-1])
    same["date"] = same["date"].astype("datetime64[s]")
    same["clicks"] = same["clicks"].astype("int64")
    assert frame_hash(same) == frame_hash(frame)


def test_tidying_adds_up_and_sorts(dataset):
    frame = dataset.daily_metrics
    halves = frame.assign(spend=frame["spend"] / 2, impressions=0.0, clicks=0.0, conversions=0.0, revenue=0.0)
    rest = frame.assign(spend=frame["spend"] / 2)
    shuffled = pd.concat([halves, rest]).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(tidy_daily_metrics(shuffled), frame)
