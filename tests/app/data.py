"""Files of campaign data for the tests of the command line and of the pages: made here, or public where they are."""

import os
from pathlib import Path

import pytest

from core.simulation import DataGenerator

ROOT = Path(__file__).parents[2]


def public_file(name: str) -> Path:
    """A file of the public data; the test is skipped where they are not."""
    folder = Path(os.environ.get("CAMPAIGN_DATA") or ROOT.parent / "shared" / "data")
    path = folder / name
    if not path.is_file():
        pytest.skip(f"the public file {name} is not in {folder} (CAMPAIGN_DATA names another folder)")
    return path


def generated_file(path: Path, *, campaigns: int = 5, days: int = 120, seed: int = 3) -> Path:
    """A CSV of generated daily metrics with the plain names of the schema."""
    dataset = DataGenerator(seed=seed, campaigns=campaigns, customers=0, days=days).generate()
    frame = dataset.daily_metrics.drop(columns="campaign_id")
    frame.to_csv(path, index=False)
    return path
