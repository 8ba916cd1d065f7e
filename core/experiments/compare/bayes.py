"""Bayesian comparison of a variant with the control: chance to win, expected loss, chance of a useful size."""

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from core.errors import InputError
from core.experiments.compare.cuped import AdjustedEffect
from core.experiments.compare.difference import difference
from core.experiments.compare.effect import Effect, Interval, check_question
from core.experiments.compare.moments import check_proportion, mean_moments
from core.experiments.compare.posteriors import Beta, BetaDifference, BetaRatio, NormalPosterior, Posterior
from core.experiments.compare.samples import MeanSample, ProportionSample

Scale: TypeAlias = Literal["relative", "absolute"]


@dataclass(frozen=True)
class BayesEffect:
    """What is believed of a variant after the test.

    Attributes:
        control: Value of the metric in the control (for proportions the posterior mean).
        treatment: The same of the variant.
        absolute: Expected difference.
        absolute_interval: Holds the difference with probability ``level``, equal tails.
        relative: Expected relative difference (for proportions its median); NaN where the control is zero.
        relative_interval: The same of the relative difference.
        chance_to_win: Probability that the variant is better.
        expected_loss: What choosing the variant is expected to cost, on average over the cases where it is worse.
        expected_loss_control: What staying with the control is expected to cost.
        loss_scale: Whether the two losses are ``absolute`` or ``relative``.
        level: Of the intervals.
        prior: The prior in words.
        lower_is_better: Whether a small value wins.
        absolute_posterior: What is known of the difference.
        relative_posterior: What is known of the relative one; None where the control is zero.
    """

    control: float
    treatment: float
    absolute: float
    absolute_interval: Interval
    relative: float
    relative_interval: Interval
    chance_to_win: float
    expected_loss: float
    expected_loss_control: float
    loss_scale: Scale
    level: float
    prior: str
    lower_is_better: bool
    absolute_posterior: Posterior
    relative_posterior: Posterior | None

    def chance_above(self, useful: float, scale: Scale = "relative") -> float:
        """Return the probability that the difference is above a useful size.

        Args:
            useful: The size, such as 0.02 for 2 % of the control.
            scale: What ``useful`` is: a share of the control, or an amount in the unit of the metric.

        Raises:
            InputError: If the size is no number, or a relative one is asked of a control of zero.
        """
        if not math.isfinite(useful):
            raise InputError("The size that is useful must be a number.")
        if scale not in ("relative", "absolute"):
            raise InputError("A useful size is relative or absolute.")
        asked = self.absolute_posterior if scale == "absolute" else self.relative_posterior
        if asked is None:
            raise InputError("The control is zero: ask for an absolute size.")
        return asked.chance_above(useful)


MOST_PEOPLE: Final = 10**12


def bayes_proportions(
    control: ProportionSample,
    treatment: ProportionSample,
    prior: tuple[float, float] = (1.0, 1.0),
    *,
    level: float = 0.95,
    lower_is_better: bool = False,
    treatment_prior: tuple[float, float] | None = None,
) -> BayesEffect:
    """Compare two shares of people with beta priors, exactly (no draws).

    Args:
        control: Counts of the control.
        treatment: Counts of the variant.
        prior: Successes and failures that the prior is worth, of both variants; (1, 1) is the uniform one.
        level: Of the intervals.
        lower_is_better: A small share wins, as of complaints.
        treatment_prior: Another prior for the variant.

    Returns:
        The result, with absolute losses. No conversions at all are an answer too: then the prior speaks.

    Raises:
        InputError: If counts or priors cannot be.
    """
    check_question(level, "two-sided")
    check_proportion(control, "the control")
    check_proportion(treatment, "the variant")
    if max(control.n, treatment.n) > MOST_PEOPLE:
        # Beyond it the spread drowns in rounding and no interval is found.
        raise InputError("More than a trillion people cannot be counted here. Check the column of people.")
    priors = prior, treatment_prior or prior
    if not all(math.isfinite(one) and one > 0 for pair in priors for one in pair):
        raise InputError("A prior is two numbers above zero, such as 1 and 1.")
    old, new = (
        Beta(one.successes + a, one.n - one.successes + b)
        for one, (a, b) in zip((control, treatment), priors, strict=True)
    )
    apart, ratio = BetaDifference(old, new), BetaRatio(old, new)
    sign = -1 if lower_is_better else 1
    above = apart.chance_above(0.0)
    return BayesEffect(
        control=old.mean,
        treatment=new.mean,
        absolute=apart.centre(),
        absolute_interval=apart.interval(level),
        relative=ratio.centre(),
        relative_interval=ratio.interval(level),
        chance_to_win=1 - above if lower_is_better else above,
        expected_loss=apart.expected_gain(-sign),
        expected_loss_control=apart.expected_gain(sign),
        loss_scale="absolute",
        level=level,
        prior=f"Beta({prior[0]:g}, {prior[1]:g})",
        lower_is_better=lower_is_better,
        absolute_posterior=apart,
        relative_posterior=ratio,
    )


