"""Two versions of a trained model side by side: what changed, which is better, and whether that can be said at all."""

from __future__ import annotations

from dataclasses import dataclass

from core.learning.kept_models import TrainedVersion
from core.learning.results import ModelScore, Ranged

MEASURE_WORDS = {
    "auc": "Tells yes from no (AUC)",
    "log_loss": "Error of the chances (log loss)",
    "brier": "Error of the chances (Brier)",
    "mae": "Mean error",
    "r2": "Variance explained",
}
LOWER_IS_BETTER = frozenset({"log_loss", "brier", "mae"})
KIND_WORDS = {"roi": "Campaign ROI by week", "conversions": "Conversions by week", "behaviour": "Behaviour of people"}


@dataclass(frozen=True)
class Difference:
    """One line of the comparison.

    Attributes:
        what: In words.
        left: Of the one.
        right: Of the other.
    """

    what: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Whether the sides are not the same."""
        return self.left != self.right


@dataclass(frozen=True)
class Compared:
    """Two versions side by side.

    Attributes:
        left: The one.
        right: The other.
        verdict: Which is better, in a sentence.
        lines: Question, data, libraries, cases.
        scores: Name of each kind of model, with its score in the one and the other; None where it has none.
    """

    left: TrainedVersion
    right: TrainedVersion
    verdict: str
    lines: tuple[Difference, ...]
    scores: tuple[tuple[str, ModelScore | None, ModelScore | None], ...]


def compare_versions(left: TrainedVersion, right: TrainedVersion) -> Compared:
    """Return two versions side by side."""
    titles = {one.name: one.title for version in (left, right) for one in version.card.scores}
    pairs = tuple((title, _score(left, name), _score(right, name)) for name, title in titles.items())
    return Compared(left, right, _verdict(left, right), _lines(left, right), pairs)


def best_score(version: TrainedVersion) -> ModelScore | None:
    """Return the score of the model that a version uses."""
    return _score(version, version.card.best)


def _score(version: TrainedVersion, name: str) -> ModelScore | None:
    return next((one for one in version.card.scores if one.name == name), None)


def _verdict(left: TrainedVersion, right: TrainedVersion) -> str:
    a, b = best_score(left), best_score(right)
    if left.card.target != right.card.target or a is None or b is None or a.measure != b.measure:
        return "They answer different questions, so their scores cannot be compared"
    one, other = f"version {left.kept.number}", f"version {right.kept.number}"
    sign = -1 if a.measure in LOWER_IS_BETTER else 1
    better, worse = (one, other) if sign * a.score.mean > sign * b.score.mean else (other, one)
    leaky = _leaky(left) - _leaky(right), _leaky(right) - _leaky(left)
    if any(leaky):
        cheat, fair, columns = (one, other, leaky[0]) if leaky[0] else (other, one, leaky[1])
        which = ", ".join(sorted(columns))
        return f"Use {fair}: {cheat} looks better only because {which} knows the answer" if better == cheat else (
            f"Use {fair}: {cheat} uses {which}, which knows the answer"
        )  # fmt: skip
    if left.card.rows[2] != right.card.rows[2] or _table(left) != _table(right):
        return f"{better.capitalize()} scores better, but on other cases: that alone decides nothing"
    if _apart(a.score, b.score):
        return f"{better.capitalize()} is better than {worse}, beyond chance"
    return "Too close to call: the difference may be chance"


def _apart(a: Ranged, b: Ranged) -> bool:
    return a.lower > b.upper or b.lower > a.upper


def _leaky(version: TrainedVersion) -> set[str]:
    return {one.column for one in version.card.leaks if not one.dropped}


def _lines(left: TrainedVersion, right: TrainedVersion) -> tuple[Difference, ...]:
    def both(what: str, one: object, other: object) -> Difference:
        return Difference(what, str(one), str(other))

    a, b = left.spec, right.spec
    return (
        both("Question", KIND_WORDS.get(a.kind, a.kind), KIND_WORDS.get(b.kind, b.kind)),
        both("Predicted", left.card.target, right.card.target),
        both("Table", _table(left), _table(right)),
        both("Left out by a person", ", ".join(a.left_out) or "nothing", ", ".join(b.left_out) or "nothing"),
        both("Columns used", len(left.card.features), len(right.card.features)),
        both("Later rows by", a.time or "no order", b.time or "no order"),
        both("Cases learned from", f"{left.card.rows[0]:,}", f"{right.card.rows[0]:,}"),
        both("Cases held back", f"{left.card.rows[2]:,}", f"{right.card.rows[2]:,}"),
        both("Model", _title(left), _title(right)),
        both("Settings", _settings(left), _settings(right)),
        both("Seconds for tuning", f"{a.seconds:g}", f"{b.seconds:g}"),
        both("Beginning of chance", a.seed, b.seed),
        both("Libraries", _libraries(left), _libraries(right)),
    )


def _table(version: TrainedVersion) -> str:
    # Two files of one name are two tables.
    return f"{version.data} ({version.spec.file[:6]})" if version.spec.file else version.data


def _title(version: TrainedVersion) -> str:
    found = best_score(version)
    return found.title if found else version.card.best


def _settings(version: TrainedVersion) -> str:
    found = best_score(version)
    return found.settings or "as usual" if found else "–"


def _libraries(version: TrainedVersion) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(version.libraries.items()))
