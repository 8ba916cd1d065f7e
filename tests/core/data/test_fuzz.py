"""Whatever the bytes are: either balanced books or one sentence, never another exception."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.data import read_campaign_file
from core.errors import FileUnusableError
from core.simulation import DataGenerator
from tests.core.data.files import days, table, workbook
from tests.core.data.test_importing import SOURCES, books_balance, is_sentence

NAMES = st.sampled_from(["f.csv", "f.xlsx", "f.tsv", "f.txt", "", "f"])
MADE = DataGenerator(campaigns=3, customers=0, days=20).generate().daily_metrics.to_csv(index=False).encode()
BOOK = workbook({"Data": [["date", "campaign", "spend"], *([day, "Brand", 1.5] for day in days(20))]})
PLAIN = table("date,campaign,spend,clicks", "{},Brand,1,2")
VALID = [MADE, BOOK, *(content for content, *_ in SOURCES.values())]
TROUBLE = [
    b"", b",", b";", b"\t", b'"', b"\n", b"\r\n", b"\0", b"-", b"--", b"1e308", b"nan", b"inf", b"9" * 30, b"\xff",
    b"\xef\xbb\xbf",
    b"12/31/2025", b"31/12/2025", b"1.234,56", b"$", b"EUR", b"Total", "日本".encode(), b"%", b"0", b"=1+1", b"sep=;\n",
]  # fmt: skip

CELLS = [*(trouble.decode("latin-1") for trouble in TROUBLE), "2026-03-30", "2026-03-31", "Brand", "5"]


def check(content: bytes, name: str) -> None:
    try:
        result = read_campaign_file(content, name)
    except FileUnusableError as error:
        is_sentence(error)
    else:
        books_balance(result)
        assert len(result.dataset("x").content_hash) == 32


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), NAMES)
def test_any_bytes(content, name):
    check(content, name)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), NAMES)
def test_any_text_below_a_good_header(text, name):
    check(b"date,campaign,channel,spend,clicks\n" + text.encode("utf-8", "ignore"), name)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=7), max_size=12))
def test_any_cells_below_a_good_header(rows):
    lines = ["date,campaign,channel,spend,clicks", *(",".join(row) for row in rows)]
    check("\n".join(lines).encode(), "f.csv")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(range(len(VALID))), st.integers(0, 2**32), st.integers(1, 8))
def test_valid_files_with_some_bytes_changed(which, seed, changes):
    dice = random.Random(seed)
    content = bytearray(VALID[which])
    for _ in range(changes):
        at = dice.randrange(len(content))
        kind = dice.randrange(4)
        if kind == 0:
            content[at] = dice.randrange(256)
        elif kind == 1:
            del content[at : at + dice.randrange(1, 40)]
        elif kind == 2:
            content[at:at] = dice.choice(TROUBLE)
        else:
            content[at:at] = content[at : at + dice.randrange(1, 200)]
        if not content:
            content = bytearray(b"x")
    check(bytes(content), "f.xlsx" if bytes(content[:2]) == b"PK" else "f.csv")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(MADE)), NAMES)
def test_files_that_were_cut_off(length, name):
    check(MADE[:length], name)
    check(BOOK[: length % (len(BOOK) + 1)], name)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["date", "spend", "campaign", "revenue", "date_order", "x", ""]),
                       st.sampled_from(["date", "spend", "day-first", "", "clicks", "nothing"])))  # fmt: skip
def test_any_mapping(mapping):
    try:
        books_balance(read_campaign_file(PLAIN, "f.csv", mapping))
    except FileUnusableError as error:
        is_sentence(error)
