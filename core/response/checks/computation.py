"""Checks of the computation, of how much was learned beyond the prior, and of what a mix can know at all."""

from collections.abc import Iterator

import numpy as np

from core.response.card import Check, Status
from core.response.checks.registry import register
from core.response.fit import ResponseFit
from core.response.holdout import Holdout
from core.wording import percent

LARGEST_K_HAT = 0.7
LARGEST_R_HAT = 1.02
FEWEST_EFFECTIVE = 400
LITTLE_TAKEN, NOTHING_TAKEN = 0.3, 0.1


@register
def computation(fit: ResponseFit, _holdout: Holdout | None) -> Iterator[Check]:
    """Whether the draws can be trusted (k-hat: Vehtari et al., 2024; R-hat: Vehtari et al., 2021)."""
    done = fit.computation
    bad = [fit.campaigns[c] for c in np.flatnonzero(np.asarray(done.k_hat) > LARGEST_K_HAT)]
    status: Status = "green"
    sentence = "The computation went well."
    todo = ""
    if not done.converged or done.r_hat > LARGEST_R_HAT:
        status, sentence = "red", "The computation did not settle on an answer, so these figures cannot be trusted."
        todo = "Fit again; if it stays, take a simpler carry-over or saturation."
    elif len(bad):
        status = "amber"
        sentence = f"The ranges are only rough for {_list(bad)}."
        todo = "Read these ranges as rough, or narrow them with a belief or a lift test."
    elif done.effective < FEWEST_EFFECTIVE:
        status, sentence = "amber", f"The ranges rest on few independent draws ({done.effective:.0f})."
        todo = "Read the ends of the ranges as rough."
    elif done.fallback:
        sentence = f"The computation went well, in a slower and safer way: {done.fallback.rstrip('.')}."
    yield Check("computation", "Computation", status, sentence, todo)


@register
def prior(fit: ResponseFit, _holdout: Holdout | None) -> Iterator[Check]:
    """Which share of the prior's width the data took away, on the log scale, for each return."""
    rows = fit.prior_table[fit.prior_table["quantity"] == "roas"]
    if rows.empty:
        return
    before = np.log(rows["prior_upper"].to_numpy(float) / rows["prior_lower"].to_numpy(float))
    after = np.log(rows["upper"].to_numpy(float) / np.maximum(rows["lower"].to_numpy(float), 1e-300))
    taken = 1 - after / before
    for row, share in zip(rows.itertuples(), taken, strict=True):
        if share < LITTLE_TAKEN:
            status: Status = "red" if share < NOTHING_TAKEN else "amber"
            yield Check(
                "prior",
                "Learned from data",
                status,
                f"The return of {row.campaign} is mostly what was assumed: the data narrowed it by "
                f"{percent(max(share, 0), 0)} only.",
                "Vary its spend or run a lift test.",
                str(row.campaign_id),
                float(share),
            )
    middle = float(np.median(taken))
    level: Status = "red" if middle < NOTHING_TAKEN else "amber" if middle < LITTLE_TAKEN else "green"
    yield Check(
        "prior",
        "Learned from data",
        level,
        f"The data narrowed what was assumed of returns by {percent(max(middle, 0), 0)} (the middle one of all).",
        "" if level == "green" else "Vary spend or run lift tests.",
        value=middle,
    )


@register
def identification(fit: ResponseFit, _holdout: Holdout | None) -> Iterator[Check]:
    """What a mix cannot know: no statistic of the data tells a hidden cause of both spend and outcome."""
    if fit.mode == "mix":
        yield Check(
            "identification",
            "Cause and effect",
            "amber",
            "Something that nobody recorded may have moved both spend and the outcome; no data of this kind can show "
            "whether it did.",
            "Enter lift tests of the largest channels: only experiments tell cause from coincidence.",
        )


def _list(names: list[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
