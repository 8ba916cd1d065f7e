"""What models are worth on real data, and how fast they are made: ``python -m benchmarks.learning [speed] [quality]``.

Speed: 100,000 rows of 20 columns (5 of words) whose answer depends on four of them: the training of all models in its
steps with tuning for the usual 60 seconds, its longest step (what Cancel waits for at most), the time from a request to
stop until it stopped, the largest memory of the process, and predictions of 10,000 rows with intervals, medians of
``RUNS``. Before that, segments of 100,000 customers.

Quality: every kind of model on real answers, held-back cases: bank-additional (does a call sell a deposit; without
``duration``, which is known only after the call), customer personality (who answers a campaign), hillstrom (who visits
after an e-mail); and campaign weeks of generated data. Published for bank-additional without ``duration``: areas under
the curve of 0.78 to 0.80 (Moro, Cortez and Rita 2014).
"""

import os
import resource
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.segments import segments_speed
from core.learning import MLModelSuite, TaskSpec
from core.learning.suite import Trained
from core.simulation import DataGenerator

DATA = Path(os.environ.get("CAMPAIGN_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
ROWS, NUMBERS, WORDS = 100_000, 15, 5
RUNS = 3
TABLES = (
    ("bank-additional.csv", ";", "y", "yes", ("duration",)),
    ("customer_personality_marketing_campaign.csv", ";", "Response", "1", ()),
    ("hillstrom.csv", ",", "visit", "1", ("conversion", "spend")),
)
GENERATED = 3


class GivenUpError(InterruptedError):
    """Raised where a person gives up."""


def people(rows: int, seed: int = 0) -> pd.DataFrame:
    """Return rows whose answer depends on three numbers and a word."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(rows, NUMBERS)), columns=[f"x{one}" for one in range(NUMBERS)])
    for one in range(WORDS):
        frame[f"w{one}"] = rng.choice(list("abcdefgh"), rows)
    odds = frame["x0"] + frame["x1"] * frame["x2"] + (frame["w0"] == "a") - 1.5
    return frame.assign(answer=np.where(rng.random(rows) < 1 / (1 + np.exp(-odds)), "yes", "no"))


def speed() -> None:
    """Print how long segments, training, giving up and predicting take."""
    found = segments_speed()
    print(f"Segments of {found.customers:,} customers: {found.features + found.segments:.1f} s")
    MLModelSuite.of_frame(people(300), "answer", "yes", seconds=1.0).train()
    frame = people(ROWS)
    taken, used, longest = [], [], []
    for seed in range(RUNS):
        suite = MLModelSuite.of_frame(frame, "answer", "yes", seed=seed)
        ends = [time.perf_counter()]
        begin, cpu = ends[0], time.process_time()
        trained = suite.train(progress=lambda _, __, ends=ends: ends.append(time.perf_counter()))
        taken.append(time.perf_counter() - begin)
        used.append(time.process_time() - cpu)
        steps = np.diff(ends)
        longest.append((float(steps.max()), suite.doing(int(steps.argmax()))))
    worst, doing = max(longest)
    print(
        f"Training of {ROWS:,} rows x {NUMBERS + WORDS} columns: {statistics.median(taken):.1f} s, "
        f"{statistics.median(used):.1f} s of one core, {suite.steps} steps, the longest {worst:.1f} s ({doing})"
    )
    print(f"Given up in the middle: stopped after {give_up(frame):.1f} s (median of {RUNS})")
    new = people(10_000, seed=9).drop(columns="answer")
    seconds = []
    for _ in range(2 * RUNS + 1):
        begin = time.perf_counter()
        trained.predict(new)
        seconds.append(time.perf_counter() - begin)
    print(f"Prediction of 10,000 rows with intervals: {1_000 * statistics.median(seconds):.0f} ms")
    print(f"Largest memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def give_up(frame: pd.DataFrame) -> float:
    """Return the median seconds from a request to stop at a moment by chance until the training stopped."""
    waited = []
    for moment in (0.7, 3.1, 6.3):
        begin = time.perf_counter()

        def told(_: int, __: int, until: float = begin + moment) -> None:
            if time.perf_counter() > until:
                raise GivenUpError

        try:
            MLModelSuite.of_frame(frame, "answer", "yes", seed=99).train(progress=told)
        except GivenUpError:
            waited.append(time.perf_counter() - begin - moment)
    return statistics.median(waited)


def quality() -> None:
    """Print the scores of all kinds of models on real and generated data."""
    for name, delimiter, target, positive, left_out in TABLES:
        if not (DATA / name).exists():
            print(f"{name} is not in {DATA}; CAMPAIGN_DATA names another folder.")
            continue
        frame = pd.read_csv(DATA / name, sep=delimiter, encoding="utf-8-sig")
        show(name, MLModelSuite.of_frame(frame, target, positive, left_out=left_out).train())
    for spec in (TaskSpec("roi"), TaskSpec("conversions")):
        for seed in range(1, GENERATED + 1):
            data = DataGenerator(seed=seed, customers=0).generate()
            show(f"generated {seed}, {spec.kind}", MLModelSuite(replace(spec, seed=seed), data).train())


def show(name: str, trained: Trained) -> None:
    """Print a card."""
    card = trained.card
    print(f"\n{name}: {card.verdict} Cases: {card.rows}; inside of intervals: {card.interval_covered:.2f}")
    for one in card.scores:
        more = "  ".join(f"{measure} {ranged.mean:.3f}" for measure, ranged in one.more)
        print(
            f"  {one.name:9s} {one.measure} {one.score.mean:.3f} ({one.score.lower:.3f} to {one.score.upper:.3f})  "
            f"saved {one.gain.mean:+.3f} ({one.gain.lower:+.3f} to {one.gain.upper:+.3f})  {more}  "
            f"{one.seconds:.1f} s{'  <- used' if one.name == card.best else ''}"
        )


if __name__ == "__main__":
    asked = sys.argv[1:] or ["speed", "quality"]
    for part in asked:
        {"speed": speed, "quality": quality}[part]()
