"""Files that can be used: what is read, from where, and that nothing is lost on the way."""

import csv
import math
from datetime import date, datetime

import pandas as pd
import pytest

from core.data import DAILY_METRICS, Dataset, read_campaign_file
from core.errors import FileUnusableError, UnreadableSpendError
from core.simulation import DataGenerator
from tests.core.data.files import FOLDER, days, public_file, table, workbook

HEADER = "date,campaign,channel,spend,impressions,clicks,conversions,revenue"
ROW = "{},Brand,Search,10.5,1000,50,2,80"


def books_balance(result) -> None:
    assert result.rows_read == result.rows_kept + result.rows_set_aside
    assert len(result.set_aside) == result.rows_set_aside
    assert (result.set_aside["reason"] != "").all()
    assert set(result.totals_in) == set(result.measured)
    for name in result.measured:
        total = result.totals_kept[name] + result.totals_set_aside[name]
        assert math.isclose(result.totals_in[name], total, rel_tol=1e-9, abs_tol=1e-9)
        assert math.isclose(result.totals_kept[name], result.frame[name].sum(), rel_tol=1e-9, abs_tol=1e-9)
    assert tuple(result.frame.columns) == DAILY_METRICS
    assert not result.frame.duplicated(["date", "campaign_id"]).any()
    assert not result.frame.isna().any().any()


def is_sentence(error: FileUnusableError) -> None:
    text = str(error)
    assert text.endswith(".")
    assert "\n" not in text
    assert len(text) < 800


def codes(result) -> set[str]:
    return {issue.code for issue in result.issues}


def test_plain_names_of_the_schema():
    result = read_campaign_file(table(HEADER, ROW, "{},Generic,Search,4,10,1,0,0"), "plain.csv")
    books_balance(result)
    assert result.source == "plain"
    assert result.measured == ("spend", "impressions", "clicks", "conversions", "revenue")
    assert result.totals_in["spend"] == 3 * 14.5
    assert list(result.frame["campaign_id"].unique()) == ["search-brand", "search-generic"]
    dataset = result.dataset("My file")
    assert isinstance(dataset, Dataset)
    assert (dataset.name, dataset.source, dataset.currency) == ("My file", "plain", None)
    assert list(dataset.campaigns["start"].dt.date) == [days()[0]] * 2


def test_what_the_generator_made_comes_back_the_same(tmp_path):
    made = DataGenerator(customers=0, days=120).generate()
    path = tmp_path / "made.csv"
    made.daily_metrics.to_csv(path, index=False)
    result = read_campaign_file(path)
    books_balance(result)
    pd.testing.assert_frame_equal(result.frame, made.daily_metrics)


def test_public_ad_network_file():
    path = public_file("ad_network_daily.csv")
    result = read_campaign_file(path)
    books_balance(result)
    with path.open() as lines:
        rows = list(csv.DictReader(lines))
    assert result.rows_kept == len(rows) == len(result.frame)
    assert math.isclose(result.totals_kept["revenue"], sum(float(row["revenue"]) for row in rows))
    assert result.frame["campaign_id"].nunique() == len({(row["campaign"], row["channel"]) for row in rows}) == 18


def test_public_listing_sites_file():
    path = public_file("listing_sites_daily.csv")
    result = read_campaign_file(path)
    books_balance(result)
    with path.open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    assert (result.source, result.currency) == ("listing_sites", "USD")
    assert result.measured == ("spend", "clicks", "conversions")
    assert result.rows_read == result.rows_kept == len(rows)
    assert math.isclose(result.totals_kept["spend"], sum(float(row["Money Spent ($)"] or 0) for row in rows))
    assert result.totals_kept["conversions"] == sum(int(row["Leads"] or 0) for row in rows)
    assert result.frame["campaign"].nunique() == len({(row["Channel"], row["Categories"]) for row in rows})
    # The file writes 03/31/2021, then 1/4/2021 to 12/4/2021, then 04-13-2021: the middle ones are of April.
    assert result.frame["date"].max() == pd.Timestamp("2021-04-30")
    april = result.frame[result.frame["date"].between("2021-04-01", "2021-04-12")]
    assert april["date"].nunique() == 12
    assert "dates_by_neighbours" in codes(result)


def test_every_public_file_gives_balanced_books_or_one_sentence():
    if not FOLDER.is_dir():
        pytest.skip(f"the folder of public data {FOLDER} is absent (CAMPAIGN_DATA names another folder)")
    read = []
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        for name in {path.name, f"{path.stem}.csv"}:
            try:
                result = read_campaign_file(path.read_bytes(), name)
            except FileUnusableError as error:
                is_sentence(error)
            else:
                books_balance(result)
                read.append(path.name)
    assert {"ad_network_daily.csv", "listing_sites_daily.csv", "ad_reporting_schema_example.csv"} <= set(read)
    assert "google_ads_weekly.csv" not in read


