"""Tests of spend: raise, lower or stop the money of one campaign or channel, and what the answer is worth to the plan.

After the test the same total is planned again for what is left of the horizon, each campaign within half and one and a
half times of today's spend. The money of the tested campaign is the action; what the others bring at best with the rest
follows from it (``core.experiments.worth.rest_of_plan``).

Two things are not known of a campaign: the curve of what platforms report, and the share of it that would not have come
without the campaign. The share is the one of ``core.response.incrementality``: 1 on average, so that a plan without a
test is the plan of the Budget page. What a campaign reports cannot tell the share; stopping it and looking at the
outcome of all together can.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from core.allocation.planning import Planner
from core.curves import Floats
from core.experiments.worth.daily_noise import DailyNoise
from core.experiments.worth.rest_of_plan import POINTS, RestOfPlan
from core.experiments.worth.value import CELLS, InformationValue, perfect_information, sample_information
from core.response.incrementality import CENTRE, SPREAD

STEP = 0.5
"""A plan moves at most this share of a campaign's spend: a step that the data speak about."""
BASELINE = 56
"""Days before a test that it is held against."""
ROWS = 1600
"""Rows of a calculation: draws of the curve, each with several shares."""
LEAST_DAYS = 28
"""Days with spend below which nothing is suggested for a campaign."""
TODAY = (POINTS - 1) // 2
"""Place of today's spend on the grid."""
EVERY = 2
"""Every second spend of the grid is an action that a plan may take."""
GLANCE = 16
"""Cells of a reading while designs are compared."""
CHANGE = 0.1
"""A plan that moves less than this share of today's spend counts as unchanged."""


@dataclass(frozen=True)
class Known:
    """What is known of a campaign besides its curve.

    Attributes:
        incremental: Whether its curve is one of outcome that would not have come otherwise.
        carry_over: Days until nine tenths of an effect have come.
    """

    incremental: bool = False
    carry_over: float = 3.0


@dataclass(frozen=True)
class SpendDesign:
    """A test of spend.

    Attributes:
        change: Change of spend as a share of today's; -1 stops it.
        read: ``own`` in what the campaign reports, ``total`` in the outcome of all campaigns together.
        days: Length, with the days that are not counted.
        warm_up: Days at its start that are not counted, because earlier ads still work.
    """

    change: float
    read: str
    days: int
    warm_up: int

    @property
    def kind(self) -> str:
        """Kind of test, one of ``core.experiments.registry.book.KINDS``."""
        return "holdout" if self.change == -1.0 else "spend"

    @property
    def counted(self) -> int:
        """Days that count."""
        return self.days - self.warm_up


DESIGNS = (
    *((-1.0, "total", days) for days in (14, 28)),
    *((change, "total", 28) for change in (-STEP, STEP)),
    *((change, "own", days) for change in (-STEP, STEP) for days in (14, 28)),
)
"""Change, reading and days of the tests that are weighed for each campaign."""


