"""What tables about customers are taken for, and what of them is set aside: against pandas, and by hand."""

import io
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from core.customers.histories import histories
from core.customers.role_guess import guess_customer_roles
from core.errors import InputError, NotEnoughDataError, NotFoundError, ProductError
from tests.core.customers.making_files import ROLES, desk, public, source

GERMAN = """Kundennummer;Bestelldatum;Umsatz (EUR);Kanal;Kampagne
K-1;2026-01-03T10:15:00;1.250,50 €;Suche;Marke
K-1;2026-02-03T11:00:00;12,25 €;E-Mail;
K-2;2026-01-09T09:30:00;-12,25 €;Suche;Marke
"""
EVENTS = """user_id,timestamp,event_type,channel,order_value
u1,2026-01-01 08:00:00,view,Search,
u1,2026-01-02 08:00:00,purchase,Search,20
u1,2026-01-02 21:00:00,purchase,Search,5
u1,2026-01-20 08:00:00,purchase,Mail,30
u2,2026-01-05 08:00:00,click,Social,
u2,2026-01-05 09:00:00,refund,Social,9
"""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GERMAN, ("purchases", "Kundennummer", "Bestelldatum", "Umsatz (EUR)", "", "Kanal", "Kampagne")),
        (EVENTS, ("purchases", "user_id", "timestamp", "order_value", "event_type", "channel", "")),
        (
            "CustomerID,InvoiceDate,UnitPrice,LineTotal\n1,2026-01-01,2,4\n1,2026-01-02,2,6\n",
            ("purchases", "CustomerID", "InvoiceDate", "LineTotal", "", "", ""),
        ),
        ("id,age,job,day_of_week\n1,30,clerk,mon\n2,40,maid,fri\n", ("people", "id", "", "", "", "", "")),
        ("ID,x,t_x,T,zbar\n1,2,3,9,4\n2,0,0,9,0\n", ("summary", "ID", "", "", "", "", "")),
    ],
)
def test_columns_are_known_by_their_names(tmp_path: Path, content: str, expected: tuple[str, ...]) -> None:
    roles = source(desk(tmp_path), content).roles
    assert (roles.shape, roles.customer, roles.date, roles.value, roles.kind, roles.channel, roles.campaign) == expected


@pytest.mark.parametrize(
    ("name", "shape", "customer"),
    [
        ("cdnow_transactions.txt", "purchases", "customer_id"),
        ("cdnow_summary.csv", "summary", "ID"),
        ("cdnow_summary_with_value.csv", "summary", "ID"),
        ("customer_personality_marketing_campaign.csv", "people", "ID"),
        ("bank-additional.csv", "people", ""),
        ("hillstrom.csv", "people", ""),
    ],
)
def test_public_files_are_known(tmp_path: Path, name: str, shape: str, customer: str) -> None:
    customers = desk(tmp_path)
    roles = guess_customer_roles(customers.files.add(public(name), name))
    assert (roles.shape, roles.customer) == (shape, customer)


def test_cdnow_is_read_as_pandas_reads_it(tmp_path: Path) -> None:
    content = public("cdnow_transactions.txt")
    frame = pd.read_csv(io.BytesIO(content), sep=r"\s+", dtype={"customer_id": str})
    bought = frame[frame.dollar_value > 0]
    customers = desk(tmp_path)
    found = source(customers, content)
    report = customers.report(found)
    assert (report.rows_read, report.rows_kept, report.rows_aside) == (69_659, len(bought), len(frame) - len(bought))
    assert report.money_kept == pytest.approx(bought.dollar_value.sum())
    assert report.customers == bought.customer_id.nunique()
    assert (report.first, report.last) == (date(1997, 1, 1), date(1998, 6, 30))
    days = bought.drop_duplicates(["customer_id", "date"]).groupby("customer_id").size()
    told = histories(found)
    assert told.frequency.sum() == (days - 1).sum()
    assert set(told.ids) == set(days.index)


def test_amounts_moments_and_returns(tmp_path: Path) -> None:
    customers = desk(tmp_path)
    found = source(customers, GERMAN)
    report = customers.report(found)
    assert found.currency == "EUR"
    assert (report.money_read, report.money_kept, report.money_aside) == (1250.5, 1262.75, -12.25)
    assert report.returns is not None
    assert report.returns.rows == 1
    assert "before returns: 1 row" in report.notes[0]
    assert report.last == date(2026, 2, 3)


