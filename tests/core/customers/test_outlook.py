"""The answer of the view Value: against sums by hand, and a check whose truth is known."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.customers.holdout import holdout
from core.customers.outlook_question import OutlookQuestion
from core.errors import NotEnoughDataError
from tests.core.customers.making_files import ROLES, desk, public, source


def bought(customers: int = 600, days: int = 420, seed: int = 0) -> pd.DataFrame:
    """Purchases of customers who buy at rates of their own and leave after a purchase with a chance of their own."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        rate, leaves, day = rng.gamma(0.8, 1 / 30), rng.beta(1, 4), int(rng.integers(0, 90))
        while day < days:
            rows.append((f"c{customer}", pd.Timestamp("2025-01-01") + pd.Timedelta(days=day), rng.gamma(5, 6) + 1))
            if rng.random() < leaves:
                break
            day += 1 + int(rng.exponential(1 / rate))
    return pd.DataFrame(rows, columns=["id", "day", "amount"]).round(2)


def test_the_check_counts_what_pandas_counts_and_holds_for_its_own_model(tmp_path: Path) -> None:
    frame = bought()
    check = holdout(source(desk(tmp_path), frame, ROLES), "bgnbd", 0.8)
    since = pd.Timestamp(check.since)
    known = frame[frame.day < since].id.unique()
    later = frame[(frame.day >= since) & frame.id.isin(known)].drop_duplicates(["id", "day"])
    assert (check.customers, check.came) == (len(known), len(later))
    assert sum(band.customers * band.came for band in check.bands) == pytest.approx(check.came)
    assert sum(band.customers * band.foretold for band in check.bands) == pytest.approx(check.foretold.mean)
    assert check.foretold.mean == pytest.approx(check.came, rel=0.15)
    assert check.foretold.lower < check.foretold.mean < check.foretold.upper


def test_the_answer_adds_up(tmp_path: Path) -> None:
    customers = desk(tmp_path)
    found = source(customers, bought(), ROLES)
    question = OutlookQuestion(months=6, discount=5)
    told, answer = customers.value.expected(found, question), customers.value.outlook(found, question)
    assert told.values is not None
    assert answer.value is not None
    assert answer.value.mean == pytest.approx(told.values.value.sum())
    assert answer.active.mean == pytest.approx(told.alive.sum())
    # Chances sum to how many will buy nothing; how many have a chance above one half is another number.
    assert answer.nothing == pytest.approx(told.values.nothing.sum() / len(told.values.nothing))
    assert answer.purchases.mean == pytest.approx(told.purchases.sum())
    best = np.sort(told.values.value)[::-1][: answer.best_count]
    assert answer.shares[10] == pytest.approx(best.sum() / told.values.value.sum(), abs=0.01)
    assert answer.rows[0].value == pytest.approx(told.values.value.max())
    assert sum(map(sum, answer.chances.customers)) == answer.customers
    assert sum(group.customers for group in answer.groups) == answer.customers
    assert sum(group.value or 0 for group in answer.groups) == pytest.approx(answer.value.mean)


def test_without_amounts_purchases_are_told_as_published(tmp_path: Path) -> None:
    customers = desk(tmp_path)
    found = source(customers, public("cdnow_summary.csv"))
    told = customers.value.expected(found, OutlookQuestion())
    answer = customers.value.outlook(found, OutlookQuestion())
    assert told.values is None
    assert "no amounts" in answer.problem
    # Fader, Hardie and Lee (2005), table 2.
    assert dict(answer.parameters) == pytest.approx({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, abs=5e-4)
    assert answer.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_a_check_needs_days(tmp_path: Path) -> None:
    customers = desk(tmp_path)
    short = source(customers, "id,day,amount\n1,2026-01-01,2\n1,2026-01-20,3\n2,2026-01-05,3\n", ROLES)
    with pytest.raises(NotEnoughDataError, match="19 days"):
        holdout(short, "bgnbd", 0.8)
