"""ResponseFit: what was learned of how campaigns or channels answer to money, as posterior draws."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from core.curves import CurveDraws, Floats, share, slope_draws
from core.errors import InputError
from core.response.card import Card
from core.response.timeline import Timeline

if TYPE_CHECKING:
    from core.response.holdout import Holdout


@dataclass(frozen=True, eq=False)
class Computation:
    """How the draws were made and whether they can be trusted.

    Attributes:
        method: In words, e.g. ``normal approximation, refined`` or ``Hamiltonian Monte Carlo, 8 chains``.
        converged: Whether the mode was found.
        acceptance: Share of refined draws that were accepted, by campaign; empty where chains were run.
        k_hat: Pareto shape of the importance weights by campaign (Vehtari et al., 2024); empty where chains were run.
        r_hat: Largest split R-hat of all coordinates (Vehtari et al., 2021); NaN where no chains were run.
        effective: Smallest effective sample size of all coordinates; NaN where no chains were run.
        fallback: Why a slower and safer way was taken; empty where it was not.
    """

    method: str
    converged: bool
    acceptance: Floats
    k_hat: Floats
    r_hat: float = float("nan")
    effective: float = float("nan")
    fallback: str = ""


@dataclass(frozen=True, eq=False)
class ResponseFit:
    """What was learned. In mode "campaign" there is one curve a campaign, in mode "mix" one a channel.

    A period is a day or a week, as ``period_days`` says. Campaigns are in the order of their ids, channels of a mix in
    the order of their columns; "campaigns" below means either.

    Attributes:
        mode: ``campaign`` or ``mix``.
        outcome: Name of the outcome, e.g. ``revenue``.
        period_days: 1 or 7.
        campaign_ids: Ids, and ``campaigns`` their names, ``channels`` their channels.
        today: Today's spend a period (campaign mode: mean of the last 28 active days), shape (campaigns,). Currency.
        saturation: Name of the saturation; ``form`` is the form of its curves (``core.curves``).
        scale: Ceiling of the outcome a period at the averaged level of season (``averaged``), shape (draws, campaigns).
        half_saturation: Spend a period at half of the ceiling, (draws, campaigns). Currency.
        slope: Slope of the curve, (draws, campaigns).
        adstock: Name of the adstock; ``carry_over`` the days until nine tenths of an effect have come, (draws,
            campaigns).
        seen: Lowest and highest spend a period in the data (campaign mode: weekly means), (campaigns, 2).
        inflation: By how much neighbouring periods repeat each other, (campaigns,), or (1,) in a mix.
        noise: Coefficient of variation of a period around its expectation, the same shape.
        lowered: Periods whose outcome was beyond what is plausible and was lowered, the same shape.
        left_out: Name and reason of campaigns without a curve.
        averaged: Over how many of the last periods the level of season and drift is averaged.
        computation: How the draws were made.
        timeline: What the fit says about each period.
        prior_table: Prior beside posterior. Columns campaign_id, campaign, quantity (``roas`` at the usual spend,
            ``marginal_roas`` there, ``carry_over`` in days), source (``default`` or ``stated``), prior_lower, prior,
            prior_upper, lower, mean, upper: medians and 90 % intervals. Where a lift test spoke,
            also ``incrementality``: the share of the reported outcome that would not have come otherwise.
        incremental: Whether a campaign's curve is one of incremental outcome, because a lift test spoke; otherwise it
            is one of what platforms report. Empty in a mix, whose curves all are.
    """

    mode: str
    outcome: str
    period_days: int
    campaign_ids: tuple[str, ...]
    campaigns: tuple[str, ...]
    channels: tuple[str, ...]
    today: Floats
    saturation: str
    form: str
    scale: Floats
    half_saturation: Floats
    slope: Floats
    adstock: str
    carry_over: Floats
    seen: Floats
    inflation: Floats
    noise: Floats
    lowered: Floats
    left_out: tuple[tuple[str, str], ...]
    averaged: int
    computation: Computation
    timeline: Timeline
    prior_table: pd.DataFrame
    incremental: tuple[bool, ...] = ()

    @cached_property
    def curves(self) -> tuple[CurveDraws, ...]:
        """One curve a campaign: outcome a period at steady spend a period."""
        return tuple(
            CurveDraws(
                name,
                self.scale[:, c],
                self.half_saturation[:, c],
                self.slope[:, c],
                (float(self.seen[c, 0]), float(self.seen[c, 1])),
                self.form,
            )
            for c, name in enumerate(self.campaigns)
        )

    def predict(self, spend: ArrayLike) -> Floats:
        """Return the outcome a period at steady spend a period, at the averaged level of season.

        Args:
            spend: Currency a period, one number a campaign in the order of ``campaign_ids``, or one for all.

        Returns:
            Array (draws, campaigns).

        Raises:
            InputError: If the number of spends is wrong or one is negative or not finite.
        """
        x = np.asarray(spend, float)
        if x.ndim > 1 or (x.ndim == 1 and len(x) != len(self.campaigns)):
            raise InputError(f"spend has shape {x.shape}, must be one number or {len(self.campaigns)}")
        if not np.all(np.isfinite(x)) or np.any(x < 0):
            raise InputError("spend must be numbers of 0 or more")
        return self.scale * share(self.form, x, self.half_saturation, self.slope)

    def roas(self, level: float = 0.9) -> pd.DataFrame:
        """Return outcome per unit of money at today's spend: campaign_id, campaign, mean, lower, upper."""
        return self._summary(self.predict(self.today) / self.today, level)

    def marginal_roas(self, level: float = 0.9) -> pd.DataFrame:
        """Return what the next unit of money brings at today's spend: campaign_id, campaign, mean, lower, upper."""
        slopes = [slope_draws(curve, x) for curve, x in zip(self.curves, self.today, strict=True)]
        return self._summary(np.column_stack(slopes), level)

    def cpa(self, level: float = 0.9) -> pd.DataFrame:
        """Return what one of the outcome costs at today's spend: campaign_id, campaign, mean, lower, upper.

        ``mean`` is the cost at the expected outcome: the mean of a cost has no bound where next to nothing is sold.
        """
        brought = self.predict(self.today)
        table = self._summary(self.today / np.maximum(brought, 1e-300), level)
        return table.assign(mean=self.today / np.maximum(brought.mean(axis=0), 1e-300))

    def decomposition(self, freq: str = "W") -> pd.DataFrame:
        """Return what the outcome of each bin of time is made of (``core.response.decomposition.decompose``)."""
        from core.response.decomposition import decompose

        return decompose(self.timeline, freq)

    def returns(self, freq: str = "M", level: float = 0.9) -> pd.DataFrame:
        """Return what each campaign brought for its money (``core.response.decomposition.returns_by_period``)."""
        from core.response.decomposition import returns_by_period

        return returns_by_period(self, freq, level)

    def card(self, holdout: "Holdout | None" = None) -> Card:
        """Return all checks of this fit (``core.response.checks.diagnose``)."""
        from core.response.checks import diagnose

        return diagnose(self, holdout)

    def _summary(self, draws: Floats, level: float) -> pd.DataFrame:
        tail = (1 - level) / 2
        lower, upper = np.quantile(draws, [tail, 1 - tail], axis=0)
        return pd.DataFrame(
            {
                "campaign_id": self.campaign_ids,
                "campaign": self.campaigns,
                "mean": draws.mean(axis=0),
                "lower": lower,
                "upper": upper,
            }
        )
