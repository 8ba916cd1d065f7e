"""Lift tests in mode "campaign": which share of what a platform reports would not have come without the campaign.

The incremental curve is s times the reported one. log s is normal with mean -SPREAD^2 / 2: a platform's word is taken
as the mean expectation, with a median of about 0.8, because reports claim too much more often than too little (Gordon
et al., 2019). A test measures normal(s times the change that the reported curve foretells, standard error); the
posterior of s is worked out on a grid for each draw, and draws are weighted by their evidence. Where a test took place
in a share of the business alone, the change is that share of what the same change everywhere would have been (all
regions answer alike per head: Jin et al., 2017, and the geo-level models that pool regions assume the same).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.curves import Floats
from core.errors import InputError
from core.response.assumptions import LiftTest, spread_change
from core.response.daily_mean import DailyMean
from core.response.panel import Panel
from core.response.refine import Draws

SPREAD = 0.7
CENTRE = -(SPREAD**2) / 2
GRID = np.linspace(CENTRE - 5 * SPREAD, CENTRE + 4 * SPREAD, 601)


@dataclass(frozen=True, eq=False)
class Incrementality:
    """Share of the reported outcome that is incremental.

    Attributes:
        share: By draw and campaign, shape (draws, campaigns); 1 where no test speaks.
        tested: Whether a test speaks, by campaign.
        index: Which draw of a campaign's curve stands at each place, shape (draws, campaigns).
    """

    share: Floats
    tested: tuple[bool, ...]
    index: np.ndarray


def incrementality(
    tests: Sequence[LiftTest],
    about: Sequence[tuple[int, ...]],
    panel: Panel,
    mean: DailyMean,
    draws: Draws,
    rng: np.random.Generator,
) -> Incrementality:
    """Return what the tests say of the campaigns they changed.

    A campaign's own tests go before those of its channel, whose factor is common to its other campaigns.

    Args:
        tests: The tests.
        about: Positions of the campaigns that each test changed.
        panel: Days and spend.
        mean: What the reported outcome is made of.
        draws: Draws of the reported curves.
        rng: Source of randomness.

    Raises:
        InputError: If the data do not hold the days of a test.
    """
    count, campaigns = draws.own.shape[:2]
    share = np.ones((count, campaigns))
    index = np.tile(np.arange(count)[:, None], (1, campaigns))
    tested = np.zeros(campaigns, bool)
    changes = [_changes(test, who, panel, mean, draws) for test, who in zip(tests, about, strict=True)]
    groups: dict[tuple[int, ...], list[int]] = {}
    for number, who in enumerate(about):
        groups.setdefault(who, []).append(number)
    for who, numbers in sorted(groups.items(), key=lambda group: len(group[0])):
        rest = [c for c in who if not tested[c]]
        if not rest:
            continue
        log_posterior = np.tile(-0.5 * ((GRID - CENTRE) / SPREAD) ** 2, (count, 1))
        for number in numbers:
            change, test = changes[number], tests[number]
            # What a campaign's own test has told stays: the common factor is that of the others.
            known = sum((share[:, c] * change[index[:, c], c] for c in who if tested[c]), np.zeros(count))
            foretold = change[:, rest].sum(axis=1)
            away = test.outcome_change - known[:, None] - np.exp(GRID) * foretold[:, None]
            log_posterior += -0.5 * (away / test.standard_error) ** 2
        top = log_posterior.max(axis=1, keepdims=True)
        weight = np.exp(log_posterior - top)
        evidence = np.log(weight.sum(axis=1)) + top[:, 0]
        chosen = _resample(np.exp(evidence - evidence.max()), rng)
        cumulative = np.cumsum(weight, axis=1)[chosen]
        coin = rng.random(count) * cumulative[:, -1]
        drawn = np.array([np.interp(u, row, GRID) for u, row in zip(coin, cumulative, strict=True)])
        for c in rest:
            share[:, c], index[:, c], tested[c] = np.exp(drawn), chosen, True
    return Incrementality(share, tuple(bool(one) for one in tested), index)


def _changes(test: LiftTest, who: tuple[int, ...], panel: Panel, mean: DailyMean, draws: Draws) -> Floats:
    """Return by how much the reported outcome of the test's days is foretold to have changed, (draws, campaigns)."""
    days = (panel.dates.date >= test.start) & (panel.dates.date <= test.end)
    if days.sum() < (test.end - test.start).days + 1:
        raise InputError(
            f"The lift test {test.name or 'of ' + test.subject} ran from {test.start} to {test.end}, "
            f"and the data only hold {panel.dates[0].date()} to {panel.dates[-1].date()}."
        )
    change = np.zeros(draws.own.shape[:2])
    spent = panel.spend[days][:, list(who)].sum(axis=0)
    split = spent / spent.sum() if spent.sum() > 0 else np.full(len(who), 1 / len(who))
    other, moved = panel.spend.copy(), panel.spend.copy()
    for c, part in zip(who, split, strict=True):
        by_day = spread_change(test, part * test.spend_change, panel.spend[days, c])
        other[days, c] = np.maximum(other[days, c] - by_day, 0.0)
        if test.share < 1:
            # The curve is of the whole business: as if all of it had changed as the tested share did, in which a
            # change of the spend per head moves it along the curve by 1 / share of what the books show.
            moved[days, c] = np.maximum(other[days, c] + by_day / test.share, 0.0)
    changed, without = replace(mean, spend=moved), replace(mean, spend=other)
    season = mean.season(draws.shared)
    for c in who:
        both = [np.exp(one.log_mean(c, draws.own[:, c], season)[:, days]).sum(axis=1) for one in (changed, without)]
        change[:, c] = test.share * (both[0] - both[1])
    return change


def _resample(weight: Floats, rng: np.random.Generator) -> np.ndarray:
    """Return as many draws as there are weights, in proportion to them (systematic resampling, Kitagawa, 1996)."""
    count = len(weight)
    # In their own order: a draw of middling weight stays where it was, and with the season it belongs to.
    copies = np.floor(np.cumsum(weight) / weight.sum() * count + rng.random() - 1e-9).astype(int)
    return np.repeat(np.arange(count), np.diff(np.concatenate([[0], copies])))[:count]
