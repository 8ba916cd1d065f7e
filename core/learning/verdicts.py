"""What a model is worth and what it must not be used for, in words."""

from __future__ import annotations

from collections.abc import Sequence

from core.learning.results import Leak, ModelScore
from core.learning.task import TaskData, TaskSpec
from core.wording import percent


def verdict_words(best: ModelScore, naive: str, data: TaskData) -> str:
    """Return whether a model is better than the naive prediction beyond chance, in a sentence."""
    gain, title = best.gain, best.title
    if gain.lower <= 0:
        doubt = "" if gain.mean <= 0 else ": what it seems to save may be chance"
        return f"The {title[0].lower()}{title[1:]} is no better than {naive}{doubt}."
    span = f"{percent(gain.lower, 0)} to {percent(gain.upper, 0)}"
    error = "surprise" if data.is_class else "error"
    words = f"The {title[0].lower()}{title[1:]} saves {percent(gain.mean, 0)} of the {error} of {naive} ({span})"
    if data.is_class:
        ranks = percent(best.score.mean, 0)
        return f"{words}: it ranks a case that is “{data.unit}” above one that is not in {ranks} of pairs."
    return f"{words}."


def limits_words(spec: TaskSpec, data: TaskData, leaks: Sequence[Leak], useful: bool) -> tuple[str, ...]:
    """Return what a model must not be used for."""
    words = []
    if not useful:
        words.append(
            "Do not decide by its predictions: on cases that it had not seen they were not better than chance."
        )
    if suspects := [one.column for one in leaks if not one.dropped]:
        names = ", ".join(f"“{one}”" for one in suspects)
        words.append(f"Known only afterwards, perhaps: {names}. If so, leave it out and train again.")
    words.append("It says what goes together, not what would happen if something were changed.")
    if spec.kind == "behaviour":
        words.append("It speaks of people like those in the table; of others it says nothing.")
        if data.order is None:
            words.append("Rows were held back at random: that it holds in later months was not checked.")
    else:
        words.append("It looks one week ahead, for campaigns like those in the data.")
        words.append(
            "Spend of the week counts as planned. Where it was raised because a week went well, its effect is "
            "overstated."
        )
    return tuple(words)
