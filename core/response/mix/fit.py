"""The fit of a mix: posterior, chains and draws put together as a ResponseFit."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from core.curves import Floats
from core.response.assumptions import Assumptions
from core.response.fit import Computation, ResponseFit
from core.response.mix.build import Learned, channel_priors, learn
from core.response.mix.data import MixData, make_data
from core.response.mix.linear import LinearDraws, linear_draws
from core.response.mix.media import Layout, exposure, pulse_columns
from core.response.mix.posterior import Posterior
from core.response.mix.sampler import BLOCK, CHAINS, EFFECTIVE, R_HAT, Chains, sample
from core.response.mix.timeline import MixTimeline
from core.response.repetition import variance_inflation
from core.response.stated import carry_over_days
from core.response.timeline import Part

PRIOR_DRAWS = 4000


def fit_mix(
    frame: pd.DataFrame,
    outcome: str,
    assumptions: Assumptions,
    draws: int,
    seed: int,
    *,
    spend: Sequence[str],
    controls: Sequence[str] = (),
    events: Sequence[str] = (),
    date: str | None = None,
    region: str | None = None,
    population: str | None = None,
    hold_out: int = 0,
) -> ResponseFit:
    """Return the fit of one business total, one curve a channel; see ``ResponseModel.fit``.

    Raises:
        InputError: If a column, a belief or a lift test cannot be used.
        NotEnoughDataError: If there is too little to learn from.
    """
    data = make_data(frame, outcome, spend, controls, events, date, region, population, hold_out)
    learned = learn(data, assumptions)
    rng = np.random.default_rng(seed)
    chains = sample(learned.posterior, learned.peaks, rng, shown=partial(_shown, learned.posterior, data))
    flat = chains.draws.reshape(-1, chains.draws.shape[-1])
    theta = flat[rng.choice(len(flat), draws, replace=len(flat) < draws)]
    linear = linear_draws(learned.posterior, theta, data, rng)
    timeline = _timeline(data, learned, theta, linear)
    own, extra, pulse, _ = learned.posterior.split(theta)
    level, bend, steepness, kernel = learned.posterior.layout.parts(own)
    usual = data.usual
    brought = level if extra is None else _national(level, extra, usual)
    layout = learned.posterior.layout
    scale, half, slope = layout.shape.curve(
        (brought + np.log(usual.sum(axis=0))[:, None]).T, bend.T, steepness.T, usual.sum(axis=0)
    )
    averaged = min(len(data.dates), 365 // data.period_days)
    factor = np.exp(pulse @ pulse_columns(data, learned.posterior.pulse_size)[-averaged:].T).mean(axis=1)
    residual = timeline.observed - timeline.expected() + linear.slow.mean(axis=0)[:, None]
    deviation = timeline.deviation()[0]
    mean = np.abs(timeline.observed[timeline.counted]).mean() if timeline.counted.any() else 1.0
    return ResponseFit(
        mode="mix",
        outcome=outcome,
        period_days=data.period_days,
        campaign_ids=data.channels,
        campaigns=data.channels,
        channels=data.channels,
        today=data.today,
        saturation=assumptions.saturation,
        form=layout.shape.form,
        scale=scale * factor[:, None],
        half_saturation=half,
        slope=slope,
        adstock=assumptions.adstock,
        carry_over=carry_over_days(layout.kernel, kernel, data.period_days).T,
        seen=data.seen,
        inflation=variance_inflation(residual / deviation, timeline.counted),
        noise=deviation / mean,
        lowered=np.array([float(learned.blanks.sum())]),
        left_out=data.left_out,
        averaged=averaged,
        computation=_computation(chains, learned),
        timeline=timeline,
        prior_table=_prior_table(data, assumptions, layout, own, brought, seed),
    )


def _shown(posterior: Posterior, data: MixData, theta: Floats) -> Floats:
    """Return ROAS and marginal ROAS of each channel at today's spend, in log, shape (draws, 2 * C)."""
    own, extra, _, _ = posterior.split(theta)
    level, bend, steepness, _ = posterior.layout.parts(own)
    brought = level if extra is None else _national(level, extra, data.usual)
    at = np.log(np.maximum(data.today, 1e-12) / data.usual.sum(axis=0))[:, None]
    gain, _, _, by_z = posterior.layout.shape.gain(bend, steepness, np.broadcast_to(at, bend.shape))
    roas = brought + gain - at
    return np.concatenate([roas, roas + np.log(np.maximum(by_z, 1e-12))]).T


