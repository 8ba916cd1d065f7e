"""Seeded instances for the tests of the optimizer, from ordinary to extreme."""

from dataclasses import dataclass, replace

import numpy as np

from core.curves import FORMS, Curve, CurveDraws, Floats, HillCurve


@dataclass(frozen=True)
class Instance:
    """Curves, a budget and limits."""

    curves: list[Curve]
    budget: float
    lower: Floats | None = None
    upper: Floats | None = None


def ordinary(rng: np.random.Generator, count: int, steepest: float = 6.0, budget: float = 0.4) -> Instance:
    """Half of the campaigns S-shaped, spends of like size."""
    half = rng.lognormal(8, 1, count)
    slope = np.where(rng.random(count) < 0.5, rng.uniform(1.2, steepest, count), rng.uniform(0.3, 1.0, count))
    return Instance(hills(half * rng.lognormal(1, 0.7, count), half, slope), float(half.sum() * budget))


def hills(scale: Floats, half: Floats, slope: Floats) -> list[Curve]:
    """One known curve for each entry."""
    parameters = np.stack([scale, half, slope], axis=1).tolist()
    return [HillCurve(*p, name=f"c{i}") for i, p in enumerate(parameters)]


def blurred(rng: np.random.Generator, curves: list[Curve], draws: int, spread: float = 0.4) -> list[Curve]:
    """Posterior draws around each curve, with slopes below and above 1."""
    blurred: list[Curve] = []
    for curve in curves:
        scale, half, slope = (float(p[0]) for p in curve.parameters)
        blurred.append(
            CurveDraws(
                curve.name,
                scale * rng.lognormal(0, spread, draws),
                half * rng.lognormal(0, spread, draws),
                slope * rng.lognormal(0, spread / 2, draws),
            )
        )
    return blurred


def shape(rng: np.random.Generator, form: str) -> float:
    """A slope of a form: Hill curves of which half are S-shaped, roots from bent to straight."""
    if form == "hill":
        return float(rng.uniform(1.2, 6) if rng.random() < 0.5 else rng.uniform(0.3, 1))
    if form == "root":
        return float(rng.choice([rng.uniform(0.1, 0.95), 1 - 10 ** rng.uniform(-9, -1.5), 1.0]))
    return 1.0


def all_forms(rng: np.random.Generator, half: Floats, scale: Floats, draws: int, spread: float = 0.4) -> list[Curve]:
    """Curves of all forms, one after the other, with that many draws around each; one draw is the curve itself."""
    curves: list[Curve] = []
    for c, (h, s) in enumerate(zip(half, scale, strict=True)):
        form = FORMS[c % len(FORMS)]
        around = np.exp(spread * (draws > 1) * rng.normal(size=(3, draws)))
        slope = shape(rng, form) * around[2] ** 0.5
        slope = np.ones(draws) if form == "tanh" else np.minimum(slope, 1.0 if form == "root" else np.inf)
        curves.append(CurveDraws(f"c{c}", s * around[0], h * around[1], slope, form=form))
    return curves


def make(kind: str, seed: int) -> Instance:
    """Return the instance of a kind; the same for the same seed."""
    rng = np.random.default_rng([seed, *kind.encode()])
    count = int(rng.integers(2, 25))
    base = ordinary(rng, count, steepest=8.0, budget=float(rng.choice([0.01, 0.1, 0.4, 1.0, 3.0])))
    half = np.array([c.parameters[1][0] for c in base.curves])
    if kind == "ordinary":
        return base
    if kind == "steep":
        return Instance(hills(half * rng.lognormal(1, 0.7, count), half, rng.uniform(2, 8, count)), base.budget)
    if kind == "orders of magnitude":
        scale, half = 10 ** rng.uniform(-6, 12, (2, count))
        return Instance(hills(scale, half, rng.uniform(0.1, 12, count)), float(half.max() * 10 ** rng.uniform(-8, 2)))
    if kind == "copies":
        kinds = int(rng.integers(1, 4))
        pick = rng.integers(0, kinds, count)
        half, slope = rng.lognormal(7, 0.5, kinds)[pick], rng.uniform(1.5, 8, kinds)[pick]
        return Instance(hills(2.5 * half, half, slope), float(half.sum() * rng.uniform(0.02, 1.2)))
    if kind == "nearly copies":
        jitter = 10 ** rng.uniform(-6, -1)
        scale, half, slope = np.exp(jitter * rng.normal(size=(3, count)))
        return Instance(hills(3000 * scale, 1000 * half, 5 * slope), float(1000 * count * rng.uniform(0.02, 1.2)))
    if kind == "limits":
        today = half * rng.uniform(0.1, 2, count)
        lower, upper = today * rng.uniform(0.5, 1, count), today * rng.uniform(1, 1.5, count)
        fixed = rng.random(count) < 0.3
        lower[fixed] = upper[fixed] = today[fixed]
        return Instance(base.curves, float(today.sum()), lower, upper)
    if kind == "draws":
        return Instance(blurred(rng, base.curves[:12], int(rng.integers(2, 60))), base.budget)
    if kind == "two minds":
        # Draws that disagree by orders of magnitude: the mean has several jumps.
        return Instance(blurred(rng, base.curves[:8], 20, spread=1.5), base.budget)
    if kind == "no effect":
        scale = np.where(rng.random(count) < 0.6, 0.0, 1000.0)
        return Instance(hills(scale, half, rng.uniform(0.4, 6, count)), base.budget)
    if kind.startswith("forms"):
        scale, half = half * rng.lognormal(1, 0.7, count), half.copy()
        if kind == "forms, orders of magnitude":
            scale, half = 10 ** rng.uniform(-6, 12, (2, count))
        budget = float(np.median(half) * count * 10 ** rng.uniform(-5, 3))
        if kind == "forms, limits":
            today = half * rng.uniform(0.1, 3, count)
            curves = all_forms(rng, half, scale, 1)
            return Instance(curves, float(today.sum()), today * rng.uniform(0.3, 1, count), today * 1.5)
        if kind == "forms, draws":
            known, blurry = all_forms(rng, half, scale, 1)[::2], all_forms(rng, half, scale, int(rng.integers(2, 40)))
            return Instance(known + [replace(c, name=f"b{i}") for i, c in enumerate(blurry)], budget)
        return Instance(all_forms(rng, half, scale, 1), budget)
    raise ValueError(kind)


KINDS = (
    "ordinary",
    "steep",
    "orders of magnitude",
    "copies",
    "nearly copies",
    "limits",
    "draws",
    "two minds",
    "no effect",
    "forms",
    "forms, draws",
    "forms, limits",
    "forms, orders of magnitude",
)
