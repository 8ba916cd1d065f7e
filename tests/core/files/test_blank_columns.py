"""Tables whose columns are parted by blanks: against the split of Python, and files that must not be taken for one."""

from pathlib import Path

import pytest

from core.files import KeptFiles
from core.files.blank_columns import blanks_to_tabs


def kept(folder: Path, text: str) -> tuple[list[tuple[str, str]], list[list[str]]]:
    files = KeptFiles(folder)
    file = files.add(text.encode(), "table.txt")
    return [(one.name, one.kind) for one in file.columns], files.preview(file.hash, 9)


def test_blanks_part_the_cells_and_ids_keep_their_zeros(tmp_path: Path) -> None:
    columns, rows = kept(
        tmp_path, " customer_id  date  cds  value\n 00001 19970101  1   11.77\n 00012 19970112  5   77.00\n"
    )
    assert columns == [("customer_id", "text"), ("date", "whole"), ("cds", "whole"), ("value", "number")]
    assert rows[1] == ["00012", "19970112", "5", "77.0"]


def test_cells_with_single_blanks_and_empty_cells_stay_whole(tmp_path: Path) -> None:
    columns, rows = kept(tmp_path, "id   full name   paid\n1    Ann Lee     3.5\n2    Bo          4.5\n")
    assert [name for name, _ in columns] == ["id", "full name", "paid"]
    assert rows[0] == ["1", "Ann Lee", "3.5"]
    columns, rows = kept(
        tmp_path, "id     city        paid\n1      Rome         3.5\n2                   4.5\n3      New York     5.5\n"
    )
    assert [name for name, _ in columns] == ["id", "city", "paid"]
    assert [row[1] for row in rows] == ["Rome", "", "New York"]


def test_a_decimal_comma_parts_no_cells(tmp_path: Path) -> None:
    columns, rows = kept(tmp_path, "kunde  betrag\n7  12,50\n8  1.250,75\n")
    assert columns == [("kunde", "whole"), ("betrag", "number")]
    assert [row[1] for row in rows] == ["12.5", "1250.75"]


@pytest.mark.parametrize(
    "text",
    [
        "name,city\nAnn Lee,New York\n",
        "Weekly report\nname,spend\nBrand A,12\nBrand B,13\n",
        "a b;c d\n1 2;3 4\n",
        "a b\tc d\n1 2\t3 4\n",
        "word\n1\n2\n",
        "one line only\n",
        "Dear all\nplease find the numbers below in this text\nyours\n",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert blanks_to_tabs(text) is None
