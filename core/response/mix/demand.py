"""Hidden demand that moves spend and outcome: what slow movement of the spends tells of it."""

from collections.abc import Sequence

import numpy as np

from core.curves import Floats
from core.response.assumptions import LiftTest
from core.response.mix.data import MixData
from core.response.mix.design import slow_kernel, time_basis

LEAST = 26
"""Periods with spend below which nothing is told from a channel."""
MEMORIES = (28.0, 56.0, 112.0, 224.0)
SHARES = (0.03, 0.06, 0.125, 0.25, 0.5, 0.75)
"""Memories of the slow part of spend, in days, and its shares of the variance, to average over by likelihood."""


def demand_column(data: MixData, tests: Sequence[LiftTest] = ()) -> Floats:
    """Return what is expected of the slow movement that all spends share, in log, shape (T,); zeros where none shows.

    The mean log spend around the time basis is taken as an Ornstein-Uhlenbeck process and independent noise; returned
    is the process as expected given all periods, averaged over memories and shares by their likelihood. What a lift
    test added is no sign of demand and is taken off first.
    """
    total = data.spend.sum(axis=0)
    for test in tests:
        if test.subject in data.channels:
            total = _without(data, total, test)
    known = ~data.held_out
    logs = []
    for column in total.T:
        on = (column > 0) & known
        if on.sum() >= LEAST:
            log = np.log(np.where(on, column, 1.0))
            # A pause or a wild week is a decision and no demand.
            middle = np.median(log[on])
            reach = 4 * 1.4826 * np.median(np.abs(log[on] - middle))
            logs.append(np.where(on, np.clip(log - middle, -reach, reach), np.nan))
    if not logs:
        return np.zeros(len(total))
    known_logs = np.array(logs)
    count = np.isfinite(known_logs).sum(axis=0)
    use = count > 0
    common = np.where(use, np.nan_to_num(known_logs).sum(axis=0) / np.maximum(count, 1), 0.0)
    if not common[use].std() > 1e-6:
        return np.zeros(len(total))
    basis = time_basis(data.dates, data.period_days).columns
    # In units of the noise of each period: a mean of fewer channels is noisier.
    unit = np.sqrt(len(known_logs) / np.maximum(count[use], 1))
    columns, series = basis[use] / unit[:, None], common[use] / unit
    free = len(series) - columns.shape[1]
    values, expected = [], []
    for memory in MEMORIES:
        kernel = slow_kernel(data.dates, memory)
        rough, turn = np.linalg.eigh(kernel[np.ix_(use, use)] / np.outer(unit, unit))
        x, y = turn.T @ columns, turn.T @ series
        for share in (0.0, *SHARES):
            weight = 1.0 / (share * np.maximum(rough, 0.0) + 1 - share)
            gram = (x.T * weight) @ x
            off = y - x @ np.linalg.solve(gram, (x.T * weight) @ y)
            # The scale is profiled out, the time basis integrated.
            values.append(
                0.5 * np.log(weight).sum()
                - 0.5 * np.linalg.slogdet(gram)[1]
                - 0.5 * free * np.log(max(float(off @ (weight * off)), 1e-300))
            )
            expected.append(share * (kernel[:, use] / unit) @ (turn @ (weight * off)))
    likelihood = np.exp(np.array(values) - max(values))
    return np.asarray(likelihood @ np.array(expected) / likelihood.sum())


def _without(data: MixData, total: Floats, test: LiftTest) -> Floats:
    """Return the spends less what a test added, in equal parts a day; shape (T, C)."""
    starts = data.dates.to_numpy().astype("datetime64[D]")
    first, last = np.datetime64(test.start, "D"), np.datetime64(test.end, "D")
    covered = np.minimum(last + 1, starts + data.period_days) - np.maximum(first, starts)
    share = np.maximum(covered.astype(int), 0) / (int((last - first).astype(int)) + 1)
    left = total.copy()
    c = data.channels.index(test.subject)
    left[:, c] = np.where(total[:, c] > 0, np.maximum(total[:, c] - test.spend_change * share, 0.0), 0.0)
    return left
