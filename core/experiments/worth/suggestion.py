"""Suggestion: one test that is worth it, with everything that a person needs to decide about it, in words."""

from dataclasses import dataclass, field

LEVEL = 0.9
"""Probability that the range of a value holds what the answer will be worth."""


@dataclass(frozen=True)
class Answer:
    """One of the answers that a test can give.

    Attributes:
        when: The answer, in words.
        then: What would change, in words.
        chance: Probability of it beforehand.
    """

    when: str
    then: str
    chance: float


@dataclass(frozen=True)
class Suggestion:
    """A test and what it is worth. Amounts are in units of the outcome.

    Attributes:
        id: Stable for the same test on the same data.
        kind: One of ``core.experiments.registry.record.KINDS``.
        name: The campaign or channel that is tested.
        scope: ``campaign`` or ``channel``.
        campaign_ids: The campaigns that it touches.
        action: What to do, as a command.
        why: Why the answer is worth something.
        hypothesis: What is believed.
        metric: What is measured.
        design: How it is run.
        sample: How much is measured.
        days: How long it runs.
        smallest: The smallest effect that it can see.
        cost_words: What it costs.
        answers: What would change for either answer.
        worth: Expected gain of the plan after the test, over what is left of the horizon.
        lower: Lower end of the gain that the answer may bring, with ``LEVEL``; never below 0.
        upper: Upper end.
        cost: Outcome that is foregone while it runs, spent or saved money counted with what it brings elsewhere.
        lost: Outcome that is foregone while it runs, below 0 where it brings more.
        extra_spend: Money that is spent more while it runs, below 0 where less. Currency.
        perfect: What knowing everything about the campaign would be worth, over the whole horizon.
        changes: Probability that the answer changes the plan.
        error: Standard error of ``worth`` from the number of draws; 0 for a closed form.
        settings: What the pages that plan tests are handed: plain values by name.
    """

    id: str
    kind: str
    name: str
    scope: str
    campaign_ids: tuple[str, ...]
    action: str
    why: str
    hypothesis: str
    metric: str
    design: str
    sample: str
    days: int
    smallest: str
    cost_words: str
    answers: tuple[Answer, ...]
    worth: float
    lower: float
    upper: float
    cost: float
    lost: float
    extra_spend: float
    perfect: float
    changes: float
    error: float
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def net(self) -> float:
        """Worth less cost: what the list is ordered by."""
        return self.worth - self.cost


@dataclass(frozen=True)
class SuggestionList:
    """The tests that are worth it, the most valuable first.

    Attributes:
        outcome: What plans are made for.
        currency: Of amounts of money.
        days: Days of the horizon.
        found: The tests.
        skipped: Of what no test is suggested, and why, in sentences.
        brought: Whether the curves come from elsewhere.
        expected: Expected outcome of the best plan now over the horizon.
        looked: How many tests were weighed.
    """

    outcome: str
    currency: str | None
    days: int
    found: tuple[Suggestion, ...]
    skipped: tuple[str, ...]
    brought: bool
    expected: float
    looked: int