def bayes_means(
    control: MeanSample,
    treatment: MeanSample,
    prior_mean: float = 0.0,
    prior_variance: float = math.inf,
    *,
    prior_scale: Scale = "relative",
    loss_scale: Scale = "absolute",
    level: float = 0.95,
    lower_is_better: bool = False,
) -> BayesEffect:
    """Compare two means with a normal prior on the effect; see ``bayes_effect``."""
    return bayes_effect(
        difference(
            mean_moments(control, "the control"), mean_moments(treatment, "the variant"), method="Means", level=level
        ),
        prior_mean,
        prior_variance,
        prior_scale=prior_scale,
        loss_scale=loss_scale,
        level=level,
        lower_is_better=lower_is_better,
    )


def bayes_effect(
    effect: Effect,
    prior_mean: float = 0.0,
    prior_variance: float = math.inf,
    *,
    prior_scale: Scale = "relative",
    loss_scale: Scale = "absolute",
    level: float = 0.95,
    lower_is_better: bool = False,
) -> BayesEffect:
    """Combine an estimated effect of any kind (means, ratios, CUPED, quantiles, strata) with a normal prior on it.

    The estimate counts as normal with its standard error; the relative one with that of the delta method.

    Args:
        effect: From a comparison; its intervals and level are not used.
        prior_mean: Of the effect.
        prior_variance: Of the effect; infinite is the flat prior, that lets the data speak alone.
        prior_scale: Whether the prior speaks of the relative or the absolute effect. The other one is it times, or
            divided by, the control.
        loss_scale: Of which effect the losses and the chance to win are.
        level: Of the intervals.
        lower_is_better: A small value wins.

    Raises:
        InputError: If the prior cannot be, or asks for a share of a control that is zero.
    """
    check_question(level, "two-sided")
    if not math.isfinite(prior_mean) or math.isnan(prior_variance) or prior_variance <= 0:
        raise InputError("A prior is a mean and a variance above zero.")
    if prior_scale not in ("relative", "absolute") or loss_scale not in ("relative", "absolute"):
        raise InputError("A prior and a loss are relative or absolute.")
    proper = math.isfinite(prior_variance)
    base = effect.unadjusted if isinstance(effect, AdjustedEffect) and effect.unadjusted else effect
    size = abs(base.control) or math.nan
    if math.isnan(size) and (loss_scale == "relative" or (proper and prior_scale == "relative")):
        raise InputError("The control is zero, so nothing can be said as a share of it. Ask for absolute amounts.")
    stretch = size if prior_scale == "relative" else 1.0
    apart = _posterior(
        effect.absolute, effect.standard_error, prior_mean * stretch, prior_variance * stretch**2, proper
    )
    ratio = None
    if effect.relative_error > 0:
        shrink = size if prior_scale == "absolute" else 1.0
        mean, variance = prior_mean / shrink, prior_variance / shrink**2
        ratio = _posterior(effect.relative, effect.relative_error, mean, variance, proper)
    asked = apart if loss_scale == "absolute" or ratio is None else ratio
    sign = -1 if lower_is_better else 1
    return BayesEffect(
        control=effect.control,
        treatment=effect.treatment,
        absolute=apart.mean,
        absolute_interval=apart.interval(level),
        relative=ratio.mean if ratio else math.nan,
        relative_interval=ratio.interval(level) if ratio else Interval(-math.inf, math.inf),
        chance_to_win=asked.chance_above(0.0) if sign > 0 else 1 - asked.chance_above(0.0),
        expected_loss=asked.expected_gain(-sign),
        expected_loss_control=asked.expected_gain(sign),
        loss_scale=loss_scale,
        level=level,
        prior=f"Normal({prior_mean:g}, {prior_variance:g}) on the {prior_scale} effect" if proper else "Flat",
        lower_is_better=lower_is_better,
        absolute_posterior=apart,
        relative_posterior=ratio,
    )


def _posterior(estimate: float, error: float, mean: float, variance: float, proper: bool) -> NormalPosterior:
    if not error > 0:
        raise InputError("The effect has no standard error, so a prior cannot be weighed against it.")
    if not proper:
        return NormalPosterior(estimate, error)
    precision = 1 / error**2 + 1 / variance
    return NormalPosterior((estimate / error**2 + mean / variance) / precision, math.sqrt(1 / precision))