SOURCES = {
    "google_ads": (
        table(
            "Campaign\tDay\tCampaign status\tCurrency code\tCost\tImpr.\tClicks\tCTR\tConversions\tConv. value",
            "Brand\t{}\tEnabled\tEUR\t1,234.50\t10,000\t 500\t5.00%\t12.5\t2,000.00",
            "Generic\t{}\tEnabled\tEUR\t 90.00\t--\t10\t< 10%\t--\t--",
            preamble="Campaign report\nMarch 30, 2026 - April 1, 2026\n",
            footer="Total: Account\t --\t --\tEUR\t3,973.50\t30,000\t1,530\t5.1%\t37.5\t6,000.00\n",
            encoding="utf-16",
        ),
        {"spend": 3 * 1324.5, "conversions": 37.5, "revenue": 6000},
        1,
        "EUR",
    ),
    "meta_ads": (
        table(
            "Campaign name,Day,Amount spent (USD),Impressions,Link clicks,Clicks (all),Purchases,"
            "Purchases conversion value,Reporting starts,Reporting ends",
            "Summer,{},20.25,1000,30,44,2,90.5,{},{}",
            footer=",,60.75,3000,90,132,6,271.5,2026-03-30,2026-04-01\n",
        ),
        {"spend": 60.75, "clicks": 90, "conversions": 6},
        1,
        "USD",
    ),
    "linkedin": (
        table(
            "Start Date (in UTC)\tCampaign Name\tCampaign Group Name\tCurrency\tTotal Spent\tClicks\tOpens\tLeads",
            "3/30/2026\tLeads DE\tGroup\tEUR\t50.10\t900\t9\t1",
            "3/31/2026\tLeads DE\tGroup\tEUR\t50.10\t900\t9\t1",
            "4/1/2026\tLeads DE\tGroup\tEUR\t50.10\t900\t9\t1",
            preamble="Campaign Performance Report (in UTC)\nDate Generated: April 2, 2026\n",
            footer="Total\t\t\t\t150.30\t2700\t27\t3\n",
            encoding="utf-16",
        ),
        {"spend": 150.3, "conversions": 3},
        1,
        "EUR",
    ),
    "tiktok": (
        table(
            "Campaign name,Date,Cost,Impressions,Clicks (destination),Conversions,Complete payment value,Currency",
            "Dance,{},31.00,4000,40,3,120,GBP",
            footer="Total of 3 results,-,93.00,12000,120,9,360,GBP\n",
        ),
        {"spend": 93, "revenue": 360},
        1,
        "GBP",
    ),
    "microsoft_ads": (
        table(
            '"Gregorian date","Campaign","Campaign ID","Spend","Impressions","Clicks","Conversions","Revenue"',
            '"{}","Brand","[138689064]","1.10","20","2","1","9.90"',
            preamble='"Report Name: Campaigns"\n"Report Time: 3/30/2026,4/1/2026"\n\n',
            footer='"Total","-","-","3.30","60","6","3","29.70"\n\n"©2026 Microsoft Corporation. All rights kept."\n',
        ),
        {"spend": 3.3, "revenue": 29.7},
        2,
        None,
    ),
    "warehouse": (
        table(
            "source_relation,date_day,platform,account_id,campaign_id,campaign_name,clicks,impressions,spend,conversions,"
            "conversions_value",
            "a,{},google_ads,1,77,Brand,5,50,7.5,1,20",
            "b,{},facebook_ads,2,77,Summer,6,60,8.5,1,30",
        ),
        {"spend": 48, "revenue": 150},
        0,
        None,
    ),
    "plain": (
        table(
            "Tag;Kampagne;Kanal;Kosten;Impressionen;Klicks;Conversions;Conv.-Wert",
            "{};Marke;Suche;1.234,50;1.000;50;2;80,25",
            footer="Gesamt;;;3.703,50;3.000;150;6;240,75\n",
        ),
        {"spend": 3703.5, "impressions": 3000, "revenue": 240.75},
        1,
        None,
    ),
}


@pytest.mark.parametrize("source", SOURCES)
def test_exports_of_the_platforms_are_known_by_their_headers(source):
    content, totals, aside, currency = SOURCES[source]
    result = read_campaign_file(content, "export.csv")
    books_balance(result)
    assert result.source == source
    assert result.currency == currency
    assert result.rows_set_aside == aside
    for name, total in totals.items():
        assert math.isclose(result.totals_kept[name], total), name
    assert set(result.frame["date"].dt.date) == set(days())


