"""The published figures of the CDNOW customers, to the digits that were printed."""

import numpy as np
import pandas as pd
import pytest

from core.customers import check_holdout, fit_bgnbd, fit_gamma_gamma, fit_pareto_nbd
from tests.core.customers.value.public import public, summary


def rounded(model, digits=3):
    return [round(float(one), digits) for one in model.parameters]


def test_bgnbd_is_the_published_one() -> None:
    """Fader, Hardie and Lee (2005), table 2, and their worked example of 39 weeks."""
    data = summary()
    model = fit_bgnbd(data["frequency"], data["recency"], data["T"])
    assert len(data) == 2357
    assert rounded(model) == [0.243, 4.414, 0.793, 2.426]
    assert round(model.log_likelihood, 1) == -9582.4
    assert model.expected_purchases(39, 2, 30.43, 38.86) == pytest.approx(1.226, abs=5e-4)
    assert model.chance_alive(0, 0.0, 38.86) == 1
    assert model.edges == ()


def test_pareto_nbd_is_the_published_one() -> None:
    """Fader and Hardie (2005): the weeks of the file have two decimals, the published fit had whole days."""
    data = summary()
    last, age = (np.round(data[name] * 7) / 7 for name in ("recency", "T"))
    model = fit_pareto_nbd(data["frequency"], last, age)
    assert rounded(model) == [0.553, 10.578, 0.606, 11.669]
    assert round(model.log_likelihood, 1) == -9595.0
    as_given = fit_pareto_nbd(data["frequency"], data["recency"], data["T"])
    assert as_given.parameters == pytest.approx([0.553, 10.578, 0.606, 11.669], rel=1e-3)
    assert round(as_given.log_likelihood, 1) == -9595.0


def test_gamma_gamma_is_the_published_one() -> None:
    data = pd.read_csv(public("cdnow_summary_with_value.csv"))
    model = fit_gamma_gamma(data["x"], data["zbar"])
    assert model.customers == 946
    assert rounded(model, 2)[:2] == [6.25, 3.74]
    # The maximum of the likelihood is 15.448; 15.44 was printed where the search had not quite settled.
    assert model.v == pytest.approx(15.44, abs=0.01)
    # Fader and Hardie (2013): the mean of all customers, and one customer with x = 2 and a mean of 22.35.
    assert model.mean == pytest.approx(6.25 * 15.44 / 2.74, rel=2e-3)
    assert model.correlation == pytest.approx(0.11, abs=0.01)
    assert "a little more" in model.independence


def test_purchases_held_out_are_foretold() -> None:
    """The 39 weeks after the first 39, all customers of the file with the days of purchase."""
    rows = pd.read_csv(public("cdnow_transactions.txt"), sep=r"\s+", skiprows=1, header=None)
    days = pd.to_datetime(rows[1].astype(str)).to_numpy()
    found = check_holdout(rows[0].to_numpy(), days, until="1997-09-30")
    assert found.customers == 23_570
    assert found.actual == len(rows[days > np.datetime64("1997-09-30")].drop_duplicates([0, 1]))
    assert abs(found.error) < 0.15
    assert [one.name for one in found.groups] == ["0", "1", "2", "3", "4", "5", "6", "7 or more"]
    assert sum(one.customers for one in found.groups) == found.customers
    assert sum(one.customers * one.foretold for one in found.groups) == pytest.approx(found.foretold)
    assert all(a.foretold < b.foretold for a, b in zip(found.groups[:-1], found.groups[1:], strict=True))
    assert f"there were {found.actual:,.0f}" in found.sentence
