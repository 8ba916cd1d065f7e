"""Whether suggested tests are worth what they say: ``python -m benchmarks.experiments_suggest``.

Worlds of generated data whose curves are known. What platforms report is theirs; which share of it would not have come
without the ads is drawn anew for each trial, as the model believes (mean 1). A test is run with its noise, its answer
is followed, and the plan is paid out by the true curves and shares, against the plan that was best without it.

The two tables: the value promised and the gain achieved by the first suggestion and by a test of any campaign; how
far the value is off with few draws. It fails where the first suggestion does not bring more than any test does.
"""

import sys
from typing import Final

import numpy as np

from core.curves import curve_draws
from core.data import Dataset
from core.experiments.worth.daily_noise import daily_noise
from core.experiments.worth.spend_tests import Known, SpendTest, SpendTests
from core.experiments.worth.value import sample_information, two_action_value
from core.memo import DictMemo
from core.planning import fit_response, make_planner
from core.response.incrementality import CENTRE, SPREAD
from core.simulation import DataGenerator

WORLDS: Final = 24
TRIALS: Final = 400
DAYS: Final = 90


def desk_of(dataset: Dataset, memo: DictMemo) -> SpendTests:
    """Return the tests of spend of a data set."""
    planner = make_planner(dataset, "revenue", DAYS, memo)
    fit = fit_response(dataset, "revenue", memo)
    at = {campaign: c for c, campaign in enumerate(fit.campaign_ids)}
    known = [Known(False, float(fit.carry_over[:, at[c.id]].mean())) for c in planner.campaigns]
    noise = daily_noise(dataset, planner, [(c.id,) for c in planner.campaigns])
    return SpendTests(planner, noise, known)


def achieved(desk: SpendTests, test: SpendTest, dataset: Dataset, rng: np.random.Generator) -> float:
    """Return the mean gain of following the answers of a test, in the true world."""
    planner, subject = desk.planner, test.subject.rows[0]
    curves = {curve.name: curve for curve in dataset.truth.curves("revenue")}

    def true(c: int, spend: np.ndarray) -> np.ndarray:
        return DAYS * curve_draws(curves[planner.campaigns[c].id], np.asarray(spend) / DAYS)[0]

    shares = np.exp(CENTRE + SPREAD * rng.normal(size=(TRIALS, len(planner.campaigns))))
    change = float(true(subject, test.today * (1 + test.design.change)) - true(subject, test.today))
    read = shares[:, subject] if test.design.read == "total" else np.ones(TRIALS)
    reading = read * change * test.design.counted / DAYS + test.error * rng.normal(size=TRIALS)
    action = test.value.answers.action[np.searchsorted(test.value.answers.upper, reading)]
    plans = {}
    for a in {*action.tolist(), test.value.now}:
        spend = desk.others(test.subject, float(test.grid[a]))
        spend[subject] = test.grid[a]
        plans[a] = np.array([float(true(c, spend[c])) for c in range(len(spend))])
    gain = [float(shares[k] @ (plans[a] - plans[test.value.now])) for k, a in enumerate(action.tolist())]
    return test.left * float(np.mean(gain))


def worlds() -> bool:
    """Print promised and achieved gains; return whether the first suggestion is the better test."""
    rows = []
    for seed in range(WORLDS):
        dataset = DataGenerator(seed=seed, campaigns=8, customers=5, days=240).generate()
        desk = desk_of(dataset, DictMemo())
        found = [t for s in desk.subjects() if s.kind == "campaign" and (t := desk.best(s)) is not None]
        if len(found) < 2:
            continue
        got = [achieved(desk, t, dataset, np.random.default_rng([seed, k])) for k, t in enumerate(found)]
        net = [g - t.cost for g, t in zip(got, found, strict=True)]
        first = int(np.argmax([t.net for t in found]))
        rows.append(
            (found[first].worth, got[first], net[first], np.mean([t.worth for t in found]), np.mean(got), np.mean(net))
        )
    table = np.array(rows)
    mean, error = table.mean(axis=0), table.std(axis=0, ddof=1) / np.sqrt(len(table))
    print(
        f"   {len(table)} worlds of 8 campaigns, {TRIALS} trials of each test, {DAYS} days, revenue; ± standard error"
    )
    print("                          promised           achieved     achieved, less cost")
    for name, k in (("first suggestion", 0), ("test of any campaign", 3)):
        cells = "  ".join(f"{mean[k + i]:9,.0f} ± {error[k + i]:5,.0f}" for i in range(3))
        print(f"   {name:22s}{cells}")
    ahead = table[:, 2] - table[:, 5]
    spread = ahead.std(ddof=1) / np.sqrt(len(ahead))
    print(
        f"   the first is ahead by {ahead.mean():,.0f} ± {spread:,.0f}, in {(ahead > 0).sum()} of {len(ahead)} worlds"
    )
    return bool(ahead.mean() > 2 * spread)


def few_draws() -> None:
    """Print how far the value is off with few draws, where the closed form is known."""
    exact = two_action_value(0.3, 1.0, 0.7)
    print(f"   two actions, normal, exact {exact:.4f}; mean of 400 calculations, as a share of it")
    print("   draws   all choose and judge   half choose, half judge   said error   real error")
    for draws in (50, 100, 200, 400, 1600):
        rng = np.random.default_rng(draws)
        found = []
        for _ in range(400):
            truth = rng.normal(0.3, 1.0, draws)
            # Four more actions that bring nothing but noise invite the choice to follow chance.
            noise = rng.normal(-0.3, 1.0, (draws, 4))
            found.append(sample_information(np.column_stack([np.zeros(draws), truth, noise]), truth, 0.7))
        plug, sample = (np.array([getattr(f, k) for f in found]) for k in ("plug_in", "sample"))
        said = np.mean([f.error for f in found])
        print(
            f"   {draws:5d} {plug.mean() / exact:15.3f} {sample.mean() / exact:24.3f} "
            f"{said / exact:18.3f} {sample.std() / exact:12.3f}"
        )


def main() -> int:
    """Run all; return 1 where something is not as it should be."""
    better = worlds()
    few_draws()
    return int(not better)


if __name__ == "__main__":
    sys.exit(main())
