"""Tests of rates: another creative, audience or landing page, side by side with the one of now.

The relative change that a new variant brings is normal with mean 0 beforehand: half of all ideas make things worse, and
most change little. Afterwards the better one is kept, which is the choice of two whose value has a closed form
(``core.experiments.worth.value.two_action_value``).

The spreads of that normal are assumptions, stated to everybody who reads a suggestion. What is published says small:
of 6,700 tests of web shops nine in ten moved revenue by less than 1.2 % (Browne and Swarbrick Jones, 2017); about seven
in ten of the effects of 2,766 tests of web sites were none at all (Berman and Van den Bulte, 2022). A test of a whole
page is bolder than most of these, and ads and audiences differ more than pages of one shop do, so they are given more,
without a publication that says how much.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import ndtri

from core.data import Dataset
from core.experiments.design.measured import ProportionMeasure
from core.experiments.design.power import chance_to_see, smallest_effects
from core.experiments.worth.value import two_action_value

DAYS: Final = (14, 28, 42)
RECENT: Final = 28


@dataclass(frozen=True)
class RateKind:
    """A test of a rate.

    Attributes:
        kind: One of ``core.experiments.registry.book.KINDS``.
        of: Measure that is counted, ``per``: measure that it is counted in.
        spread: Standard deviation of the relative change that a new variant brings. An assumption.
        passed: Share of a relative change of the rate that reaches the outcome. An assumption.
    """

    kind: str
    of: str
    per: str
    spread: float
    passed: float = 1.0


KINDS: Final = (
    # Of people who click because of a better ad, fewer mean it: half is assumed to reach the outcome.
    RateKind("creative", "clicks", "impressions", 0.08, 0.5),
    RateKind("audience", "conversions", "impressions", 0.06),
    RateKind("landing page", "conversions", "clicks", 0.02),
)


@dataclass(frozen=True)
class RateTest:
    """A test of a rate and what it is worth.

    Attributes:
        campaign_id: The campaign.
        name: Its name.
        what: Kind of test.
        rate: Rate of the last 28 days.
        per_day: Opportunities a day, of both variants together.
        outcome: Outcome a day that the campaign brings.
        days: Length.
        horizon: Days over which the better variant counts, with those of the test.
        error: Standard error of the relative change.
    """

    campaign_id: str
    name: str
    what: RateKind
    rate: float
    per_day: float
    outcome: float
    days: int
    horizon: int
    error: float

    @property
    def _stake(self) -> float:
        """Outcome that a relative change of 1 of the rate would bring in what is left."""
        return self.outcome * max(self.horizon - self.days, 0) * self.what.passed

    @property
    def worth(self) -> float:
        """Expected gain of keeping the better variant, over what is left of the horizon."""
        return self._stake * two_action_value(0.0, self.what.spread, self.error)

    @property
    def perfect(self) -> float:
        """Expected gain if the better variant were known, over the whole horizon."""
        return self.outcome * self.horizon * self.what.passed * two_action_value(0.0, self.what.spread, 0.0)

    def quantile(self, share: float) -> float:
        """Return the gain that the answer stays below with a probability: nothing where the old variant is kept."""
        spread = self.what.spread**2 / float(np.hypot(self.what.spread, self.error))
        return self._stake * max(spread * float(ndtri(share)), 0.0)

    @property
    def people(self) -> float:
        """Opportunities in the test, of both variants together."""
        return self.per_day * self.days

    @property
    def smallest(self) -> float:
        """Relative rise that the test sees with a probability of 80 %, at 95 %; NaN where it can see none."""
        return float(smallest_effects(ProportionMeasure(self.rate), self.people)) / self.rate

    @property
    def sees(self) -> float:
        """Probability that the test sees a rise of one standard deviation of what new variants bring."""
        return float(chance_to_see(ProportionMeasure(self.rate), self.rate * self.what.spread, self.people))


def rate_error(rate: float, people: float) -> float:
    """Return the standard error of the relative difference of two rates, half of the people in each.

    The variance of a proportion over its square, (1 - p) / (n p), twice (delta method at no difference).
    """
    return float(np.sqrt(2 * (1 - rate) / (rate * people / 2)))


def rate_tests(dataset: Dataset, outcome: str, horizon: int) -> list[RateTest]:
    """Return the best length of each test of a rate of each campaign that runs.

    Args:
        dataset: The data.
        outcome: What a plan is made for, ``revenue`` or ``conversions``.
        horizon: Days over which the better variant counts.
    """
    metrics = dataset.daily_metrics
    age = (pd.Timestamp(dataset.last_day) - metrics["date"]).dt.days
    recent = metrics[(age < RECENT) & (metrics["spend"] > 0)]
    sums = recent.groupby(recent["campaign_id"].astype(str))[["impressions", "clicks", "conversions", outcome]].sum()
    sums = sums.loc[:, ~sums.columns.duplicated()]
    names = dict(zip(metrics["campaign_id"].astype(str), metrics["campaign"].astype(str), strict=True))
    span = min(RECENT, (dataset.last_day - dataset.first_day).days + 1)
    found = []
    for campaign, row in sums.iterrows():
        for what in KINDS:
            if not {what.of, what.per} <= set(dataset.measured) or not row[outcome] > 0:
                continue
            rate = float(row[what.of] / row[what.per]) if row[what.per] > 0 else 0.0
            if not 0 < rate < 1:
                continue
            lengths = [
                RateTest(
                    str(campaign),
                    names[str(campaign)],
                    what,
                    rate,
                    float(row[what.per]) / span,
                    float(row[outcome]) / span,
                    days,
                    horizon,
                    rate_error(rate, float(row[what.per]) / span * days),
                )
                for days in DAYS
                if days < horizon
            ]
            if lengths:
                found.append(max(lengths, key=lambda t: t.worth))
    return found
