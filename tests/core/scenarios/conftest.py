"""A small planner with known posterior draws, and a store in a file."""

from pathlib import Path

import pytest

from core.allocation.planning import Planner
from core.data import Dataset
from core.database import open_database
from core.scenarios import ScenarioStore

from .cases import Saver, make_dataset, make_planner


@pytest.fixture
def dataset() -> Dataset:
    return make_dataset()


@pytest.fixture
def planner(dataset: Dataset) -> Planner:
    return make_planner(dataset)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'scenarios.db'}"


@pytest.fixture
def store(url: str) -> ScenarioStore:
    return ScenarioStore(open_database(url))


@pytest.fixture
def save(store: ScenarioStore, dataset: Dataset, planner: Planner) -> Saver:
    return Saver(store, dataset, planner)
