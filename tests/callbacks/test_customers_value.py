"""The view Value and the bar above it: every kind of table gets an answer, and acts do what they say."""

import json
from pathlib import Path

import pytest
from plotly.utils import PlotlyJSONEncoder

from callbacks import customers_source, customers_value
from components.customers_source import NONE, UNKNOWN
from core.errors import InputError
from core.memo import DictMemo
from core.workbench import Workbench, open_workbench
from tests.components.reading import said
from tests.core.alerts.test_desk import as_file


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return open_workbench(tmp_path_factory.mktemp("customers"), DictMemo())


def purchases(people: int = 60) -> str:
    """Customer n buys every n-th week of 40, for amounts that differ."""
    rows = [
        f"c{n},2026-{1 + week // 4:02d}-{1 + 7 * (week % 4):02d},{10 + n % 7 + week % 3}"
        for n in range(1, people + 1)
        for week in range(0, 40, 1 + n % 23)
    ]
    return "customer_id,date,amount\n" + "\n".join(rows) + "\n"


def shown(bench: Workbench, content: str, **more: str) -> tuple[str, str]:
    file = bench.customers.files.add(content.encode(), "shop.csv")
    head, body = customers_value.body(bench, {"file": file.hash, **more})
    return said(head), " ".join(map(said, body))


def test_the_figures_of_the_page_are_those_of_the_core(bench: Workbench) -> None:
    from core.customers.outlook_question import OutlookQuestion
    from core.wording import money

    content = purchases()
    head, body = shown(bench, content, months="6", discount="0")
    file = bench.customers.files.add(content.encode(), "shop.csv")
    found = bench.customers.value.outlook(bench.customers.source({"file": file.hash}), OutlookQuestion(6, 0))
    assert found.value is not None
    assert f"60 customers will likely bring about {money(found.value.mean, None, 'round')} in the next 6 months" in head
    assert f"{found.log_likelihood:,.1f}".replace("-", "−") in body
    assert "Foretold" in body


def test_a_table_that_is_not_kept_is_not_taken_for_the_data_in_use(bench: Workbench) -> None:
    bar = customers_source.source_bar(bench, {"file": "zzz"}, "value").to_plotly_json()
    assert f'"value": "{UNKNOWN}"' in json.dumps(bar, cls=PlotlyJSONEncoder)


def test_nonsense_in_the_address_is_as_usual(bench: Workbench) -> None:
    head, _ = shown(bench, purchases(), months="9" * 400, discount="-1", model="<b>")
    assert "in the next 12 months" in head


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("customer_id,date,amount\n" + "".join(f"{n},2026-01-{n:02d},5\n" for n in range(1, 25)), "second time"),
        ("customer_id,date,amount\n1,2026-01-01,-5\n1,2026-01-02,-5\n", "holds no purchases"),
        ("customer_id,date,amount\n1,2026-01-01,5\n1,2026-01-02,5\n", "customers"),
        ("id,age,job\n1,30,clerk\n2,40,maid\n", "Value needs purchases"),
    ],
)
def test_tables_without_an_answer_are_answered_in_words(bench: Workbench, content: str, words: str) -> None:
    head, body = shown(bench, content)
    assert head.startswith("What are the customers worth?")
    assert words in body


def test_what_the_bar_says_is_not_said_twice(bench: Workbench) -> None:
    file = bench.customers.files.add(purchases().encode(), "shop.csv")
    asked = {"view": "value", "file": file.hash, "roles": '{"shape":"purchases","customer":"gone","date":"date"}'}
    bar = said(customers_source.source_bar(bench, asked, "value"))
    assert "has no column “gone”" in bar
    assert customers_value.body(bench, asked)[1] == []
    lost = {"view": "value", "file": "0" * 32}
    assert "not kept any more" in said(customers_source.source_bar(bench, lost, "value"))
    assert customers_value.body(bench, lost)[1] == []


def test_data_without_customers_offer_the_place_to_drop_some(tmp_path: Path) -> None:
    bare = open_workbench(tmp_path, DictMemo())
    bare.import_file(as_file("gggggbb"), "a.csv")
    bar = said(customers_source.source_bar(bare, {}, "value"))
    assert "The data in use hold no customers" in bar
    assert customers_value.body(bare, {})[1] == []


def test_a_form_becomes_roles() -> None:
    ids = [{"id": name} for name in ("customer", "date", "value", "kind", "bought", "x")]
    roles = customers_source.chosen_roles("purchases", ["who", "day", NONE, NONE, "sale", "y"], ids)
    assert roles.to_plain() == {"shape": "purchases", "customer": "who", "date": "day"}
    for shape in (None, 7, "<b>", []):
        with pytest.raises(InputError):
            customers_source.chosen_roles(shape, [7, None], [None, {}])


def test_names_are_shown_as_text_and_quoted_in_the_file(bench: Workbench) -> None:
    from core.customers.outlook_question import OutlookQuestion
    from core.customers.outlook_rows import rows_csv

    content = purchases().replace("c1,", "=1+1,").replace("c2,", "<b>two</b>,")
    file = bench.customers.files.add(content.encode(), "shop.csv")
    source = bench.customers.source({"file": file.hash})
    rows = bench.customers.value.rows(source, OutlookQuestion(), 1000)
    text = rows_csv(rows)
    assert len(rows) == 60
    assert "'=1+1," in text
    assert json.dumps("<b>two</b>")[1:-1] in text