def _national(level: Floats, extra: Floats, usual: Floats) -> Floats:
    """Return the log return of all regions together at their usual spends, shape (C, draws)."""
    share = (usual / usual.sum(axis=0)).T
    return np.log((np.exp(level[..., None] + extra) * share[:, None, :]).sum(axis=-1))


def _timeline(data: MixData, learned: Learned, theta: Floats, linear: LinearDraws) -> MixTimeline:
    posterior: Posterior = learned.posterior
    design = posterior.design
    own, extra, pulse, _ = posterior.split(theta)
    scaled = (data.covariates - design.centre) / design.unit
    kinds = zip(data.covariate_names, data.covariate_kinds, strict=True)
    parts = [Part("Baseline", "baseline")]
    has_season = bool(np.any(design.basis.seasonal))
    if has_season:
        parts.append(Part("Season", "season"))
    parts.extend(Part(name, "event" if kind == "event" else "control") for name, kind in kinds)
    parts.extend(Part(name, "media", name) for name in data.channels)
    single = np.float32
    return MixTimeline(
        dates=data.dates,
        period_days=data.period_days,
        parts=tuple(parts),
        spend=data.spend.sum(axis=0),
        observed=data.outcome.sum(axis=0)[:, None],
        counted=np.all(data.counted & ~learned.blanks, axis=0, keepdims=True).T,
        notes=data.notes,
        baseline=(linear.level + linear.slow).astype(single),
        season=(linear.season if has_season else linear.season[:, :0]).astype(single),
        coefficients=linear.coefficients.astype(single),
        covariates=np.einsum("rtx,r->xt", scaled, design.size),
        noise=linear.noise,
        layout=posterior.layout,
        own=own,
        extra=extra,
        pulse=pulse,
        rows=exposure(data, data.spend, design.size, np.arange(len(data.dates)), posterior.pulse_size),
        size=design.size,
    )


def _computation(chains: Chains, learned: Learned) -> Computation:
    notes = []
    if len(learned.peaks) > 1:
        notes.append(f"the data fit {len(learned.peaks)} different explanations, so chains were started from each")
    if not chains.reached:
        notes.append(
            f"the chains do not agree as well as they should (R-hat {chains.r_hat:.3f}, wanted below {R_HAT}; "
            f"effective sample size {chains.effective:.0f}, wanted above {EFFECTIVE:.0f}), though they ran as long as "
            "they may: take the intervals with care"
        )
    return Computation(
        method=f"Hamiltonian Monte Carlo, {CHAINS} chains, {chains.blocks * BLOCK} steps each",
        converged=chains.reached,
        acceptance=np.array([]),
        k_hat=np.array([]),
        r_hat=chains.r_hat,
        effective=chains.effective,
        fallback="; ".join(notes),
    )


def _prior_table(
    data: MixData, assumptions: Assumptions, layout: Layout, own: Floats, brought: Floats, seed: int
) -> pd.DataFrame:
    mean, deviation, stated_level, stated_carry_over = channel_priors(data, assumptions, layout)
    rng = np.random.default_rng(seed + 1)
    before = mean + deviation * rng.standard_normal((PRIOR_DRAWS, *mean.shape))
    after = own.swapaxes(0, 1).copy()
    after[..., 0] = brought.T
    rows = []
    for c, name in enumerate(data.channels):
        for quantity in ("roas", "marginal_roas", "carry_over"):
            prior, posterior = (_quantity(quantity, layout, one[:, c], data.period_days) for one in (before, after))
            stated = stated_carry_over[c] if quantity == "carry_over" else stated_level[c]
            source = "stated" if stated else "default"
            prior_lower, middle, prior_upper = np.quantile(prior, [0.05, 0.5, 0.95])
            lower, median, upper = np.quantile(posterior, [0.05, 0.5, 0.95])
            rows.append((name, name, quantity, source, prior_lower, middle, prior_upper, lower, median, upper))
    columns = ["campaign_id", "campaign", "quantity", "source", "prior_lower", "prior", "prior_upper"]
    return pd.DataFrame(rows, columns=[*columns, "lower", "mean", "upper"])


def _quantity(quantity: str, layout: Layout, own: Floats, period_days: int) -> Floats:
    level, bend, steepness, theta = layout.parts(own)
    if quantity == "carry_over":
        return carry_over_days(layout.kernel, theta, period_days)
    if quantity == "roas":
        return np.exp(level)
    return np.exp(level) * layout.shape.gain(bend, steepness, np.zeros_like(bend))[3]
