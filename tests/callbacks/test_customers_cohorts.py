"""The view Cohorts over a real workbench: finding, payback, heat map, download, and what little data say."""

import json
from dataclasses import replace

import pandas as pd
import pytest

import callbacks
from callbacks import customers_cohorts as view
from core.data import Dataset
from core.margins import Margins
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench
from tests.callbacks.test_plan_actual import text

MEMO = DictMemo()


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Workbench:
    return open_workbench(tmp_path_factory.mktemp("var"), MEMO)


def shown(bench: Workbench, **parameters: str) -> str:
    head, body = view.shown(bench, parameters)
    return text(head) + text(body)


def file(bench: Workbench, content: str) -> str:
    return bench.customers.files.add(content.encode(), "mine.csv").hash


def purchases(count: int, line: str) -> str:
    return "\n".join(line.format(i=i, day=1 + i % 28, month=1 + i % 6) for i in range(count)) + "\n"


def test_the_finding_is_when_channels_pay_back(bench):
    said = shown(bench)
    first = [one.channel for one in view.answer_of(bench, {})[0].paybacks.channels if one.payback.month == 0]
    assert f"Customers won through {', '.join(first[:-1])} and {first[-1]} pay back with their first purchase" in said
    assert "Video’s and Display’s have not yet" in said
    assert "Not within " in said
    assert "No margin is stated" in said
    assert "known for 1.5 % of the conversions" in said
    assert "Only a test tells that" in said
    assert "may be old" not in said
    assert "some of them are old customers who look new" in said


def test_margins_move_the_payback(bench):
    bench.kpis.margins.use(Margins(0.4))
    try:
        said = shown(bench)
        assert "Customers won through Affiliate pay back after about 1 month" in said
        assert "Shopping’s, Video’s and Display’s have not yet" in said
        assert "No margin is stated" not in said
    finally:
        bench.kpis.margins.use(Margins())


def test_by_month_says_whether_customers_come_back_as_before(bench):
    said = shown(bench, by="month")
    assert "New customers come back more often than before" in said
    assert "may be old customers" in said
    assert "part of the month" in said
    one = shown(bench, by="month", channel="Search")
    assert one != said
    assert "Nobody’s first purchase came through" in shown(bench, by="month", channel="Radio<b>")


def test_the_layout_is_an_outline_first(bench):
    assert "Counting who came back" in text(view.layout(bench, {"by": "month"}))


def test_the_download_is_a_table(bench):
    found, _ = view.answer_of(bench, {})
    lines = view.table_of(found).splitlines()
    assert lines[0].startswith("cohort,first_purchase_in,customers,month")
    assert len(lines) > 60


def test_without_channels_it_says_what_is_missing(bench):
    rows = "customer_id,date,amount\n" + purchases(120, "c{i},2024-0{month}-{day:02},20") * 1
    said = shown(bench, file=file(bench, rows))
    assert "which channel they came through" in said
    assert "Nobody in this table has bought twice" in said


def test_a_month_of_data_says_so(bench):
    rows = "customer_id,date,amount\n" + purchases(60, "c{i},2024-01-{day:02},20") + "c1,2024-01-28,5\n"
    assert "less than a month since the first purchase" in shown(bench, file=file(bench, rows))


def test_returns_are_told(bench):
    rows = "customer_id,date,amount\n" + purchases(90, "c{i},2024-0{month}-{day:02},20")
    said = shown(bench, file=file(bench, rows + "c1,2024-03-01,-20\n"))
    assert "1 purchase with an amount of 0 or less" in said


def test_names_are_text(bench):
    rows = "customer_id,date,amount,channel\n" + purchases(200, "c{i},2024-0{month}-{day:02},20,<b>Radio</b>")
    body = view.shown(bench, {"file": file(bench, rows)})[1]
    figure = json.dumps([one.to_plotly_json() for one in body], default=lambda o: o.to_plotly_json())
    assert "&lt;b&gt;Radio" in figure


def test_without_customers_and_without_spend(tmp_path):
    bench = open_workbench(tmp_path, DictMemo())
    generated = DataGenerator(campaigns=3, customers=0, days=60).generate()
    bench._datasets.add(generated)
    assert "The data in use hold no customers" in text(view.layout(bench, {}))
    full = DataGenerator(campaigns=3, customers=600, days=250).generate()
    measured = tuple(one for one in full.measured if one != "spend")
    metrics: pd.DataFrame = full.daily_metrics.assign(spend=0.0)
    nothing: Dataset = replace(full, daily_metrics=metrics, measured=measured)
    bench._datasets.add(nothing)
    assert "The data in use hold no spend" in shown(bench)


def test_foreign_posts_are_answered(bench):
    for parameters in ({"file": "0" * 32}, {"file": "../../etc"}, {"roles": "["}, {"by": "x" * 999}):
        assert view.shown(bench, parameters)
    assert callbacks.MODULES["/customers"]
