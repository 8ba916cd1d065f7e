"""Tables about customers for the tests of this folder."""

from pathlib import Path

import pandas as pd
import pytest

from core.customers import CustomerSource
from core.customers.desk import CustomerDesk
from core.database import open_database
from core.files import KeptFiles
from core.memo import DictMemo
from core.simulation import DataGenerator

ROLES = '{"shape":"purchases","customer":"id","date":"day","value":"amount"}'


def desk(folder: Path) -> CustomerDesk:
    """A desk over an empty folder, and small demo data."""
    dataset = DataGenerator(name="Shop", days=120, campaigns=4, customers=50).generate()
    return CustomerDesk(KeptFiles(folder / "people"), open_database("sqlite://"), lambda: dataset, DictMemo())


def source(customers: CustomerDesk, content: str | bytes | pd.DataFrame, roles: str = "") -> CustomerSource:
    """The table of a file under given or guessed roles."""
    if isinstance(content, pd.DataFrame):
        content = content.to_csv(index=False)
    content = content.encode() if isinstance(content, str) else content
    file = customers.files.add(content, "table.csv")
    return customers.source({"file": file.hash, "roles": roles})


def public(name: str) -> bytes:
    """A file of the public data, or the test is skipped."""
    import os

    folder = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[4] / "shared/data")
    if not (folder / name).exists():
        pytest.skip(f"{name} is not in {folder}; CAMPAIGN_DATA names the folder.")
    return (folder / name).read_bytes()
