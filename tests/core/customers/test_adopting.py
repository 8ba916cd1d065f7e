"""Putting the customers of a file to use: against pandas, and what reads contacts works with them."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from core.campaigns.overlap import overlaps
from core.customers import adopting
from core.customers.adopting import with_customers
from core.customers.source import source_of_dataset
from core.errors import InputError
from core.memo import DictMemo
from core.performance.customers import new_and_returning
from core.performance.periods import periods_of
from core.simulation import DataGenerator
from core.workbench import open_workbench
from tests.core.customers.making_files import desk, source

DATASET = DataGenerator(name="Shop", days=120, campaigns=4, customers=50).generate()
NAME, ID = DATASET.campaigns["campaign"].iloc[1], DATASET.campaigns["campaign_id"].iloc[0]
ROWS = f"""customer_id,date,amount,channel,campaign
x,2026-11-01,10,Mail,{NAME.upper()}
x,2026-11-20,20,Search,{ID}
y,2026-11-21,30,Search,never heard of
y,2026-11-22,-5,Search,
"""


def test_a_file_becomes_customers_and_contacts(tmp_path: Path) -> None:
    dataset = with_customers(DATASET, source(desk(tmp_path), ROWS))
    contacts = dataset.interactions
    assert contacts["campaign_id"].tolist() == [DATASET.campaigns["campaign_id"].iloc[1], ID, ""]
    assert contacts[["customer_id", "value", "kind"]].to_numpy().tolist() == [
        ["x", 10.0, "purchase"], ["x", 20.0, "purchase"], ["y", 30.0, "purchase"],
    ]  # fmt: skip
    assert dataset.customers[["customer_id", "channel"]].to_numpy().tolist() == [["x", "Mail"], ["y", "Search"]]
    assert dataset.customers["acquired"].tolist() == [pd.Timestamp("2026-11-01"), pd.Timestamp("2026-11-21")]
    assert dataset.daily_metrics is DATASET.daily_metrics
    assert list(contacts.columns) == list(DATASET.interactions.columns)
    again = source_of_dataset(dataset)
    assert desk(tmp_path).report(again).purchases == 3


def test_it_is_kept_and_read_everywhere(tmp_path: Path) -> None:
    bench = open_workbench(tmp_path, DictMemo())
    before = bench.dataset().content_hash
    file = bench.customers.files.add(ROWS.encode(), "shop.csv")
    used = bench.customers.use_for_everybody(bench.customers.source({"file": file.hash}), "Ada")
    assert bench.dataset().content_hash == used.content_hash != before
    assert bench.dataset_record().added_by == "Ada"
    found = new_and_returning(bench.dataset(), periods_of({}, bench.dataset().first_day, bench.dataset().last_day))
    assert found is not None
    assert (found.now.new, found.now.new_revenue, found.now.orders) == (2, 60.0, 3)
    assert bench.report("CampaignAnalyzer").headline
    assert bench.undo_import().content_hash == before


def test_contacts_of_no_campaign_overlap_with_nothing() -> None:
    one = pd.DataFrame({"customer_id": [str(n) for n in range(40)], "campaign_id": ""})
    other = one.assign(campaign_id="a")
    assert overlaps(pd.concat([one, other])) == []


def test_what_cannot_be_used_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    customers = desk(tmp_path)
    found = source(customers, ROWS)
    with pytest.raises(InputError, match="USD"):
        with_customers(DATASET, replace(found, currency="USD"))
    with pytest.raises(InputError, match="one row a purchase"):
        with_customers(DATASET, source(customers, "id,age\n1,30\n2,40\n"))
    monkeypatch.setattr(adopting, "MOST_CONTACTS", 2)
    with pytest.raises(InputError, match="3 contacts; up to 2"):
        with_customers(DATASET, found)
