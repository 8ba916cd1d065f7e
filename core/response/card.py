"""The card of a fit: checks like those of a medical report, each with a colour, a sentence and what to do."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["green", "amber", "red"]
ORDER: tuple[Status, ...] = ("red", "amber", "green")


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        key: What it looks at, e.g. ``fit``, ``autocorrelation``, ``holdout``, ``coverage``, ``collinearity``,
            ``variation``, ``demand``, ``prior``, ``computation``, ``identification``, ``data``.
        title: The same in two or three words.
        status: green, amber or red.
        sentence: What was found, in everyday language, with its figure.
        todo: What to do about it; empty where nothing is to be done.
        subject: Campaign id or channel that it is about; None for the whole.
        value: The figure behind it, where there is one.
    """

    key: str
    title: str
    status: Status
    sentence: str
    todo: str = ""
    subject: str | None = None
    value: float | None = None


@dataclass(frozen=True)
class Card:
    """All checks of a fit, the worst first."""

    checks: tuple[Check, ...]

    @property
    def status(self) -> Status:
        """The worst colour of all checks."""
        return min((check.status for check in self.checks), key=ORDER.index, default="green")

    def about(self, subject: str | None) -> tuple[Check, ...]:
        """Return the checks of one campaign or channel; None: those of the whole."""
        return tuple(check for check in self.checks if check.subject == subject)
