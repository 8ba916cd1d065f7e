"""The plain data in which every agent answers."""

from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from core.data import Dataset


@dataclass(frozen=True)
class Estimate:
    """A number with its likely range.

    Attributes:
        mean: Expected value.
        lower: Lower end of the interval.
        upper: Upper end of the interval.
        level: Probability that the interval holds the truth.
    """

    mean: float
    lower: float
    upper: float
    level: float = 0.8


@dataclass(frozen=True)
class Finding:
    """Something that is so, in one sentence. ``kind`` is good, bad, warning or neutral."""

    text: str
    kind: str = "neutral"
    campaign_id: str | None = None


@dataclass(frozen=True)
class Recommendation:
    """Something to do.

    Attributes:
        id: Stable for the same advice on the same data.
        agent: Name of the agent that gives it.
        action: What to do, as a command.
        why: The reason, in one sentence.
        effect: Expected change of ``effect_unit`` per ``effect_period``; None where no amount can be given. For money
            that is at stake rather than to be gained, ``stake`` is given instead.
        effect_unit: one of ``core.data.OUTCOMES``.
        effect_period: In words, e.g. ``in 30 days``.
        chance: Probability that the effect is above zero, or None.
        campaign_ids: The campaigns that it touches.
        shifts: Change of spend by campaign id over the period, currency; empty where it is no budget move.
        stake: Money that is at stake over the period, currency: what would be lost if nothing were done, or the spend
            that brings too little; None where ``effect`` says it.
        turns: What the advice asks for by campaign id: 1 more money, -1 less money, 0 neither (a check, a repair).
            Where it is empty, the signs of ``shifts`` say it.
        evidence: Where the reader can see it: what the page is called and its address inside the product without a
            host, e.g. ``("Days of Brand terms", "/campaigns?campaign=c1")``.
    """

    id: str
    agent: str
    action: str
    why: str
    effect: Estimate | None = None
    effect_unit: str = "revenue"
    effect_period: str = "in 30 days"
    chance: float | None = None
    campaign_ids: tuple[str, ...] = ()
    shifts: dict[str, float] = field(default_factory=dict)
    stake: Estimate | None = None
    turns: dict[str, int] = field(default_factory=dict)
    evidence: tuple[tuple[str, str], ...] = ()

    @property
    def directions(self) -> dict[str, int]:
        """What is asked for by campaign id: 1 more money, -1 less money, 0 neither."""
        asked = self.turns or {i: 1 if amount > 0 else -1 for i, amount in self.shifts.items() if amount}
        return dict.fromkeys(self.campaign_ids, 0) | asked


@dataclass(frozen=True)
class Report:
    """An agent's answer: headline, findings, recommendations and the tables behind them."""

    agent: str
    headline: str
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


class Agent(Protocol):
    """What an agent is: a name, a description of one line, and a way to answer."""

    name: str
    description: str

    def run(self, dataset: Dataset, **parameters: object) -> Report:
        """Answer for a data set."""
        ...