@dataclass(frozen=True)
class Subject:
    """Whose money a test changes: rows of the planner."""

    key: str
    name: str
    kind: str
    rows: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class SpendTest:
    """A test of spend and what it is worth. Amounts are outcome over what is left of the horizon, or of the test.

    Attributes:
        subject: Whose money is changed.
        design: How.
        value: What knowing more is worth over the whole horizon (``worth`` takes off the days of the test).
        perfect: What knowing curve and share exactly would be worth over the whole horizon.
        horizon: Days of the horizon.
        error: Standard error of the measured change, outcome over the counted days.
        expected: Expected change, outcome over the counted days.
        lost: Outcome that is foregone while the test runs; below 0 where it brings more.
        extra_spend: Money that is spent more while it runs; below 0 where it spends less.
        price: What a unit of money brings elsewhere.
        grid: Spends of the subject that a plan may choose from, over the horizon. The actions of ``value``.
        today: Today's spend of the subject, over the horizon.
    """

    subject: Subject
    design: SpendDesign
    value: InformationValue
    perfect: float
    horizon: int
    error: float
    expected: float
    lost: float
    extra_spend: float
    price: float
    grid: Floats
    today: float

    @property
    def smallest(self) -> float:
        """Smallest change of outcome a day that a two-sided test at 95 % sees with 80 %: (z_0.975 + z_0.8) errors."""
        return float((ndtri(0.975) + ndtri(0.8)) * self.error) / self.design.counted

    @property
    def left(self) -> float:
        """Share of the horizon that is left after the test."""
        return max(self.horizon - self.design.days, 0) / self.horizon

    @property
    def worth(self) -> float:
        """Expected gain of the plan after the test, over what is left of the horizon."""
        return self.left * self.value.sample

    @property
    def cost(self) -> float:
        """Outcome that is foregone, the spent or saved money counted with what it brings elsewhere; 0 or more."""
        return max(self.lost + self.price * self.extra_spend, 0.0)

    @property
    def net(self) -> float:
        """Worth less cost."""
        return self.worth - self.cost

    @property
    def changes(self) -> float:
        """Probability that the plan moves by more than ``CHANGE`` of today's spend of the subject."""
        return float(self.value.answers.probability[np.abs(self.moves) > CHANGE * self.today].sum())

    @property
    def moves(self) -> Floats:
        """By how much the plan for the subject differs from the plan of now, by cell of the answer."""
        return self.grid[self.value.answers.action] - self.grid[self.value.now]


