"""Horizon: what a model that saw the days before lets expect of later days, at any spend, in common posterior draws."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from core.assumptions import DEFAULTS
from core.curves import Floats
from core.data import Dataset
from core.errors import InputError
from core.memo import Memo, memo_key
from core.planning import fit_content, model_of
from core.response import Assumptions, ResponseFit
from core.response.campaign_timeline import CampaignTimeline


def fit_until(
    dataset: Dataset, outcome: str, until: date, memo: Memo, assumptions: Assumptions = DEFAULTS
) -> ResponseFit:
    """Return the fit of a data set whose timeline goes on to a later day: the same learning, more days foretold.

    The days after the data are held out, as the check against the last weeks does: weekday, season and drift are drawn
    for them, with the doubt that grows with the distance.

    Args:
        dataset: The data to learn from, all of them.
        outcome: one of ``core.data.OUTCOMES``.
        until: Last day to be foretold, after the last day of the data.
        memo: Where fits are shared.
        assumptions: What people assume.

    Raises:
        InputError: If the outcome or an assumption cannot be used, or ``until`` is within the data.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """
    days = (until - dataset.last_day).days
    if days < 1:
        raise InputError(f"The data end on {dataset.last_day}; only later days can be foretold.")

    def compute() -> ResponseFit:
        rows = pd.concat([dataset.daily_metrics, _days_after(dataset, days)], ignore_index=True)
        return model_of(dataset, assumptions).fit(rows, outcome, hold_out=days)

    return memo(memo_key("fit-until", days=days, **fit_content(dataset, outcome, assumptions)), compute)


def _days_after(dataset: Dataset, days: int) -> pd.DataFrame:
    """Return rows of nothing for each campaign and day after the data: what is spent then is asked later."""
    metrics = dataset.daily_metrics
    last = metrics.drop_duplicates("campaign_id", keep="last")[["campaign_id", "campaign", "channel"]]
    dates = pd.date_range(pd.Timestamp(dataset.last_day) + pd.Timedelta(days=1), periods=days)
    rows = last.loc[last.index.repeat(days)].reset_index(drop=True)
    rows["date"] = np.tile(dates.to_numpy(), len(last))
    numbers = [c for c in metrics.columns if c not in ("date", "campaign_id", "campaign", "channel")]
    return rows.assign(**dict.fromkeys(numbers, 0.0))[list(metrics.columns)]


@dataclass(frozen=True, eq=False)
class Horizon:
    """The days after the data of a fit, at any spend.

    What is foretold is what platforms report, also where a lift test spoke: it is held against what they report.

    Attributes:
        timeline: Of a fit of ``fit_until``.
        days: Number of days after the data.
    """

    timeline: CampaignTimeline
    days: int

    @classmethod
    def of(cls, fit: ResponseFit, days: int) -> "Horizon":
        """Return the last days of a fit that held them out."""
        if not isinstance(fit.timeline, CampaignTimeline):
            raise InputError("Only a model of campaigns can be held against what each campaign reported.")
        return cls(replace(fit.timeline, share=None), days)

    @property
    def ids(self) -> tuple[str, ...]:
        """Campaigns that the model knows."""
        return self.timeline.campaign_ids

    def expected(self, spend: Floats) -> Floats:
        """Return the expected outcome, shape (draws, days, campaigns), at spends of shape (days, campaigns)."""
        bins = np.full(len(self.timeline.dates), -1)
        bins[-self.days :] = np.arange(self.days)
        return self._at(spend).contribution_draws(bins)

    def observed(self, spend: Floats, rng: np.random.Generator) -> Floats:
        """Return draws of what would be observed, chance included, in the order of ``expected``."""
        return self._at(spend).predictive_draws(slice(len(self.timeline.dates) - self.days, None), rng)

    def _at(self, spend: Floats) -> CampaignTimeline:
        whole = np.concatenate([self.timeline.spend[: -self.days], spend])
        return replace(self.timeline, mean=replace(self.timeline.mean, spend=whole))