def test_only_purchases_of_an_event_log_are_counted(tmp_path: Path) -> None:
    customers = desk(tmp_path)
    found = source(customers, EVENTS)
    report = customers.report(found)
    assert (report.purchases, report.contacts, report.rows_aside) == (3, 3, 0)
    told = customers.histories(found)
    # Two purchases of a day count as one.
    assert (list(told.ids), list(told.frequency), list(told.total), list(told.channel)) == (
        ["u1"],
        [1],
        [55],
        ["Search"],
    )
    other = source(
        customers,
        EVENTS,
        found.roles.to_plain()
        and '{"shape":"purchases","customer":"user_id","date":"timestamp","kind":"event_type","bought":"refund"}',
    )
    assert customers.report(other).purchases == 1


def test_what_cannot_count_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    ahead = (date.today() + timedelta(days=400)).isoformat()
    rows = [
        ("a", "2026-01-01", "5"), ("a", "2026-01-01", "5"), ("", "2026-01-02", "7"), ("b", "soon", "7"),
        ("b", ahead, "7"), ("b", "1900-01-01", "7"), ("b", "2026-01-03", "free"), ("b", "2026-01-04", "0"),
        ("b", "2026-01-05", "11"),
    ]  # fmt: skip
    customers = desk(tmp_path)
    report = customers.report(source(customers, pd.DataFrame(rows, columns=["id", "day", "amount"]), ROLES))
    assert {one.code: (one.rows, one.money) for one in report.aside} == {
        "no-customer": (1, 7), "no-day": (1, 7), "future": (1, 7), "early": (1, 7), "no-amount": (1, 0),
        "return": (1, 0),
    }  # fmt: skip
    assert (report.rows_read, report.rows_kept, report.rows_aside) == (9, 3, 6)
    assert (report.money_read, report.money_kept, report.money_aside) == (49, 21, 28)
    assert any("1 row looks exactly like another one" in note for note in report.notes)
    assert "2 customers and 3 purchases of 21" in report.sentence


def test_days_are_read_whatever_they_are(tmp_path: Path) -> None:
    customers = desk(tmp_path)
    for first, second in (
        ("20260131", "20260201"), ("31.01.2026", "01.02.2026"), ("2026-01-31T23:59:59", "2026-02-01T00:00:01"),
        ("1769817600", "1769904000"), ("46053", "46054"), ("01/31/2026", "02/01/2026"),
    ):  # fmt: skip
        found = source(customers, f"id,day,amount\n1,{first},2\n1,{second},3\n", ROLES)
        report = customers.report(found)
        assert (report.first, report.last) == (date(2026, 1, 31), date(2026, 2, 1)), first


def test_a_summary_in_days_is_that_in_weeks(tmp_path: Path) -> None:
    customers = desk(tmp_path)
    rows = "ID,x,t_x,T\n1,2,14,28\n2,0,0,28\n3,1,30,28\n4,-1,0,28\n5,1,7,\n"
    found = source(customers, rows, '{"shape":"summary","frequency":"x","recency":"t_x","age":"T","unit":"days"}')
    told = customers.histories(found)
    assert (list(told.recency), list(told.age)) == ([2, 0], [4, 4])
    report = customers.report(found)
    assert (report.rows_kept, {one.code: one.rows for one in report.aside}) == (2, {"no-sense": 2, "no-numbers": 1})


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ("{", "cannot be read"),
        ("[[1]]", "cannot be read"),
        ('{"shape":"purchases","customer":"id","date":"gone"}', "no column “gone”"),
        ('{"shape":"purchases","customer":"id"}', "No column says the day"),
        ('{"shape":"purchases","customer":"day","date":"day"}', "two things"),
        ('{"shape":"summary","frequency":"id","recency":"amount","age":"day"}', "no numbers"),
        ('{"shape":"purchases","customer":"id","date":"day","value":"day"}', "no amounts"),
    ],
)
def test_wrong_roles_are_answered_in_words(tmp_path: Path, roles: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        source(desk(tmp_path), "id,day,amount\n1,2026-01-01,2.5\n1,2026-01-02,3.5\n", roles)


def test_files_without_customers_are_answered_in_words(tmp_path: Path) -> None:
    customers = desk(tmp_path)
    with pytest.raises(NotFoundError):
        customers.source({"file": "../../etc"})
    only_returns = source(customers, "id,day,amount\n1,2026-01-01,-2\n1,2026-01-02,-3\n", ROLES)
    with pytest.raises(NotEnoughDataError, match="no purchases"):
        customers.histories(only_returns)
    assert customers.report(only_returns).rows_kept == 0
    for broken in (b"a\n1\n", b"PAR1broken", b""):
        with pytest.raises(ProductError):
            customers.files.add(broken, "x.csv")
