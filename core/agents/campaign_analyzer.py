"""CampaignAnalyzer: which campaigns work, which do not, and of which nothing can be said yet."""

import numpy as np
import pandas as pd

from core.agents.registry import register
from core.agents.report import Finding, Recommendation, Report
from core.allocation.planning import LEVEL
from core.assumptions import DEFAULTS
from core.curves import mean_slope
from core.data import Dataset
from core.errors import InputError
from core.memo import DictMemo, content_key
from core.planning import fit_response, last_days_of_spend, main_outcome
from core.response import Assumptions, ResponseFit
from core.wording import date_text, money, number

RECENT_DAYS = 28
BEYOND_CHANCE = 0.05
UNCERTAIN = 1.0
"""A range as wide as the value itself."""


class CampaignAnalyzer:
    """Ranks campaigns by what they bring for their money, each with its likely range."""

    name = "CampaignAnalyzer"
    description = "Says which campaigns work, which do not, and why."

    def run(self, dataset: Dataset, **parameters: object) -> Report:
        """Return the ranking and what stands out in it.

        Args:
            dataset: The data to look at.
            **parameters: ``memo`` (Memo), ``outcome`` (default: the data's main one),
                ``assumptions`` (default: nothing stated).

        Raises:
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        memo = parameters.get("memo") or DictMemo()
        outcome = parameters.get("outcome") or main_outcome(dataset)
        assumptions = parameters.get("assumptions") or DEFAULTS
        if not callable(memo) or not isinstance(outcome, str) or not isinstance(assumptions, Assumptions):
            raise InputError("memo must be a memo, outcome a name and assumptions Assumptions")
        fit = fit_response(dataset, outcome, memo, assumptions)
        table = ranking(dataset, fit)
        running = table[table["running"]]
        if running.empty:
            running = table
        # A campaign of which little is known is neither the best nor the worst.
        known = running[running["upper"] - running["lower"] <= UNCERTAIN * running["mean"]]
        running = known if len(known) > 1 else running
        best, worst = running.iloc[0], running.iloc[-1]
        if len(running) > 1:
            headline = (
                f"{best['campaign']} brings most for its money ({returns(dataset, fit, best['mean'])}), "
                f"{worst['campaign']} least ({returns(dataset, fit, worst['mean'])})."
            )
        else:
            headline = f"{best['campaign']} brings {returns(dataset, fit, best['mean'])}."
        typical = float(np.average(running["next_unit"], weights=running["today"]))
        # What runs comes before what stopped, and much money before little.
        weighty = table.sort_values(["running", "today"], ascending=False)
        findings = [f for _, row in weighty.iterrows() for f in campaign_findings(dataset, fit, row, typical)]
        return Report(self.name, headline, tuple(findings), wasted(dataset), {"ranking": table})


def ranking(dataset: Dataset, fit: ResponseFit) -> pd.DataFrame:
    """Return campaigns by expected outcome per unit of money at today's spend, best first.

    Columns: campaign_id, campaign, channel, today (spend a day), mean, lower, upper (80 % interval of the outcome per
    unit of money), next_unit (what the next unit of money brings), chance_best, running, last_spend.
    """
    table = fit.roas(LEVEL)
    table.insert(2, "channel", list(fit.channels))
    table.insert(3, "today", fit.today)
    table["next_unit"] = [float(mean_slope(c, x)) for c, x in zip(fit.curves, fit.today, strict=True)]
    last = last_days_of_spend(dataset)
    table["last_spend"] = [last[i] for i in fit.campaign_ids]
    table["running"] = [(dataset.last_day - day).days < RECENT_DAYS for day in table["last_spend"]]
    draws = np.where(table["running"].to_numpy(), fit.predict(fit.today) / fit.today, -np.inf)
    table["chance_best"] = np.bincount(draws.argmax(axis=1), minlength=len(table)) / len(draws)
    return table.sort_values(["mean", "campaign_id"], ascending=[False, True]).reset_index(drop=True)


def returns(dataset: Dataset, fit: ResponseFit, value: float) -> str:
    """Return an outcome per unit of money in words."""
    if fit.outcome == "revenue":
        return f"{money(value, dataset.currency, 'exact')} for each {money(1, dataset.currency, 'full')}"
    per = 100
    return f"{number(value * per, 'round')} {fit.outcome} for {money(per, dataset.currency, 'full')}"


def campaign_findings(dataset: Dataset, fit: ResponseFit, row: pd.Series, typical: float) -> list[Finding]:
    """Return what stands out at one campaign; ``typical`` is what the next unit of money brings on the whole."""
    name, campaign = row["campaign"], row["campaign_id"]
    if not row["running"]:
        text = f"{name} has not spent since {date_text(row['last_spend'])}; its figures are those of when it ran."
        return [Finding(text, "neutral", campaign)]
    if row["upper"] - row["lower"] > UNCERTAIN * row["mean"]:
        text = f"{name}: too little data to tell. It brings {_range(dataset, fit, row)}."
        return [Finding(text, "warning", campaign)]
    now, following = returns(dataset, fit, row["mean"]), returns(dataset, fit, row["next_unit"])
    if fit.outcome == "revenue" and row["upper"] < 1:
        text = f"{name} costs more than it sells: {_range(dataset, fit, row)}. More money brings {following}."
        return [Finding(text, "bad", campaign)]
    if row["next_unit"] < min(0.5 * row["mean"], typical):
        return [
            Finding(f"{name} is near its ceiling: it brings {now}, but more money only {following}.", "bad", campaign)
        ]
    if row["next_unit"] > 1.2 * typical:
        text = f"{name} has room: more money brings {following}; on the whole it is {returns(dataset, fit, typical)}."
        return [Finding(text, "good", campaign)]
    return []


def _range(dataset: Dataset, fit: ResponseFit, row: pd.Series) -> str:
    low, high = returns(dataset, fit, row["lower"]), returns(dataset, fit, row["upper"])
    return f"between {low.split(' ')[0]} and {high}"


def wasted(dataset: Dataset) -> tuple[Recommendation, ...]:
    """Return campaigns that spent in the last 28 days and sold nothing, where that is beyond chance.

    Without an effect of the campaign's own, its spend at the cost per conversion of all would have brought so many
    conversions that none at all happens in fewer than one case of twenty (Poisson).
    """
    metrics = dataset.daily_metrics
    recent = metrics[(pd.Timestamp(dataset.last_day) - metrics["date"]).dt.days < RECENT_DAYS]
    sums = recent.groupby(["campaign_id", "campaign"], as_index=False)[["spend", "conversions"]].sum()
    if "conversions" not in dataset.measured or sums["conversions"].sum() <= 0:
        return ()
    rate = sums["conversions"].sum() / sums["spend"].sum()
    found = []
    for row in sums.itertuples(index=False):
        if row.conversions == 0 and np.exp(-row.spend * rate) < BEYOND_CHANCE:
            spent = money(row.spend, dataset.currency, "full")
            found.append(
                Recommendation(
                    id=content_key("wasted", data=dataset.content_hash, campaign=row.campaign_id)[:19],
                    agent=CampaignAnalyzer.name,
                    action=f"Check {row.campaign}: it spent {spent} in 28 days without a conversion",
                    why=f"At the cost of a conversion of all campaigns, {number(row.spend * rate, 'round')} were to "
                    "be expected. Either nothing is recorded, or nobody buys.",
                    campaign_ids=(row.campaign_id,),
                )
            )
    return tuple(found)


register(CampaignAnalyzer())