def test_two_platforms_with_the_same_id_stay_two_campaigns():
    frame = read_campaign_file(SOURCES["warehouse"][0], "w.csv").frame
    assert sorted(frame["campaign_id"].unique()) == ["77-facebook-ads", "77-google-ads"]


def test_a_renamed_campaign_stays_one_and_keeps_its_newest_name():
    content = table("date,campaign_id,campaign,spend,conversions", "2026-03-30,7,Old,1,1", "2026-03-31,7,New,2,1")
    frame = read_campaign_file(content, "f.csv").frame
    assert list(frame["campaign"]) == ["New", "New"]
    assert list(frame["campaign_id"]) == ["7", "7"]


def test_ids_that_a_spreadsheet_has_cut_are_not_used():
    content = table("date,campaign_id,campaign,spend,conversions", "{},1.23E+17,Brand,1,1", "{},1.23E+17,Generic,2,1")
    result = read_campaign_file(content, "f.csv")
    assert result.frame["campaign_id"].nunique() == 2
    assert "cut_ids" in codes(result)


def test_names_that_differ_only_in_signs_get_different_ids_that_stay_the_same():
    first = read_campaign_file(table("date,campaign,spend", "{},A+B,1", "{},A-B,2", "{},日本,3"), "f.csv").frame
    again = read_campaign_file(table("date,campaign,spend", "{},日本,3", "{},A-B,2", "{},A+B,1"), "f.csv").frame
    assert first["campaign_id"].nunique() == 3
    pd.testing.assert_frame_equal(first, again)


def test_a_workbook_with_real_dates_and_numbers():
    rows: list[list[object]] = [["Report of April"], [], ["Day", "Campaign", "Cost (EUR)", "Clicks", "Conversions"]]
    rows += [[day, "Brand", 10.25, 5, 1] for day in days()]
    rows += [["Total", "", 30.75, 15, 3]]
    result = read_campaign_file(workbook({"Notes": [["Nothing here"]], "Data": rows}), "report.xlsx")
    books_balance(result)
    assert (result.rows_kept, result.rows_set_aside, result.currency) == (3, 1, "EUR")
    assert result.totals_kept["spend"] == 30.75
    assert list(result.frame["date"].dt.date) == days()
    assert list(result.set_aside["row"]) == [7]


def test_day_numbers_of_a_spreadsheet_are_dates():
    rows: list[list[object]] = [["date", "campaign", "spend"]]
    rows += [[(day - date(1899, 12, 30)).days, "Brand", 1] for day in days()]
    frame = read_campaign_file(workbook({"Data": rows}), "report.xlsx").frame
    assert list(frame["date"].dt.date) == days()


def test_several_rows_a_day_are_added_up():
    content = table("date,campaign,keyword,spend,clicks", "{},Brand,a,1,2", "{},Brand,b,3,4", "{},Brand,b,3,4")
    result = read_campaign_file(content, "f.csv")
    books_balance(result)
    assert list(result.frame["spend"]) == [7, 7, 7]
    assert {"added_up", "equal_rows"} <= codes(result)


def test_exact_copies_of_daily_rows_are_set_aside():
    content = table(HEADER, ROW) + table(HEADER, ROW).split(b"\n", 1)[1]
    result = read_campaign_file(content, "f.csv")
    books_balance(result)
    assert (result.rows_kept, result.rows_set_aside) == (3, 3)
    assert list(result.set_aside["reason"]) == [f"An exact copy of row {n}" for n in (2, 3, 4)]
    assert result.totals_set_aside["spend"] == 31.5


def test_credits_are_kept_and_said():
    result = read_campaign_file(table("date,campaign,spend", "{},Brand,10", "{},Brand,-2.5"), "f.csv")
    books_balance(result)
    assert list(result.frame["spend"]) == [7.5] * 3
    issue = next(issue for issue in result.issues if issue.code == "negative_spend")
    assert (issue.rows, issue.spend) == (3, -7.5)


