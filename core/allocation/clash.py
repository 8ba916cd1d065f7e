"""Why no plan fits: the smallest set of limits that cannot hold together, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from core.allocation.constraints import Demand
from core.allocation.limits import amount, label
from core.curves import Floats
from core.errors import InfeasibleError

Wording = Callable[[float], str]

_NAMED = 3
"""Most names that a sentence lists."""


class ClashError(InfeasibleError):
    """No plan fits: the sentence names a smallest set of limits that clash."""


@dataclass(frozen=True, eq=False)
class _Limit:
    """One limit.

    Attributes:
        side: ``low`` for a minimum, ``high`` for a maximum, ``rule`` for what is neither.
        about: Whom it is about, as a sentence calls it.
        member: The campaigns it is about, shape (campaigns,).
        value: The amount; for a rule, its number.
        text: The limit as part of a sentence.
    """

    side: str
    about: str
    member: NDArray[np.bool_]
    value: float
    text: str


def explain_clash(names: Sequence[str], demand: Demand, upper: Floats, wording: Callable[[float], str] = amount) -> str:
    """Return a sentence that names a smallest set of limits that no plan can keep: without any one of them one could.

    Args:
        names: Name of each campaign.
        demand: What was asked, which no plan fits.
        upper: Highest spend by campaign as asked; infinite where nothing was said.
        wording: How amounts of money are written.
    """
    limits = _limits(names, demand, upper, wording)
    return _sentence(_smallest(limits, lambda kept: not _feasible(kept, len(names))), wording)


def _limits(names: Sequence[str], demand: Demand, upper: Floats, amount: Wording) -> list[_Limit]:
    """Return all limits, those first that people think of first; of the others the largest minimum first."""
    count, kept = len(names), demand.constraints
    everyone = np.ones(count, bool)
    limits = []
    for side, value in (("high", demand.most), ("low", demand.least)):
        if (side == "low" and value > 0) or (side == "high" and np.isfinite(value)):
            limits.append(_Limit(side, "the budget", everyone, value, f"a budget of {amount(value)}"))
    for g in np.argsort(-kept.lower, kind="stable"):
        name, member = kept.groups[g], kept.member[g]
        if kept.lower[g] > 0:
            text = f"at least {amount(kept.lower[g])} for {name}"
            limits.append(_Limit("low", name, member, float(kept.lower[g]), text))
        if np.isfinite(kept.upper[g]):
            text = f"at most {amount(kept.upper[g])} for {name}"
            limits.append(_Limit("high", name, member, float(kept.upper[g]), text))
        if kept.share[g] < 1:
            text = f"at most {100 * kept.share[g]:.4g}\u00a0% of the whole for {name}"
            limits.append(_Limit("share", name, member, float(kept.share[g]), text))
    if kept.most_active is not None:
        some = "campaign" if kept.most_active == 1 else "campaigns"
        text = f"at most {kept.most_active} {some} that run"
        limits.append(_Limit("active", "", everyone, float(kept.most_active), text))
    for c in np.argsort(-demand.lower, kind="stable"):
        if demand.lower[c] > 0:
            limits.append(_single("low", names, int(c), float(demand.lower[c]), "at least {} for {}", amount))
    for c in np.argsort(upper, kind="stable"):
        if np.isfinite(upper[c]):
            limits.append(_single("high", names, int(c), float(upper[c]), "at most {} for {}", amount))
    for c in np.argsort(-kept.at_least, kind="stable"):
        if kept.at_least[c] > 0:
            limits.append(
                _single("floor", names, int(c), float(kept.at_least[c]), "nothing or at least {} for {}", amount)
            )
    return limits


def _single(side: str, names: Sequence[str], place: int, value: float, text: str, amount: Wording) -> _Limit:
    member = np.zeros(len(names), bool)
    member[place] = True
    about = label(names[place], place)
    return _Limit(side, about, member, value, text.format(amount(value), about))


def _feasible(limits: Sequence[_Limit], count: int) -> bool:
    """Return whether some plan keeps the limits: spends and, where rules speak of running, a yes or no for each."""
    running = any(one.side in ("active", "floor") for one in limits)
    unit = max((one.value for one in limits if one.side in ("low", "high", "floor")), default=1.0) or 1.0
    rows, low, high = [], [], []
    bottom, top = np.zeros(count), np.full(count, np.inf)
    floor, most = np.zeros(count), np.inf
    for one in limits:
        value = one.value / unit
        if one.member.sum() == 1 and one.side in ("low", "high", "floor"):
            place = int(one.member.argmax())
            if one.side == "low":
                bottom[place] = max(bottom[place], value)
            elif one.side == "high":
                top[place] = min(top[place], value)
            else:
                floor[place] = value
        elif one.side == "active":
            most = one.value
        else:
            rows.append(one.member - (one.value if one.side == "share" else 0.0))
            low.append(value if one.side == "low" else -np.inf)
            high.append(value if one.side == "high" else 0.0 if one.side == "share" else np.inf)
    if (bottom > top * (1 + 1e-9)).any():
        return False
    top = np.maximum(top, bottom)
    if not running:
        if not rows:
            return True
        linear = LinearConstraint(np.array(rows), low, high)
        return bool(milp(np.zeros(count), constraints=linear, bounds=Bounds(bottom, top)).status != 2)
    # Nobody has to get more than all the minimums and the budget together ask for.
    enough = 2.0 * (1.0 + count)
    reach = np.where(np.isfinite(top), np.minimum(top, enough), enough)
    eye, none = np.eye(count), np.zeros((len(rows), count))
    blocks = [np.hstack([np.array(rows).reshape(len(rows), count), none])]
    blocks += [np.hstack([eye, -np.diag(reach)]), np.hstack([eye, -np.diag(floor)])]
    blocks += [np.hstack([np.zeros((1, count)), np.ones((1, count))])]
    lows = np.concatenate([low, np.full(count, -np.inf), np.zeros(count), [-np.inf]])
    highs = np.concatenate([high, np.zeros(count), np.full(count, np.inf), [most]])
    found = milp(
        np.zeros(2 * count),
        integrality=np.r_[np.zeros(count), np.ones(count)],
        constraints=LinearConstraint(np.vstack(blocks), lows, highs),
        bounds=Bounds(np.r_[bottom, np.zeros(count)], np.r_[reach, np.ones(count)]),
    )
    return bool(found.status != 2)


def _smallest(limits: list[_Limit], clashes: Callable[[list[_Limit]], bool]) -> list[_Limit]:
    """Return limits that clash and of which each is needed for that (QuickXplain: Junker, 2004)."""
    if not clashes(limits):
        return []

    def needed(known: list[_Limit], fresh: bool, rest: list[_Limit]) -> list[_Limit]:
        if fresh and clashes(known):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        later = needed(known + first, bool(first), second)
        return needed(known + later, bool(later), first) + later

    return needed([], False, limits)


def _sentence(clash: list[_Limit], amount: Wording) -> str:
    """Return the limits in words, with their sums where these say it all."""
    if not clash:
        return "No plan that keeps all of these limits together was found. Ease one of them."
    lows, highs = ([one for one in clash if one.side == side] for side in ("low", "high"))
    plain = len(lows) + len(highs) == len(clash)
    if plain and len(lows) == len(highs) == 1 and lows[0].about == highs[0].about:
        return (
            f"The minimum of {lows[0].about} is {amount(lows[0].value)}, which is "
            f"{amount(lows[0].value - highs[0].value)} above its maximum of {amount(highs[0].value)}. "
            "Lower the minimum or raise the maximum."
        )
    if plain and len(highs) == 1 and lows and _apart(lows) and all(_within(one, highs[0]) for one in lows):
        total = sum(one.value for one in lows)
        return (
            f"{_sum('minimum', lows, total, amount)}, which is {amount(total - highs[0].value)} more than "
            f"{_whole(highs[0], 'maximum', amount)}. Raise {_short(highs[0], 'maximum')} or lower a minimum."
        )
    covered = np.any([one.member for one in highs], axis=0) if highs else np.zeros(1, bool)
    if plain and len(lows) == 1 and highs and _apart(highs) and (covered | ~lows[0].member).all():
        total = sum(one.value for one in highs)
        return (
            f"{_sum('maximum', highs, total, amount)}, which is {amount(lows[0].value - total)} less than "
            f"{_whole(lows[0], 'minimum', amount)}. Lower {_short(lows[0], 'minimum')} or raise a maximum."
        )
    texts = [one.text for one in clash]
    # A budget that is spent whole is a minimum and a maximum of the same amount.
    texts = list(dict.fromkeys(texts))
    if len(texts) > 2 * _NAMED:
        texts = [*texts[: 2 * _NAMED - 1], f"{len(texts) - 2 * _NAMED + 1} more limits"]
    return f"These limits cannot hold together: {_listed(texts)}. Ease one of them."


def _within(inner: _Limit, outer: _Limit) -> bool:
    return not (inner.member & ~outer.member).any()


def _apart(limits: list[_Limit]) -> bool:
    return bool((np.sum([one.member for one in limits], axis=0) <= 1).all())


def _sum(what: str, limits: list[_Limit], total: float, amount: Wording) -> str:
    if len(limits) == 1:
        if limits[0].about == "the budget":
            return f"The budget is {amount(total)}"
        return f"The {what} of {limits[0].about} is {amount(total)}"
    names = [one.about for one in limits]
    if len(names) > _NAMED + 1:
        names = [*names[:_NAMED], f"{len(names) - _NAMED} others"]
    return f"The {what}s of {_listed(names)} add up to {amount(total)}"


def _whole(limit: _Limit, what: str, amount: Wording) -> str:
    if limit.about == "the budget":
        return f"the budget of {amount(limit.value)}"
    return f"the {what} of {limit.about}, {amount(limit.value)}"


def _short(limit: _Limit, what: str) -> str:
    return "the budget" if limit.about == "the budget" else f"the {what} of {limit.about}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
