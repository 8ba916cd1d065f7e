"""Mode "campaign" against NUTS on the same log posterior: ``python -m benchmarks.nuts_campaign``.

NumPyro is needed for this alone and stays out of the product: make an environment of its own, install
``benchmarks/requirements-nuts.txt`` there and name its Python in NUTS_PYTHON.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.worlds import world
from core.response import Prior, ResponseModel
from core.response.adstock import LAGS, adstock
from core.response.campaign import averaged_factor, find
from core.response.campaign_designs import averaged_days
from core.response.daily_mean import FLOOR
from core.response.panel import make_panel
from core.response.refine import posterior_draws
from core.response.saturation import saturation
from core.response.stated import carry_over_days

WORKER = Path(__file__).with_name("_nuts_campaign.py")
DRAWS = 400
CASES = {
    "revenue, 5 campaigns x 140 days": {"campaigns": 5, "days": 140},
    "repeating noise, 6 x 200": {"campaigns": 6, "days": 200, "repeat": 0.7},
    "counts, 2 a day, 5 x 160": {"campaigns": 5, "days": 160, "a_day": 2.0},
}
QUANTITIES = ("ROAS", "marginal ROAS", "carry-over")


def quantities(panel, problem, own, shared):
    """Return ROAS and marginal ROAS at today's spend and carry-over in days, each (draws, campaigns)."""
    averaged = averaged_days(panel.learned)
    factor = averaged_factor(problem, own.astype(np.float32), shared, slice(panel.learned - averaged, panel.learned))
    scale, half, slope = saturation("hill").curve(own[..., 0], own[..., 1], own[..., 2], panel.usual)
    reached = 1 / (1 + (half / panel.today) ** slope)
    roas = scale * panel.usual * factor * reached / panel.today
    days = np.column_stack([carry_over_days(adstock("geometric"), own[:, c, 3:4], 1) for c in range(own.shape[1])])
    return roas, roas * slope * (1 - reached), days


def compare(title, settings, python):
    made = world(1, **settings)
    start = time.perf_counter()
    ResponseModel(draws=DRAWS).fit(made.frame, made.name)
    ours = time.perf_counter() - start
    panel = make_panel(made.frame, made.name)
    problem, mode, _ = find(panel, Prior())
    sample = posterior_draws(problem, mode, DRAWS, 0)
    mean, prior = problem.mean, problem.prior
    with tempfile.TemporaryDirectory() as folder:
        source, target = f"{folder}/problem.npz", f"{folder}/draws.npz"
        np.savez(
            source,
            spend=mean.spend,
            usual=mean.usual,
            shared=mean.shared,
            drift=mean.drift,
            outcome=problem.outcome,
            weight=problem.weight,
            kappa=problem.dispersion.kappa,
            phi=problem.dispersion.phi,
            channel=problem.channel,
            within=prior.spread,
            between=prior.between,
            centre=prior.centre,
            drift_precision=problem.drift_precision,
            shared_precision=problem.shared_precision,
            own=mode.own,
            start_shared=mode.shared,
            start_means=mode.means,
            lags=LAGS[1],
            floor=FLOOR,
        )
        subprocess.run([python, str(WORKER), source, target], check=True)
        chains = dict(np.load(target))
    other = (mode.own + 0.05, mode.shared + 0.05, mode.means + 0.05)
    apart = problem.log_posterior(*other) - problem.log_posterior(mode.own, mode.shared, mode.means)
    same = abs(apart - float(chains["at_other"] - chains["at_start"])) < 1e-3 * max(1, abs(apart))
    print(
        f"\n{title}: {'the same' if same else 'NOT THE SAME'} log posterior; R-hat {float(chains['r_hat']):.3f}, "
        f"effective draws {float(chains['effective']):.0f}; NUTS {float(chains['seconds']):.1f} s, ours {ours:.2f} s: "
        f"{float(chains['seconds']) / ours:.0f} times as fast; k-hat {np.round(sample.k_hat, 2)}",
        flush=True,
    )
    both = zip(
        QUANTITIES,
        quantities(panel, problem, sample.own.astype(float), sample.shared),
        quantities(panel, problem, chains["own"], chains["shared"]),
        strict=True,
    )
    found = []
    for name, mine, theirs in both:
        a, b = (np.quantile(draws, [0.05, 0.5, 0.95], axis=0) for draws in (mine, theirs))
        width, shift = (a[2] - a[0]) / (b[2] - b[0]), np.abs(a[1] - b[1]) / (b[2] - b[0])
        print(
            f"  {name:14} width ratio {np.median(width):.2f} ({width.min():.2f} to {width.max():.2f}), "
            f"shift {np.median(shift):.3f} widths (at most {shift.max():.3f})"
        )
        found.append(same and 0.9 <= np.median(width) <= 1.1 and np.median(shift) < 0.1)
    return all(found)


def main():
    python = os.environ.get("NUTS_PYTHON", "")
    if not python or subprocess.run([python, "-c", "import numpyro"], capture_output=True, check=False).returncode:
        print("Left out: NUTS_PYTHON has to name a Python with what benchmarks/requirements-nuts.txt pins.")
        return 0
    good = [compare(title, settings, python) for title, settings in CASES.items()]
    print("\nWanted: median width ratio 0.9 to 1.1 and median shift below 0.1:", "met" if all(good) else "NOT met")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
