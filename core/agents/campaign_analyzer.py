"""CampaignAnalyzer: which campaigns work, which do not, why, and of which nothing can be said yet."""

from dataclasses import fields

import numpy as np
import pandas as pd

from core.agents.registry import register
from core.agents.report import Finding, Report
from core.assumptions import DEFAULTS
from core.campaigns.advice import losing, tired, wasted
from core.campaigns.days import campaign_days
from core.campaigns.fatigue import fatigue
from core.campaigns.findings import (
    campaign_findings,
    concentration_findings,
    fatigue_findings,
    overlap_findings,
)
from core.campaigns.overlap import Overlap, overlaps
from core.campaigns.ranking import Ranking, rank
from core.campaigns.waste import waste
from core.campaigns.words import returns, returns_range
from core.data import Dataset
from core.errors import InputError, NotEnoughDataError
from core.memo import DictMemo, Memo
from core.planning import fit_response, main_outcome
from core.response import Assumptions, ResponseFit


class CampaignAnalyzer:
    """Ranks campaigns by what they bring for their money, each with its likely range."""

    name = "CampaignAnalyzer"
    description = "Says which campaigns work, which do not, and why."

    def run(self, dataset: Dataset, **parameters: object) -> Report:
        """Return the ranking and what stands out in it.

        Args:
            dataset: The data to look at.
            **parameters: ``memo`` (Memo), ``outcome`` (default: the data's main one), ``assumptions`` (default: nothing
                stated). Where the response model cannot be fitted, the sums alone are judged, and the report says so.

        Returns:
            A report with the tables ``ranking`` (``core.campaigns.Ranking.table``) and ``overlap``.

        Raises:
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        memo = parameters.get("memo") or DictMemo()
        outcome = parameters.get("outcome") or main_outcome(dataset)
        assumptions = parameters.get("assumptions") or DEFAULTS
        if not callable(memo) or not isinstance(outcome, str) or not isinstance(assumptions, Assumptions):
            raise InputError("memo must be a memo, outcome a name and assumptions Assumptions")
        if outcome not in ("revenue", "conversions"):
            raise InputError(f"Campaigns are ranked by revenue or conversions, not by “{outcome[:40]}”.")
        # The same data, the same draws, in every process.
        rng = np.random.default_rng(int(dataset.content_hash[:15], 16))
        days = campaign_days(dataset)
        fit, missing = _learned(dataset, outcome, memo, assumptions)
        ranking = rank(days, outcome, fit, rng)
        silent, currency, data = waste(days, rng), dataset.currency, dataset.content_hash
        tiring, pairs = fatigue(days, dataset.interactions), overlaps(dataset.interactions)
        told, unsure = campaign_findings(ranking.table, outcome, currency)
        findings = [
            *([Finding(missing)] if missing else []),
            *told,
            *fatigue_findings(tiring, days),
            *concentration_findings(days, outcome),
            *overlap_findings(pairs, dict(zip(days.ids, days.names, strict=True))),
            *unsure,
        ]
        ids = {days.ids[w.campaign] for w in silent}
        advice = [wasted(w, days, data, currency) for w in silent]
        advice += losing(ranking, days, currency, data, ids)
        advice += [r for f in tiring if days.ids[f.campaign] not in ids and (r := tired(f, days, data, currency))]
        advice.sort(key=lambda r: -(r.stake.mean if r.stake else 0.0))
        return Report(
            self.name,
            headline(ranking, currency),
            tuple(findings),
            tuple(advice),
            {"ranking": ranking.table, "overlap": pd.DataFrame(pairs, columns=[f.name for f in fields(Overlap)])},
        )


def _learned(dataset: Dataset, outcome: str, memo: Memo, assumptions: Assumptions) -> tuple[ResponseFit | None, str]:
    """The fit, or why there is none."""
    try:
        return fit_response(dataset, outcome, memo, assumptions), ""
    except NotEnoughDataError as error:
        return None, f"{str(error).rstrip('.')}. So campaigns are ranked by the sums of 28 days, with chance taken off."


def headline(ranking: Ranking, currency: str | None) -> str:
    """Return which campaign brings most and which least, of those that run and are known."""
    table, outcome = ranking.table, ranking.outcome
    running = table[table["running"]]
    known = running[running["known"]]
    judged = known if len(known) else running if len(running) else table
    best, worst = judged.iloc[0], judged.iloc[-1]
    if len(known) > 1:
        return (
            f"{best['campaign']} brings most for its money ({returns(best['mean'], outcome, currency)}), "
            f"{worst['campaign']} least ({returns(worst['mean'], outcome, currency)})."
        )
    if len(running) > 1 and not len(known):
        return "There are too little data to tell which campaign brings most for its money."
    if len(known) == 1 or len(table) == 1:
        spread = returns_range(best["lower"], best["upper"], outcome, currency)
        return (
            f"{best['campaign']} brings {returns(best['mean'], outcome, currency)}, likely {spread.split(' for ')[0]}."
        )
    return f"{best['campaign']} brought {returns(best['mean'], outcome, currency)}."


register(CampaignAnalyzer())
