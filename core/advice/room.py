"""AdviceRoom: the advice of all agents as one list without contradictions, and what people did with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.advice.aftermath import aftermath, daily_spend, same_money
from core.advice.agreement import SetAside, agree
from core.advice.identity import identity
from core.advice.memory import ACTS, Act, AdviceMemory, utc_now
from core.advice.worth import prices_of, worth
from core.agents.registry import agents
from core.agents.report import Recommendation, Report
from core.data import Dataset
from core.errors import InputError, NotEnoughDataError, NotFoundError
from core.wording import date_text, money

RESTS: Final = {"later": 7, "done": 28, "dismissed": 90}
"""Days for which advice rests: a week; until four weeks of data speak of after; a quarter."""
MORE: Final = 2.0
"""Dismissed or done advice comes back earlier where it is about this many times as much money."""
GONE: Final = "This advice is no longer current. The list shows what holds now."


@dataclass(frozen=True)
class AdviceItem:
    """A piece of advice that is open.

    Attributes:
        recommendation: What to do.
        identity: What it is recognised by.
        worth: What it is about, money, by which the list is ordered; None where nobody can say.
        returned: Why it is here again, in words; empty where it is here for the first time.
    """

    recommendation: Recommendation
    identity: str
    worth: float | None
    returned: str = ""


@dataclass(frozen=True)
class PutAway:
    """A piece of advice that somebody put away.

    Attributes:
        act: What was done with it, when and by whom.
        since: What the data say since it was done, in words.
    """

    act: Act
    since: str = ""


@dataclass(frozen=True)
class AdviceList:
    """All advice as it stands.

    Attributes:
        open: What is to be done, the most money first, what cannot be put into money last.
        away: What was done, dismissed or left for later, the newest first.
        aside: What contradicts something that stands.
    """

    open: tuple[AdviceItem, ...]
    away: tuple[PutAway, ...]
    aside: tuple[SetAside, ...]


class AdviceRoom:
    """What is asked about advice.

    Args:
        dataset: Returns the data set in use.
        report: Returns the report of an agent, by its name, on a data set.
        memory: Keeps what people did.
        clock: Returns now, in UTC.
    """

    def __init__(
        self,
        dataset: Callable[[], Dataset],
        report: Callable[[str, Dataset], Report],
        memory: AdviceMemory,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._dataset, self._report, self._memory, self._clock = dataset, report, memory, clock

    def stamp(self) -> str:
        """Return a text that changes with every act."""
        return self._memory.stamp()

    def given(self, dataset: Dataset) -> tuple[tuple[Recommendation, float | None], ...]:
        """Return what all agents recommend with its worth, the most money first; contradictions are still in it."""
        prices = prices_of(dataset)
        # Advice of one identity stands once.
        found: dict[str, Recommendation] = {}
        for one in agents():
            try:
                for advice in self._report(one.name, dataset).recommendations:
                    found.setdefault(identity(advice), advice)
            except (NotEnoughDataError, InputError):
                continue
        weighed = [(advice, worth(advice, prices)) for advice in found.values()]
        return tuple(sorted(weighed, key=lambda pair: (pair[1] is None, -(pair[1] or 0.0))))

    def current(self) -> AdviceList:
        """Return all advice as it stands."""
        dataset, now, acts = self._dataset(), self._clock(), self._memory.newest()
        given = self.given(dataset)
        rests = {i for i, act in acts.items() if act.act != "open"}
        awake, returned, later = [], {}, set()
        for advice, amount in given:
            act = acts.get(identity(advice))
            if act is None or act.act == "open":
                awake.append((advice, amount))
                continue
            why = comes_back(act, amount, now, dataset)
            if why is not None:
                returned[act.identity] = why
                rests.discard(act.identity)
            elif act.act == "later":
                later.add(act.identity)
            else:
                # What somebody did or dismissed does not stand, so it sets nothing aside either.
                continue
            awake.append((advice, amount))
        agreed = agree(awake)
        amounts = {identity(advice): amount for advice, amount in awake}
        items = tuple(
            AdviceItem(r, key, amounts[key], returned.get(key, ""))
            for r in agreed.standing
            # What was left for later is not shown; what it asks for still holds.
            if (key := identity(r)) not in later
        )
        away = tuple(
            PutAway(act, aftermath(act, dataset) if act.act == "done" else "")
            for act in acts.values()
            if act.identity in rests and _speaks_of(act, dataset)
        )
        return AdviceList(items, away, agreed.aside)

    def recommendations(self) -> tuple[Recommendation, ...]:
        """Return what is to be done, the most money first."""
        return tuple(item.recommendation for item in self.current().open)

    def act(self, key: str, act: str, person: str = "") -> Act:
        """Keep what somebody did with a piece of advice, and return it.

        Args:
            key: Identity of the advice.
            act: ``done``, ``dismissed`` or ``later``; ``open`` puts it back.
            person: Who.

        Raises:
            InputError: If there is no such act.
            NotFoundError: If there is no such advice now.
        """
        if act not in ACTS:
            raise InputError("This button belongs to another state of the page. Reload it.")
        dataset = self._dataset()
        if act == "open":
            before = self._memory.newest().get(key)
            if before is None:
                raise NotFoundError(GONE)
            kept = replace(before, act="open", at=self._clock(), person=person)
        else:
            item = next((one for one in self.current().open if one.identity == key), None)
            if item is None:
                raise NotFoundError(GONE)
            kept = self._kept(item, act, person, dataset)
        self._memory.add(kept)
        return kept

    def _kept(self, item: AdviceItem, act: str, person: str, dataset: Dataset) -> Act:
        advice = item.recommendation
        turns = advice.directions
        facts = {
            "turns": turns,
            "shifts": dict(advice.shifts),
            "days": int(next((w for w in advice.effect_period.split() if w.isdigit()), "30")),
            "spend": daily_spend(dataset, tuple(turns)),
            "currency": dataset.currency,
        }
        return Act(
            item.identity,
            act,
            self._clock(),
            person,
            advice.agent,
            advice.action,
            item.worth,
            dataset.last_day,
            facts,
        )


def _speaks_of(act: Act, dataset: Dataset) -> bool:
    """Whether an act is about campaigns that the data hold; those of another data set are kept and not shown."""
    turns = act.facts.get("turns") or {}
    return not turns or not set(turns).isdisjoint(dataset.campaigns["campaign_id"].astype(str))


def comes_back(act: Act, amount: float | None, now: datetime, dataset: Dataset) -> str | None:
    """Return why advice that was put away is shown again, in words; None while it rests.

    Advice that was left for later comes back after a week; what was dismissed after 90 days, or once it is about twice
    as much money; what was done once four weeks of newer data still say the same, or twice as much.
    """
    who = f" by {act.person}" if act.person else ""
    words = {"later": "Left for later", "done": "Marked done", "dismissed": "Dismissed"}[act.act]
    said = f"{words} on {date_text(act.at.date())}{who}"
    rested = (dataset.last_day - act.data_day).days if act.act == "done" else (now - act.at) / timedelta(days=1)
    if rested >= RESTS[act.act]:
        still = "four weeks of data since still say so" if act.act == "done" else "it still holds"
        return f"{said}; {still}."
    if act.act == "later" or amount is None or not same_money(act, dataset):
        return None
    if act.worth and act.worth > 0 and amount >= MORE * act.worth:
        currency = dataset.currency
        return (
            f"{said}; it is about {money(amount, currency, 'round')} now, {money(act.worth, currency, 'round')} then."
        )
    return None
