"""Timeline of mode "campaign": what each campaign brought on each day, and what would be observed."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from core.curves import Floats
from core.response.daily_mean import DailyMean, Singles
from core.response.likelihood import Dispersion
from core.response.repetition import repetition
from core.response.timeline import Part

MOST_REPEAT = 0.97
QUANTILES = np.linspace(-5.0, 5.0, 401)


@dataclass(frozen=True, eq=False)
class CampaignTimeline:
    """``core.response.timeline.Timeline`` of one series and one part a campaign.

    Attributes:
        dates: The days; the last ones may be held out.
        campaign_ids: Ids, and ``campaigns`` their names.
        observed: Outcome by day, shape (days, campaigns).
        counted: Which of them were learned from.
        mean: What the expected outcome is made of.
        own: Draws of coordinates and knots, shape (draws, campaigns, own).
        shared: Draws of weekday and season, shape (draws, columns).
        dispersion: Noise by campaign.
        inflation: By how much neighbouring days repeat each other, shape (campaigns,).
        share: Share of the reported outcome that is incremental, shape (draws, campaigns), where lift tests spoke.
        period_days: Always 1.
        notes: What was done to the rows, in words.
    """

    dates: pd.DatetimeIndex
    campaign_ids: tuple[str, ...]
    campaigns: tuple[str, ...]
    observed: Floats
    counted: NDArray[np.bool_]
    mean: DailyMean
    own: Singles
    shared: Singles
    dispersion: Dispersion
    inflation: Floats
    share: Floats | None = None
    period_days: int = 1
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The campaigns, and with lift tests what they report without having caused it."""
        media = tuple(Part(n, "media", i) for n, i in zip(self.campaigns, self.campaign_ids, strict=True))
        return media if self.share is None else (*media, Part("Reported, would have come anyway", "baseline"))

    @property
    def spend(self) -> Floats:
        """Spend by day, shape (days, campaigns). Currency."""
        return self.mean.spend

    def contribution_draws(self, bins: NDArray[np.intp]) -> Floats:
        """Return what each campaign brought, summed by bin: shape (draws, bins, parts).

        Args:
            bins: Number of the bin of each day, shape (days,), from 0 without gaps; -1 leaves a day out.
        """
        bins = np.asarray(bins)
        member = (bins[:, None] == np.arange(bins.max() + 1)).astype(np.float32)
        reported = np.stack(self.mean.each(lambda c: self._mu(c) @ member), axis=2).astype(float)
        if self.share is None:
            return reported
        caused = reported * self.share[:, None, :]
        return np.concatenate([caused, (reported - caused).sum(axis=2, keepdims=True)], axis=2)

    def expected(self) -> Floats:
        """Return the posterior mean of the expected outcome, shape (days, campaigns)."""
        return self._expected

    def deviation(self) -> Floats:
        """Return the standard deviation of a day's noise around the expected outcome, shape (days, campaigns)."""
        return np.sqrt(self.dispersion.variance(self._expected))

    def predictive_draws(self, periods: slice, rng: np.random.Generator) -> Floats:
        """Return draws of what would be observed, noise included: shape (draws, days, campaigns).

        A day's level is a gamma around the expectation, and what comes is a Poisson number of pieces, each worth kappa:
        together the variance of the likelihood. Neighbouring days of the level are correlated as much as the residuals
        showed (a Gaussian copula of an autoregression).
        """
        days = len(self.dates[periods])
        draws, campaigns = self.own.shape[:2]
        out = np.empty((draws, days, campaigns))
        for c in range(campaigns):
            mu = self._mu(c)[:, periods].astype(float)
            kappa, phi = self.dispersion.kappa[c], self.dispersion.phi[c]
            share = float(np.mean(phi * mu / (kappa + phi * mu)))
            repeat = min(repetition((self.inflation[c] - 1) / max(share, 0.05) + 1), MOST_REPEAT)
            z = rng.standard_normal((draws, days))
            for day in range(1, days):
                z[:, day] = repeat * z[:, day - 1] + np.sqrt(1 - repeat**2) * z[:, day]
            level = mu * np.interp(z, QUANTILES, gammaincinv(1 / phi, ndtr(QUANTILES)) * phi)
            out[..., c] = kappa * rng.poisson(level / kappa)
        return out

    @cached_property
    def _season(self) -> Singles:
        return self.mean.season(self.shared)

    @cached_property
    def _expected(self) -> Floats:
        return np.column_stack(self.mean.each(lambda c: self._mu(c).mean(axis=0, dtype=float)))

    def __getstate__(self) -> dict[str, object]:
        # What is computed on demand is left out of what is kept.
        return {name: value for name, value in self.__dict__.items() if not name.startswith("_")}

    def _mu(self, campaign: int) -> Singles:
        """Return the expected outcome by draw and day; nothing before the first spend of the campaign."""
        log_mean = self.mean.log_mean(campaign, self.own[:, campaign], self._season)
        mu = np.exp(np.clip(log_mean, -60, 60, out=log_mean), out=log_mean)
        mu[:, : int(np.argmax(self.spend[:, campaign] > 0))] = 0
        return mu
