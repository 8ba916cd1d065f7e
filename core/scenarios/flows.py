"""Where the money moves: which campaigns or channels give, which take, and how much goes from whom to whom."""

from dataclasses import dataclass

from core.scenarios.scenario import HALF_CENT
from core.scenarios.spending import CAMPAIGN, Spending

NEW_MONEY, NOT_SPENT = "New money", "Not spent"
"""The giver where the total grows, the taker where it shrinks."""


@dataclass(frozen=True)
class Party:
    """One side of a move.

    Attributes:
        id: Campaign id or channel; empty for new money and for what is not spent.
        name: What it is called.
        channel: Channel name; empty where there is none.
        amount: What it gives or takes, above 0.
    """

    id: str
    name: str
    channel: str
    amount: float


@dataclass(frozen=True)
class Move:
    """An amount that goes from a giver to a taker."""

    giver: Party
    taker: Party
    amount: float


@dataclass(frozen=True)
class Flow:
    """The way from one split to another.

    Attributes:
        source: Letter of the split that it starts from.
        target: Letter of the split that it leads to.
        by: ``campaign`` or ``channel``.
        gives: Who gets less, the largest first; ``NEW_MONEY`` last, where the total grows.
        takes: Who gets more, the largest first; ``NOT_SPENT`` last, where the total shrinks.
        moves: Each giver's money goes to all takers in proportion to what they take. Only what each gives and takes
            follows from the two splits; who gets whose money is a way to draw it.
        apart: Days of both, where they differ: then there is no way from one to the other.
    """

    source: str
    target: str
    by: str
    gives: tuple[Party, ...] = ()
    takes: tuple[Party, ...] = ()
    moves: tuple[Move, ...] = ()
    apart: tuple[int, int] | None = None

    @property
    def new_money(self) -> float:
        """By how much the total grows, 0 where it does not."""
        return sum(p.amount for p in self.gives if not p.id)

    @property
    def not_spent(self) -> float:
        """By how much the total shrinks, 0 where it does not."""
        return sum(p.amount for p in self.takes if not p.id)

    @property
    def moved(self) -> float:
        """What goes from one campaign or channel to another."""
        return sum(p.amount for p in self.gives if p.id) - self.not_spent


def flow(spending: Spending, source: str, target: str, by: str = CAMPAIGN) -> Flow:
    """Return where the money moves from one split to another.

    Args:
        spending: The columns of a comparison.
        source: Letter of the split that it starts from, or ``TODAY``.
        target: Letter of the split that it leads to, or ``TODAY``.
        by: ``campaign`` or ``channel``.
    """
    to = spending.column(target)
    start = spending.against(to, source)
    if start is None:
        return Flow(source, target, by, apart=(spending.column(source).days, to.days))
    before, after = spending.amounts(start, by), spending.amounts(to, by)
    gives: list[Party] = []
    takes: list[Party] = []
    for line in spending.lines(by):
        change = after.get(line.id, 0.0) - before.get(line.id, 0.0)
        if abs(change) > spending.same(line, by):
            (takes if change > 0 else gives).append(Party(line.id, line.name, line.channel, abs(change)))
    gives.sort(key=lambda p: -p.amount)
    takes.sort(key=lambda p: -p.amount)
    more = sum(p.amount for p in takes) - sum(p.amount for p in gives)
    if more > HALF_CENT:
        gives.append(Party("", NEW_MONEY, "", more))
    elif more < -HALF_CENT:
        takes.append(Party("", NOT_SPENT, "", -more))
    whole = sum(p.amount for p in takes)
    moves = tuple(Move(g, t, g.amount * t.amount / whole) for g in gives for t in takes)
    return Flow(source, target, by, tuple(gives), tuple(takes), moves)