class SpendTests:
    """The tests of spend of a planner.

    Args:
        planner: Campaigns and curves of the horizon.
        noise: How far days lie from what is expected.
        known: What else is known, by campaign of the planner.
        seed: Of the shares that are laid beside the draws.

    Attributes:
        able: Whether a test is possible at all, by campaign of the planner.
        plan: The others of a plan, in rows of ``members``.
        members: Rows of the planner that a plan may move.
    """

    def __init__(self, planner: Planner, noise: DailyNoise, known: Sequence[Known], seed: int = 0) -> None:
        self.planner, self.noise, self.known = planner, noise, known
        self.members = [c for c, one in enumerate(planner.campaigns) if one.running and one.today > 0]
        today = planner.today[self.members]
        self.plan = RestOfPlan([planner.curves[c] for c in self.members], today * (1 - STEP), today * (1 + STEP))
        self.total = float(today.sum())
        self._place = {c: k for k, c in enumerate(self.members)}
        count = max((len(planner.curves[c].scale) for c in self.members), default=1)
        self._origin = np.tile(np.arange(count), max(ROWS // count, 1))
        self._rng = np.random.default_rng(seed)
        enough = (noise.days >= LEAST_DAYS) & np.isfinite(noise.own) & (noise.outcome > 0)
        self.able = np.array([c in self._place and bool(enough[c]) for c in range(len(planner.campaigns))], bool)

    def subjects(self) -> Iterator[Subject]:
        """Return campaigns that can be tested, and channels of at least two of them beside which others run."""
        able = [c for c in self.members if self.able[c]]
        channels: dict[str, list[int]] = {}
        for c in able:
            one = self.planner.campaigns[c]
            channels.setdefault(one.channel, []).append(c)
            yield Subject(one.id, one.name, "campaign", (c,))
        for channel, rows in channels.items():
            whole = [c for c in self.members if self.planner.campaigns[c].channel == channel]
            if len(rows) > 1 and rows == whole and len(rows) < len(self.members):
                yield Subject(channel, channel, "channel", tuple(rows))

    def best(self, subject: Subject) -> SpendTest | None:
        """Return the design with the highest worth less cost; None where a plan has no choice."""
        situation = self._situation(subject)
        if situation is None:
            return None
        # All designs at a glance, then the best of them with care.
        found = [t for asked in DESIGNS if (t := self._test(situation, *asked, careful=False)) is not None]
        best = max(found, key=lambda t: t.net, default=None)
        if best is None:
            return None
        return self._test(situation, best.design.change, best.design.read, best.design.days)

    def test(self, subject: Subject, change: float, read: str, days: int) -> SpendTest | None:
        """Return a test of one design; None where a plan has no choice or the horizon ends before it."""
        situation = self._situation(subject)
        return None if situation is None else self._test(situation, change, read, days)

    def others(self, subject: Subject, spend: float) -> Floats:
        """Return the best spends of all others beside a spend of the subject, by campaign of the planner."""
        split = np.zeros(len(self.planner.campaigns))
        split[self.members] = self.plan.split([self._place[c] for c in subject.rows], self.total - spend)
        return split

    def _test(self, at: "_Situation", change: float, read: str, days: int, careful: bool = True) -> SpendTest | None:
        horizon, subject = self.planner.days, at.subject
        if days >= horizon:
            return None
        warm_up = min(int(np.ceil(max(self.known[c].carry_over for c in subject.rows))), days // 2)
        design = SpendDesign(change, read, days, warm_up)
        place = {-1.0: None, -STEP: 0, STEP: POINTS - 1}[change]
        # What a campaign reports says nothing of the share, so there its mean is enough.
        curve, benefit, origin = (
            (at.true, at.benefit, self._origin) if read == "total" else (at.reported, at.reported_benefit, None)
        )
        moved = (curve[:, place] if place is not None else 0.0) - curve[:, TODAY]
        base, grown, daily = design.counted / BASELINE, 1.0, self.noise.total
        if read == "own":
            daily = float(np.sqrt((self.noise.own[list(subject.rows)] ** 2).sum()))
            # Noise grows with what there is: so do the days of more or less spend.
            grown = float(curve[:, place].mean() / max(curve[:, TODAY].mean(), 1e-300))
        error = float(daily * np.sqrt(design.counted * (grown**2 + base)))
        if not np.isfinite(error):
            return None
        return SpendTest(
            subject=subject,
            design=design,
            value=sample_information(
                benefit, moved * design.counted / horizon, error, origin, CELLS if careful else GLANCE, careful
            ),
            perfect=at.perfect,
            horizon=horizon,
            error=error,
            expected=float(moved.mean()) * design.counted / horizon,
            lost=-float(moved.mean()) * days / horizon,
            extra_spend=at.today * change * days / horizon,
            price=at.price,
            grid=at.grid,
            today=at.today,
        )

    def _situation(self, subject: Subject) -> "_Situation | None":
        rows = [self._place[c] for c in subject.rows]
        grid = self.plan.grid[rows].sum(axis=0)
        rest = self.plan.best(rows, self.total - grid)
        usable = np.flatnonzero(np.isfinite(rest))
        usable = usable[usable % EVERY == 0]
        if len(usable) < 2:
            return None
        nothing = np.zeros_like(self.plan.draws[rows[0]])
        certain, claimed = nothing, nothing
        for k, c in zip(rows, subject.rows, strict=True):
            if self.known[c].incremental:
                certain = certain + self.plan.draws[k]
            else:
                claimed = claimed + self.plan.draws[k]
        share = self._shares() if claimed.any() else np.ones(len(self._origin))
        true = certain[self._origin] + share[:, None] * claimed[self._origin]
        reported, others = certain + claimed, rest[usable]
        benefit, today = true[:, usable] + others, float(grid[TODAY])
        return _Situation(
            subject=subject,
            today=today,
            grid=grid[usable],
            reported=reported,
            true=true,
            benefit=benefit,
            reported_benefit=reported[:, usable] + others,
            perfect=perfect_information(benefit),
            price=self.plan.price(rows, self.total - today),
        )

    def _shares(self) -> Floats:
        """Return shares with a mean of exactly 1, evenly laid out and in random order."""
        count = len(self._origin)
        laid = np.exp(CENTRE + SPREAD * ndtri((self._rng.permutation(count) + 0.5) / count))
        return laid / float(laid.mean())


@dataclass(frozen=True, eq=False)
class _Situation:
    """What is at stake with a subject: outcome by draw or row and spend of the grid, and benefit by action."""

    subject: Subject
    today: float
    grid: Floats
    reported: Floats
    true: Floats
    benefit: Floats
    reported_benefit: Floats
    perfect: float
    price: float
