"""Checks of the spends: never varied, raised together, too few periods."""

from collections.abc import Iterator

import numpy as np

from core.response.card import Check
from core.response.checks.registry import register
from core.response.fit import ResponseFit
from core.response.holdout import Holdout
from core.wording import counted, percent

NEVER_VARIED, HARDLY_VARIED = 0.02, 0.1
TOGETHER, ALWAYS_TOGETHER = 0.8, 0.95
FEWEST_DAYS, FEW_DAYS = 28, 90


@register
def variation(fit: ResponseFit, _holdout: Holdout | None) -> Iterator[Check]:
    """Coefficient of variation of spend over all periods from the first spend on, pauses included."""
    still = 0
    for c, (key, name) in enumerate(zip(fit.campaign_ids, fit.campaigns, strict=True)):
        spend = fit.timeline.spend[:, c]
        spend = spend[int(np.argmax(spend > 0)) :]
        varied = float(spend.std() / spend.mean()) if spend.mean() > 0 else 0.0
        if varied < HARDLY_VARIED:
            still += 1
            never = varied < NEVER_VARIED
            yield Check(
                "variation",
                "Spend that varies",
                "red" if never else "amber",
                f"Spend of {name} {'never' if never else 'hardly'} varied ({percent(varied, 0)}), so "
                f"{'we cannot know' if never else 'little is known of'} what more or less would bring.",
                "Spend a quarter more in some weeks and a quarter less in others.",
                key,
                varied,
            )
    total = len(fit.campaigns)
    yield Check(
        "variation",
        "Spend that varies",
        "green" if not still else "red" if still == total else "amber",
        f"Spend varied enough to learn from in {total - still} of {total}.",
        "Vary spend where it stood still." if still else "",
        value=float(still),
    )


@register
def collinearity(fit: ResponseFit, _holdout: Holdout | None) -> Iterator[Check]:
    """Correlation of spends in a mix; each campaign of mode "campaign" has its own outcome, so none is needed there."""
    if fit.mode != "mix" or len(fit.campaigns) < 2:
        return
    spend = fit.timeline.spend
    moved = np.flatnonzero(spend.std(axis=0) > 1e-9 * np.maximum(spend.mean(axis=0), 1e-9))
    together = np.atleast_2d(np.corrcoef(spend[:, moved], rowvar=False))
    pairs = [(float(together[i, j]), moved[i], moved[j]) for i in range(len(moved)) for j in range(i)]
    pairs = sorted((pair for pair in pairs if pair[0] >= TOGETHER), reverse=True)
    for value, i, j in pairs:
        first, second = fit.campaigns[j], fit.campaigns[i]
        always = value >= ALWAYS_TOGETHER
        yield Check(
            "collinearity",
            "Spends that move together",
            "red" if always else "amber",
            f"{first} and {second} were {'always' if always else 'often'} raised together (correlation {value:.2f}), "
            + (
                "so the model cannot tell which of them works." if always else "so their shares are hard to tell apart."
            ),
            f"Change the spend of {first} alone for a few weeks.",
            fit.campaign_ids[j],
            value,
        )
    if not pairs:
        yield Check(
            "collinearity", "Spends that move together", "green", "No two channels were always raised together."
        )


@register
def data(fit: ResponseFit, _holdout: Holdout | None) -> Iterator[Check]:
    """How long each campaign ran, what was lowered as implausible, what has no curve, and what was done to rows."""
    for name, reason in fit.left_out:
        yield Check("data", "Data", "red", f"{name} has no curve: {reason.rstrip('.')}.", "", name)
    # A mix says in words what it did to rows: added up, left out, taken as no spend.
    for note in fit.timeline.notes:
        yield Check("data", "Data", "amber", note, "Look whether these rows are right in the file.")
    for number, lowered in enumerate(np.atleast_1d(fit.lowered)):
        if lowered > 0:
            own = fit.mode == "campaign"
            yield Check(
                "data",
                "Data",
                "amber",
                f"{counted(int(lowered), 'outcome')} {'of ' + fit.campaigns[number] + ' ' if own else ''}"
                f"implausibly high and {'was' if lowered == 1 else 'were'} lowered.",
                f"Look whether {'it is' if lowered == 1 else 'they are'} real.",
                fit.campaign_ids[number] if own else None,
                float(lowered),
            )
    for c, (key, name) in enumerate(zip(fit.campaign_ids, fit.campaigns, strict=True)):
        spend = fit.timeline.spend[:, c]
        days = int(len(spend) - np.argmax(spend > 0)) * fit.period_days if spend.any() else 0
        if days < FEWEST_DAYS:
            yield Check(
                "data",
                "Data",
                "red",
                f"{name} has only {days} days of data since its first spend, too few to learn from.",
                f"Come back when it has run for {FEWEST_DAYS} days or more.",
                key,
                float(days),
            )
    whole = int(fit.timeline.counted.any(axis=1).sum()) * fit.period_days
    yield Check(
        "data",
        "Data",
        "red" if whole < FEWEST_DAYS else "amber" if whole < FEW_DAYS else "green",
        f"{whole} days were learned from.",
        "Add earlier days if you have them." if whole < FEW_DAYS else "",
        value=float(whole),
    )
