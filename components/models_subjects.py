"""What a person can state something of: all channels, each channel, each campaign, and what was stated of others."""

import pandas as pd

from components.models_assumptions import Subject
from core.response import Assumptions, ResponseFit
from core.response.assumptions import EVERYTHING

MOST_CAMPAIGNS = 30
"""Campaigns with a row of their own: those that spend most, and those of which something was stated."""


def editor_subjects(campaigns: pd.DataFrame, fit: ResponseFit, assumptions: Assumptions) -> list[Subject]:
    """Return the rows of the editor, with the default of each where the fit knows it.

    Args:
        campaigns: Of the data set in use.
        fit: What was learned from it.
        assumptions: In use.
    """
    channel_of = {str(r.campaign): str(r.channel) for r in campaigns.itertuples(index=False)}
    ids = {str(r.campaign_id): str(r.campaign) for r in campaigns.itertuples(index=False)}
    stated = [b.subject for b in assumptions.beliefs]
    channels = list(dict.fromkeys(sorted(channel_of.values())))
    by_spend = [fit.campaigns[c] for c in fit.today.argsort()[::-1]]
    own = by_spend[:MOST_CAMPAIGNS] if fit.mode == "campaign" else []
    own += [s for s in stated if s in (channel_of | ids) and s not in own and s not in channels]
    found = [Subject(EVERYTHING, None, "all", *_defaults(fit, None))]
    found += [Subject(c, c, "channel", *_defaults(fit, c)) for c in channels]
    taken = {EVERYTHING, *channels}
    for name in own:
        # A campaign may be called like a channel; then the channel is meant.
        if name not in taken:
            channel = channel_of.get(ids.get(name, name))
            found.append(Subject(name, channel, "campaign", *_defaults(fit, channel)))
    known = {one.name for one in found}
    return found + [Subject(s, None, "unknown") for s in dict.fromkeys(stated) if s not in known]


def _defaults(fit: ResponseFit, channel: str | None) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """The ranges that are assumed where nothing is stated: of a channel, or of all."""
    table = fit.prior_table
    if table is None or table.empty:
        return None, None
    channels = dict(zip(fit.campaign_ids, fit.channels, strict=True))
    own = table["source"].eq("default")
    if channel is not None:
        own &= table["campaign_id"].map(channels).eq(channel)

    def middle(quantity: str) -> tuple[float, float] | None:
        rows = table[own & table["quantity"].eq(quantity)]
        return (float(rows["prior_lower"].median()), float(rows["prior_upper"].median())) if len(rows) else None

    return middle("roas"), middle("carry_over")