@pytest.mark.parametrize("cell", ["abc", "nan", "1e300", "Err:509"])
def test_text_in_spend_is_refused_unless_a_person_says_to_leave_it_out(cell):
    content = table(HEADER, ROW, f"2026-03-30,Brand,Search,{cell},1,1,1,1")
    with pytest.raises(
        UnreadableSpendError, match=rf"“{cell}” in “spend” \(row 5\) is not an amount of money"
    ) as error:
        read_campaign_file(content, "f.csv")
    assert error.value.rows == 1
    assert read_campaign_file(content, "f.csv", mapping={"unreadable_spend": "set-aside"}).rows_set_aside == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("2026-03-30,Brand,Search,abc,1,1,1,1", "“abc” in “spend” is not a number"),
        ("2026-03-30,Brand,Search,nan,1,1,1,1", "“nan” in “spend” is not a number"),
        ("2026-03-30,Brand,Search,inf,1,1,1,1", "“inf” in “spend” is not a number"),
        ("2026-03-30,Brand,Search,1e300,1,1,1,1", "“1e300” in “spend” is not a number"),
        ("2026-03-30,Brand,Search,12%,1,1,1,1", "“12%” in “spend” is not a number"),
        ("2026-03-30,Brand,Search,1,1,1,Err:509,1", "“Err:509” in “conversions” is not a number"),
        ("2026-03-30,Brand,Search,1,-5,1,1,1", "“-5” impressions is below zero"),
        ("2026-03-30,,Search,1,1,1,1,1", "No campaign name"),
        (",Brand,Search,1,1,1,1,1", "No date"),
        ("31 June 2026,Brand,Search,1,1,1,1,1", "“31 June 2026” is not a date"),
        ("1985-01-01,Brand,Search,1,1,1,1,1", "“1985-01-01” is before 1990"),
        ("2199-01-01,Brand,Search,1,1,1,1,1", "“2199-01-01” is in the future"),
        ("2026-03-30,Brand,Search,1,1,1,1,1,and more", "More cells than the header has"),
        ("Total,,,99,1,1,1,1", "A total, not a day of a campaign"),
        ("2026-03-30,Total,,99,1,1,1,1", "A total, not a day of a campaign"),
        ("All rights reserved", "A note, not a row of data"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_reason_and_the_others_stay(bad, reason):
    result = read_campaign_file(table(HEADER, ROW, bad), "f.csv", mapping={"unreadable_spend": "set-aside"})
    books_balance(result)
    assert result.rows_kept == 3
    assert list(result.set_aside["row"]) == [5]
    assert result.set_aside["reason"][0].startswith(reason)
    assert list(result.set_aside.columns[:2]) == ["row", "reason"]
    assert result.set_aside["date"][0] == bad.split(",")[0]
    assert sum(issue.rows for issue in result.issues if issue.code in set(codes(result)) - {"added_up"}) == 1


def test_a_campaign_may_be_called_total():
    result = read_campaign_file(table(HEADER, "{},Total fitness,Search,1,1,1,1,1"), "f.csv")
    assert result.rows_set_aside == 0


def test_rows_of_several_days_are_set_aside_where_they_are_few():
    content = table(
        "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR)",
        "{},{},Brand,5",
        "2026-03-30,2026-04-05,Brand,70",
    )
    result = read_campaign_file(content, "f.csv")
    books_balance(result)
    assert result.totals_set_aside == {"spend": 70}
    assert result.set_aside["reason"][0] == "It covers the days from 2026-03-30 to 2026-04-05"


def test_a_person_can_say_which_column_is_which():
    content = table("when,what,paid,got", "{},Brand,5,50")
    with pytest.raises(FileUnusableError, match="no column for date or campaign or spend"):
        read_campaign_file(content, "f.csv")
    mapping = {"date": "when", "campaign": "What", "spend": "paid", "revenue": "got"}
    result = read_campaign_file(content, "f.csv", mapping)
    assert result.columns == mapping | {"campaign": "what"}
    assert result.measured == ("spend", "revenue")


def test_a_person_can_leave_a_column_out():
    result = read_campaign_file(table(HEADER, ROW), "f.csv", {"revenue": "", "channel": ""})
    assert "revenue" not in result.measured
    assert set(result.frame["channel"]) == {"No channel"}


def test_micros_are_millionths():
    result = read_campaign_file(table("date,campaign,cost_micros", "{},Brand,2500000"), "f.csv")
    assert result.totals_in["spend"] == 7.5


def test_reading_says_what_limits_the_data():
    yesterday = datetime.now().date()
    content = "date,campaign,spend\n" + "".join(f"{day},Brand,1\n" for day in (days()[0], yesterday))
    assert {"no_outcome", "few_days", "recent_days", "no_currency"} <= codes(
        read_campaign_file(content.encode(), "f.csv")
    )


def test_where_two_columns_could_be_meant_the_report_says_which_was_used():
    result = read_campaign_file(table("date,campaign,spend,clicks,link clicks", "{},Brand,1,5,4"), "f.csv")
    assert result.totals_in["clicks"] == 15
    assert any("“clicks”, not from “link clicks”" in issue.text for issue in result.issues)
