"""From rows and assumptions to the posterior: priors, lift tests as rows, implausible periods set aside."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.response.adstock import LAGS, adstock
from core.response.assumptions import Assumptions, LiftTest, spread_change
from core.response.mix.data import MixData
from core.response.mix.demand import demand_column
from core.response.mix.design import MEMORIES, Design, make_design
from core.response.mix.media import Exposure, Layout, exposure, pulse_columns
from core.response.mix.posterior import NOISE_PRIOR, REGION_SPREAD, SLOW_PRIOR, Posterior, TestedLift
from core.response.mix.sampler import Peak, find_peak
from core.response.saturation import saturation
from core.response.stated import Subject, carry_over_prior, level_prior, stated_ranges, subjects_of_tests

MEDIA_SHARE = 0.25
"""Share of the outcome that all channels together bring at the centre of the default prior."""
LEVEL_SPREAD = 1.0
"""Standard deviation of the default prior of a log return: a factor of five either way in 90 of 100 cases."""
IMPLAUSIBLE = 5.0
"""A cell so many robust standard deviations from what all others predict is not learned from."""
MOST_IMPLAUSIBLE = 0.05
ROUNDS = 6
PULSE_SIZES = (0.15, 0.4)
"""Sizes of a slow change that all channels share, in log, that are tried beside none."""
PULSE_EVIDENCE = 3.0
"""By how much the log evidence for it has to be higher."""


@dataclass(frozen=True, eq=False)
class Learned:
    """The posterior, its modes, and the cells that were set aside as implausible (R, T)."""

    posterior: Posterior
    peaks: tuple[Peak, ...]
    blanks: NDArray[np.bool_]


def subjects(data: MixData) -> tuple[Subject, ...]:
    """Return the channels as subjects of beliefs and tests."""
    return tuple(Subject(name, name, name) for name in data.channels)


def channel_priors(
    data: MixData, assumptions: Assumptions, layout: Layout
) -> tuple[Floats, Floats, list[bool], list[bool]]:
    """Return prior mean and standard deviation of the channels' coordinates, each (C, width), and which of level and
    carry-over were stated by a person.

    A return that nobody stated is centred where all channels together bring a quarter of the outcome, each as much per
    unit of money.

    Raises:
        InputError: If a belief is about a channel that the data do not hold.
    """
    names = subjects(data)
    calm = _calm(data)
    spent = data.spend[:, ~data.held_out].sum()
    centre = np.log(MEDIA_SHARE * np.abs(calm[data.counted]).mean() * calm[:, ~data.held_out].size / spent)
    mean, deviation = np.zeros((2, len(names), layout.width))
    mean[:, 0], deviation[:, 0] = centre, LEVEL_SPREAD
    if layout.bend is not None and layout.shape.bend:
        mean[:, layout.bend], deviation[:, layout.bend] = layout.shape.bend
    if layout.steepness is not None and layout.shape.steepness:
        mean[:, layout.steepness], deviation[:, layout.steepness] = layout.shape.steepness
    mean[:, layout.theta] = layout.kernel.centre(data.period_days)
    deviation[:, layout.theta] = layout.kernel.spread()
    levels = level_prior(assumptions.beliefs, names)
    spans = stated_ranges(assumptions.beliefs, names, "carry_over")
    for c, (level, span) in enumerate(zip(levels, spans, strict=True)):
        if level is not None:
            mean[c, 0], deviation[c, 0] = level
        if span is not None:
            mean[c, layout.theta], deviation[c, layout.theta] = carry_over_prior(span, layout.kernel, data.period_days)
    return mean, deviation, [one is not None for one in levels], [one is not None for one in spans]


def learn(data: MixData, assumptions: Assumptions) -> Learned:
    """Return posterior and modes.

    The memory of the slow process is the one with most evidence (Laplace). Cells beyond what is plausible are then set
    aside in rounds, each judged by a mode that was found without those before. At last a slow change that all channels
    share is let in if the evidence for it is clear.

    Raises:
        InputError: If a belief or lift test is about a channel that the data do not hold.
        NotEnoughDataError: If there are too few rows.
    """
    layout = Layout(adstock(assumptions.adstock), saturation(assumptions.saturation))
    calm = _calm(data)
    # What is absurd at first sight has no part in the choice of memory, unless an event explains it.
    events = np.array([kind == "event" for kind in data.covariate_kinds], bool)
    blanks = (calm != data.outcome) & ~(data.covariates[..., events] != 0).any(axis=-1)
    if blanks.sum() > MOST_IMPLAUSIBLE * data.counted.sum():
        blanks[:] = False
    demand = demand_column(data, assumptions.lift_tests)
    designs = [make_design(data, calm, blanks, memory, demand) for memory in MEMORIES]
    posterior = assemble(data, assumptions, layout, designs[1], 0.0)
    peak = find_peak(posterior, posterior.mean, posterior.deviation, steps=60)
    tried = [assemble(data, assumptions, layout, design, 0.0) for design in designs]
    posterior, peak = _likeliest(tried, peak.at)
    for _ in range(ROUNDS):
        found = implausible(posterior, peak, data, data.outcome, blanks)
        if not (found & ~blanks).any() and not np.any(calm != data.outcome):
            break
        blanks |= found
        design = make_design(data, np.where(blanks, calm, data.outcome), blanks, posterior.design.memory, demand)
        posterior = assemble(data, assumptions, layout, design, 0.0)
        peak = find_peak(posterior, peak.at, posterior.deviation, steps=60)
        calm = data.outcome
    if pulse_columns(data, 1.0).shape[1]:
        tried = [assemble(data, assumptions, layout, posterior.design, size) for size in PULSE_SIZES]
        found_posterior, found_peak = _likeliest(tried, peak.at)
        # Without good evidence, channels are taken to work as well at one time as at another.
        if found_peak.evidence > peak.evidence + PULSE_EVIDENCE:
            posterior, peak = found_posterior, found_peak
    return Learned(posterior, _all_peaks(posterior, peak), blanks)


def assemble(data: MixData, assumptions: Assumptions, layout: Layout, design: Design, pulse_size: float) -> Posterior:
    """Return the posterior on a design, with a shared slow change of a size (0: none)."""
    tested = subjects_of_tests(assumptions.lift_tests, subjects(data))
    mean, deviation = _prior(data, assumptions, layout, design, pulse_size)
    return Posterior(
        layout=layout,
        design=design,
        rows=exposure(data, data.spend, design.size, np.flatnonzero(design.observed), pulse_size),
        lifts=tuple(
            tested_lift(data, test, channels[0], design.size, pulse_size)
            for test, channels in zip(assumptions.lift_tests, tested, strict=True)
        ),
        mean=mean,
        deviation=deviation,
        channels=len(data.channels),
        pulse_size=pulse_size,
    )


def _likeliest(posteriors: list[Posterior], start: Floats) -> tuple[Posterior, Peak]:
    """Return the posterior with most evidence, and its mode; ``start`` is of one without a shared slow change."""
    found = []
    for posterior in posteriors:
        knots = posterior.rows.pulse.shape[1]
        groups = 2 if posterior.regions > 1 else 1
        at = np.insert(start, [len(start) - 2 * groups] * knots, 0.0)
        found.append((posterior, find_peak(posterior, at, posterior.deviation, steps=60)))
    return max(found, key=lambda pair: pair[1].evidence)


def _prior(
    data: MixData, assumptions: Assumptions, layout: Layout, design: Design, pulse_size: float
) -> tuple[Floats, Floats]:
    mean, deviation, _, _ = channel_priors(data, assumptions, layout)
    regional = len(data.channels) * len(data.regions) if len(data.regions) > 1 else 0
    groups = 2 if len(data.regions) > 1 else 1
    spread = np.log(design.spread)
    knots = pulse_columns(data, pulse_size).shape[1]
    amplitude = [spread + NOISE_PRIOR[0], spread + SLOW_PRIOR[0]] * groups
    return (
        np.concatenate([mean.ravel(), np.zeros(regional + knots), amplitude]),
        np.concatenate(
            [
                deviation.ravel(),
                np.full(regional, REGION_SPREAD),
                np.ones(knots),
                [NOISE_PRIOR[1], SLOW_PRIOR[1]] * groups,
            ]
        ),
    )


def _all_peaks(posterior: Posterior, peak: Peak) -> tuple[Peak, ...]:
    """Return the different modes reached from several starts: strong and weak carry-over, straight and S-shaped."""
    layout, width = posterior.layout, posterior.channels * posterior.layout.width
    peaks = [peak]
    for sign_bend, sign_theta in ((1.5, -1.0), (-1.5, 1.0)):
        start = posterior.mean.copy()
        start[width:] = peak.at[width:]
        own = start[:width].reshape(-1, layout.width)
        own_deviation = posterior.deviation[:width].reshape(-1, layout.width)
        if layout.bend is not None:
            own[:, layout.bend] += sign_bend * own_deviation[:, layout.bend]
        own[:, layout.theta] += sign_theta * own_deviation[:, layout.theta]
        other = find_peak(posterior, start, posterior.deviation)
        if all(np.abs((other.at - one.at) / posterior.deviation).max() > 0.2 for one in peaks):
            peaks.append(other)
    return tuple(peaks)


def implausible(
    posterior: Posterior, peak: Peak, data: MixData, outcome: Floats, blanks: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the cells that lie too far from what all others predict at a mode, shape (R, T), with those before.

    The distance of a cell from the prediction by all others is [P r] / sqrt(diag P), with P the inverse covariance
    (Dubrule, 1983), here in robust units: relative to 1.4826 times the median of its size.
    """
    design = posterior.design
    own, extra, pulse, amplitudes = posterior.split(peak.at[None])
    residual = posterior.residual(own, extra, pulse)[0] - design.outcome
    residual = residual + (outcome / design.size[:, None])[:, design.observed]
    noise, slow = posterior.variances(amplitudes)
    weight = (1.0 / (noise + slow))[0]
    x, rows = design.rotated_covariates, design.rotate(residual)
    fitted = np.linalg.solve((x * weight) @ x.T + np.diag(design.precision), (x * weight) @ rows)
    pulled = design.rotate_back(weight * (rows - fitted @ x))
    own_weight = np.einsum(
        "jr,jk,kt->rt", design.rotation**2, weight.reshape(len(design.rotation), -1), design.project**2
    )
    distance = np.abs(pulled) / np.sqrt(own_weight)
    counted = data.counted[:, design.observed]
    distance = np.where(counted, distance / (1.4826 * np.median(distance[counted]) + 1e-300), 0.0)
    most = int(MOST_IMPLAUSIBLE * counted.sum())
    left = most - int((blanks & data.counted).sum())
    limit = max(IMPLAUSIBLE, float(np.sort(distance, axis=None)[-left - 1])) if left > 0 else np.inf
    # The wildest first: what lies beside an absurd period only seems to be wild.
    limit = max(limit, 0.5 * float(distance.max()))
    found = blanks.copy()
    found[:, design.observed] |= distance > limit
    return found


