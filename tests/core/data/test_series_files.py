"""Files that are one daily series, such as the visits of a website: read as they are, and said so."""

import pytest

from core.data import read_campaign_file
from core.errors import FileUnusableError

VISITS = b"date,users\n" + b"".join(b"%d/7/20,%d\n" % (day, 2000 + day) for day in range(1, 31))


def test_visits_are_read_as_one_series_named_after_the_file() -> None:
    result = read_campaign_file(VISITS, filename="web_visits.csv")
    assert result.measured == ("clicks",)
    assert result.frame["clicks"].tolist() == [2000.0 + day for day in range(1, 31)]
    assert set(result.frame["campaign"]) == {"web visits"}
    assert result.totals_in == result.totals_kept == {"clicks": sum(2000.0 + day for day in range(1, 31))}
    assert [issue.code for issue in result.issues] == ["series"]
    dataset = result.dataset("visits")
    assert (dataset.campaigns["start"].iloc[0].date(), dataset.campaigns["end"].iloc[0].date()) == (
        dataset.first_day,
        dataset.last_day,
    )


@pytest.mark.parametrize(
    ("header", "measure"),
    [("Total sales", "revenue"), ("Orders", "conversions"), ("Revenue", "revenue"), ("Sessions", "clicks")],
)
def test_what_series_are_called(header: str, measure: str) -> None:
    rows = "".join(f"2026-01-{day:02d},{day}.5\n" for day in range(1, 29))
    result = read_campaign_file(f"day,{header}\n{rows}".encode(), filename="f.csv")
    assert result.measured == (measure,)
    assert ("no_currency" in {issue.code for issue in result.issues}) == (measure == "revenue")


def test_a_person_may_say_what_a_column_is() -> None:
    rows = "".join(f"2026-01-{day:02d},{day}\n" for day in range(1, 29))
    content = f"day,Besuche\n{rows}".encode()
    with pytest.raises(FileUnusableError, match="no column for campaign or spend"):
        read_campaign_file(content, filename="f.csv")
    assert read_campaign_file(content, filename="f.csv", mapping={"clicks": "Besuche"}).measured == ("clicks",)


def test_campaigns_without_spend_are_still_refused() -> None:
    rows = "".join(f"2026-01-{day:02d},Brand,{day}\n" for day in range(1, 29))
    with pytest.raises(FileUnusableError, match="no column for spend"):
        read_campaign_file(f"day,campaign,users\n{rows}".encode(), filename="f.csv")


def test_a_series_of_zeros_or_with_a_gap_of_text() -> None:
    zeros = "".join(f"2026-01-{day:02d},0\n" for day in range(1, 29))
    with pytest.raises(FileUnusableError, match="No figure of the file is above zero"):
        read_campaign_file(f"day,visits\n{zeros}".encode(), filename="f.csv")
    rows = "".join(f"2026-01-{day:02d},{'n. a.!' if day == 5 else day}\n" for day in range(1, 29))
    result = read_campaign_file(f"day,visits\n{rows}".encode(), filename="f.csv")
    assert (result.rows_kept, result.rows_set_aside) == (27, 1)
