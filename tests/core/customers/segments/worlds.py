"""Customers whose groups are known, and tables and purchases made of frames."""

from datetime import date

import numpy as np
import pandas as pd

from core.customers import CustomerRoles, CustomerSource
from core.customers.segments import FeatureTable
from core.customers.segments.features import Feature


def table_of(values, names=None, kinds=None, **parts):
    values = np.asarray(values, float)
    names = names or [f"f{i}" for i in range(values.shape[1])]
    kinds = kinds or ["number"] * len(names)
    features = tuple(Feature(n, n, k) for n, k in zip(names, kinds, strict=True))
    ids = np.array([f"c{i}" for i in range(len(values))], object)
    return FeatureTable(ids, features, values, **parts)


def planted(groups, each=200, axes=4, apart=8.0, seed=1):
    """Groups of customers around centres that are far apart, with the true group of each."""
    rng = np.random.default_rng(seed)
    centres = np.zeros((groups, axes))
    while True:
        centres = rng.uniform(-apart, apart, (groups, axes)) * 1.2
        between = np.linalg.norm(centres[:, None] - centres[None], axis=2)
        if between[~np.eye(groups, dtype=bool)].min() > apart:
            break
    truth = np.repeat(np.arange(groups), each)
    return centres[truth] + rng.normal(size=(len(truth), axes)), truth


def source_of(frame, shape="people", customer="", currency=None, key=None, **roles):
    return CustomerSource(key or f"k{id(frame)}", "a table", CustomerRoles(shape, customer, **roles), frame, currency)


def purchases(seed=1, customers=300, end=date(2026, 11, 20)):
    """Purchases of four kinds of buyers, with the kind of each: frequent big, frequent small, lapsed, first-timers."""
    rng = np.random.default_rng(seed)
    rows, truth = [], {}
    for number in range(customers):
        kind = number % 4
        name = f"c{number:05d}"
        truth[name] = kind
        if kind < 2:
            start = rng.integers(300, 400)
            days = np.unique(rng.integers(0, start, rng.integers(8, 14)))
            days = np.append(days, rng.integers(0, 25))
            amount = 150.0 if kind == 0 else 15.0
        elif kind == 2:
            days, amount = np.array([rng.integers(280, 400)]), 40.0
        else:
            days, amount = np.array([rng.integers(0, 40)]), 40.0
        for ago in days:
            rows.append(
                (
                    name,
                    pd.Timestamp(end) - pd.Timedelta(days=int(ago)),
                    amount * rng.lognormal(0, 0.15),
                    "Search" if kind % 2 else "Social",
                )
            )
    frame = pd.DataFrame(rows, columns=["customer", "day", "amount", "channel"])
    return source_of(
        frame, "purchases", "customer", "EUR", f"purchases-{seed}", date="day", value="amount", channel="channel"
    ), truth