def _calm(data: MixData) -> Floats:
    """Return the outcome without its wildest cells, shape (R, T): a start that one absurd period cannot spoil."""
    calm = data.outcome.copy()
    for row, counted in zip(calm, data.counted, strict=True):
        if not counted.any():
            continue
        lower, middle, upper = np.quantile(row[counted], [0.25, 0.5, 0.75])
        reach = 8 * max(upper - lower, 0.05 * abs(middle))
        if reach > 0:
            row[counted] = np.clip(row[counted], middle - reach, middle + reach)
    return calm


def tested_lift(data: MixData, test: LiftTest, channel: int, size: Floats, pulse_size: float) -> TestedLift:
    """Return a lift test as rows of its channel.

    The change is spread over the days of the test (``spread_change``) and, where there are regions, in proportion to
    their spend. A period that the test covers in part counts by that part. A test outside of the data is taken at the
    usual spend.
    """
    starts = data.dates.to_numpy().astype("datetime64[D]")
    first, last = np.datetime64(test.start, "D"), np.datetime64(test.end, "D")
    days = int((last - first).astype(int)) + 1
    covered = np.minimum(last + 1, starts + data.period_days) - np.maximum(first, starts)
    covered = np.maximum(covered.astype(int), 0)
    one = replace(data, spend=data.spend[..., [channel]], channels=(data.channels[channel],))
    if covered.sum() < days / 2:
        return _steady_lift(one, test, channel, size, days, pulse_size)
    total = one.spend.sum(axis=0)[:, 0]
    change = spread_change(test, test.spend_change * covered.sum() / days, total, covered)
    split = np.where(total > 0, one.spend[..., 0] / np.maximum(total, 1e-300), 1.0 / len(data.regions))
    without = np.maximum(one.spend[..., 0] - change * split, 0.0)[..., None]
    moved = one.spend
    if test.share < 1:
        # As if the whole business had changed as the tested share did; see core.response.incrementality.
        moved = np.maximum(without[..., 0] + change / test.share * split, 0.0)[..., None]
    periods = np.flatnonzero(covered)
    # What was measured after the end of the data is not seen: the part inside stands for the whole.
    part = covered[periods] / data.period_days * days / covered.sum()
    return TestedLift(
        channel=channel,
        actual=exposure(one, moved, size, periods, pulse_size),
        without=exposure(one, without, size, periods, pulse_size),
        share=(size[:, None] * part).ravel() * test.share,
        measured=test.outcome_change,
        error=test.standard_error,
    )


def _steady_lift(data: MixData, test: LiftTest, channel: int, size: Floats, days: int, pulse_size: float) -> TestedLift:
    lags = LAGS[data.period_days]
    usual = data.usual[:, 0]
    periods = days / data.period_days
    left = np.maximum(usual - test.spend_change / test.share / periods * usual / usual.sum(), 0.0) / usual
    money = (usual / size)[None]
    region = np.arange(len(usual))
    level = np.ones((1, lags, len(usual)))
    pulse = np.zeros((len(usual), pulse_columns(data, pulse_size).shape[1]))
    return TestedLift(
        channel=channel,
        actual=Exposure(level, money, region, pulse),
        without=Exposure(level * left, money, region, pulse),
        share=size * periods * test.share,
        measured=test.outcome_change,
        error=test.standard_error,
    )
