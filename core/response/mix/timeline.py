"""MixTimeline: what the fit of a mix says about each period, put together from draws when it is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.response.mix.media import Exposure, Layout, respond
from core.response.timeline import Part


# Not frozen: the protocol of timelines has plain attributes.
@dataclass(eq=False)
class MixTimeline:
    """Implements ``core.response.timeline.Timeline``. S draws, T periods, C channels; all sums over regions.

    Attributes:
        dates: First day of each period.
        period_days: 1 or 7.
        parts: Baseline, season where there is one, events and controls, then channels.
        spend: Shape (T, C). Currency.
        observed: Shape (T, 1).
        counted: Shape (T, 1); not what was held out, unknown or set aside as implausible.
        notes: What was done to the rows, in words.
        baseline: Intercept, trend and slow process, shape (S, T).
        season: Shape (S, T), or (S, 0) where there is none.
        coefficients: Of events and controls, shape (S, X).
        covariates: Events and controls, shape (X, T), in units of the outcome for a coefficient of 1.
        noise: Standard deviation of a period's noise, shape (S,).
        layout: Of the channels' coordinates.
        own: Coordinates, shape (C, S, width), in single precision as all draws here.
        extra: Regional deviations, shape (C, S, R), or None.
        pulse: Coefficients of the slow change that all channels share, shape (S, K).
        rows: Spend by lag of all regions and periods.
        size: Unit of each region's outcome, shape (R,).
    """

    dates: pd.DatetimeIndex
    period_days: int
    parts: tuple[Part, ...]
    spend: Floats
    observed: Floats
    counted: NDArray[np.bool_]
    notes: tuple[str, ...]
    baseline: NDArray[np.float32]
    season: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    covariates: Floats
    noise: Floats
    layout: Layout
    own: Floats
    extra: Floats | None
    pulse: Floats
    rows: Exposure
    size: Floats

    def contribution_draws(self, bins: NDArray[np.intp]) -> Floats:
        """Return what each part brought, summed by bin: shape (draws, bins, parts).

        Args:
            bins: Number of the bin of each period, shape (T,), from 0 without gaps; -1 leaves a period out.
        """
        bins = np.asarray(bins)
        collect = (bins[:, None] == np.arange(bins.max() + 1)).astype(float)
        return np.stack([part @ collect for part in self._by_part()], axis=-1)

    def expected(self) -> Floats:
        """Return the posterior mean of the expected outcome, shape (T, 1)."""
        return self._total().mean(axis=0)[:, None]

    def deviation(self) -> Floats:
        """Return the standard deviation of a period's noise around the expected outcome, shape (T, 1)."""
        return np.full((len(self.dates), 1), np.sqrt((self.noise**2).mean()))

    def predictive_draws(self, periods: slice, rng: np.random.Generator) -> Floats:
        """Return draws of what would be observed, noise included: shape (draws, periods, 1).

        What neighbouring periods have in common is in the slow process; the rest is independent.
        """
        total = self._total()[:, periods]
        return (total + self.noise[:, None] * rng.standard_normal(total.shape))[..., None]

    def _total(self) -> Floats:
        total = np.zeros(self.baseline.shape)
        for part in self._by_part():
            total += part
        return total

    def _by_part(self) -> Iterator[Floats]:
        yield self.baseline.astype(float)
        if self.season.shape[1]:
            yield self.season.astype(float)
        for coefficient, column in zip(self.coefficients.T, self.covariates, strict=True):
            yield coefficient[:, None] * column
        regions, periods = len(self.size), len(self.dates)
        for c in range(len(self.own)):
            one = slice(c, c + 1)
            rows = replace(self.rows, spend=self.rows.spend[one], money=self.rows.money[one])
            extra = None if self.extra is None else self.extra[one]
            brought, _ = respond(self.layout, self.own[one], extra, self.pulse, rows, derivatives=False)
            yield np.einsum("srt,r->st", brought[0].reshape(-1, regions, periods), self.size)
