"""The public CDNOW files, and customers drawn from the models."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.customers import BgNbd, GammaGamma, Histories, ParetoNbd

PUBLIC = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[5] / "shared/data")
NO_COVARIANCE = np.zeros((4, 4))
KNOWN_BGNBD = BgNbd(0.243, 4.414, 0.793, 2.426, 0.0, NO_COVARIANCE, 0)
KNOWN_PARETO = ParetoNbd(0.553, 10.578, 0.606, 11.669, 0.0, NO_COVARIANCE, 0)
KNOWN_SPEND = GammaGamma(6.25, 3.74, 15.44, 0.0, np.zeros((3, 3)), 0, 0.0)


def public(name: str) -> Path:
    if not (PUBLIC / name).is_file():
        pytest.skip(f"{name} is not in {PUBLIC}; CAMPAIGN_DATA names the folder.")
    return PUBLIC / name


def summary() -> pd.DataFrame:
    return pd.read_csv(public("cdnow_summary.csv"))


def histories_of(x, last, age, value=None) -> Histories:
    x, last, age = (np.asarray(one, float) for one in (x, last, age))
    value = np.empty(0) if value is None else np.asarray(value, float)
    days = np.empty(0, "datetime64[D]")
    ids = np.array([f"c{one}" for one in range(len(x))], object)
    total = value * x if len(value) else value
    return Histories(ids, x, last, age, value, total, days, days, np.empty(0, object), None)


def drawn(seed, customers, weeks=52.0, ahead=52.0, r=0.6, alpha=8.0, a=0.8, b=2.4, p=4.0, q=4.0, v=20.0):
    """Customers who buy as BG/NBD and Gamma–Gamma say: their history, and what they bring in the weeks ahead."""
    rng = np.random.default_rng(seed)
    rate, leave = rng.gamma(r, 1 / alpha, customers), rng.beta(a, b, customers)
    nu = rng.gamma(q, 1 / v, customers)
    age = rng.uniform(weeks / 4, weeks, customers)
    x, last, spent = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    later, brought = np.zeros(customers), np.zeros(customers)
    here, time = np.arange(customers), np.zeros(customers)
    while len(here):
        time = time + rng.exponential(1 / rate[here])
        going = time < age[here] + ahead
        here, time = here[going], time[going]
        amount = rng.gamma(p, 1 / nu[here])
        seen = time <= age[here]
        x[here[seen]] += 1
        last[here[seen]] = time[seen]
        spent[here[seen]] += amount[seen]
        later[here[~seen]] += 1
        brought[here[~seen]] += amount[~seen]
        stays = rng.random(len(here)) > leave[here]
        here, time = here[stays], time[stays]
    value = np.divide(spent, x, out=np.zeros(customers), where=x > 0)
    return histories_of(x, last, age, value), later, brought
