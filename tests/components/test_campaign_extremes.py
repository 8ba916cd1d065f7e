"""Both ends of the ranking: what stands beside a campaign does not speak against its place."""

import pandas as pd

from components.campaign_extremes import extremes_card
from tests.components.reading import said


def ranking(*rows: dict) -> pd.DataFrame:
    usual = {
        "channel": "Search", "running": True, "known": True, "brought": 10.0, "share": 0.5, "measured": 2.0,
        "mean": 2.0, "lower": 1.5, "upper": 2.5, "basis": "model", "chance_best": 0.0, "chance_worst": 0.0,
        "against": 0.0, "reason": "",
    }  # fmt: skip
    return pd.DataFrame([usual | {"campaign": f"C{i}", "campaign_id": f"c{i}"} | row for i, row in enumerate(rows)])


def test_only_a_reason_that_points_its_way_stands_beside_a_campaign() -> None:
    up, down = "its orders are 30 % larger", "its clicks cost 30 % more"
    table = ranking(
        {"chance_best": 0.9, "reason": up, "against": 0.3},
        {"chance_best": 0.1, "reason": down, "against": -0.3},
        {"chance_worst": 0.2, "reason": up + " here", "against": 0.3},
        {"chance_worst": 0.8, "reason": down + " here", "against": -0.3},
    )
    text = said(extremes_card(table, "revenue", "USD")).casefold()
    assert text.count(up) == 1
    assert text.count(down) == 1
    assert f"{up} here" not in text
    assert f"{down} here" in text


def test_one_campaign_is_not_called_the_best() -> None:
    text = said(extremes_card(ranking({"chance_best": 1.0}), "revenue", "USD"))
    assert "best" not in text
    assert "best" in said(extremes_card(ranking({"chance_best": 1.0}, {}), "revenue", "USD"))
