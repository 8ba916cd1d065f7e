"""What a comparison says in words: the headline, the verdicts and their reasons."""

from dataclasses import dataclass

from components.format import chance, counted, date_text, money, number
from core.allocation.planning import LEVEL
from core.data.schema import MONEY_OUTCOMES
from core.scenarios.comparison import TODAY, Comparison, Odds

TODAY_TEXT = "today’s split"
CLEAR, GOOD, LIKELY = 0.95, 0.8, 0.6
"""From these chances on, one split is called the clear, the better, the likely one."""


@dataclass(frozen=True)
class Verdict:
    """What the comparison comes to.

    Attributes:
        title: The finding.
        sub: How it stands against the others, by what, over which days, on which data.
        winner: Letter, ``TODAY``, or nothing where none can be named.
        odds: The odds that the strip shows.
    """

    title: str
    sub: str
    winner: str
    odds: tuple[Odds, ...]


def verdict(comparison: Comparison) -> Verdict:
    """Return the finding of a comparison."""
    best, odds = _best(comparison)
    closest = min(odds, key=_standing, default=None)
    against_today = tuple(comparison.against(s.letter, TODAY) for s in comparison.sides)
    if closest is None:
        return Verdict("These scenarios cannot be ranked", _frame(comparison), "", against_today)
    if all(o.tie == 1.0 for o in odds):
        title = "All are the same split" if len(comparison.sides) > 1 else f"{_name(comparison, 'A')} is {TODAY_TEXT}"
        return Verdict(title, _frame(comparison), "", against_today)
    lead = _standing(closest)
    ranked = {best, *(o.second for o in odds)}
    shown = (*odds, *(o for o in against_today if o.first not in ranked))
    name = _name(comparison, best)
    if lead < LIKELY:
        pair = sorted((closest.first, closest.second), key=lambda letter: (letter == TODAY, letter))
        title = f"{pair[0]} and {subject(pair[1])} are too close to call"
        return Verdict(title, f"{_beats(odds)}{_frame(comparison)}", "", shown)
    if len(comparison.sides) == 1 and best != TODAY and closest.difference:
        gain = amount(closest.difference.mean, comparison)
        title = f"{name} brings about {gain} more {measure_text(comparison)} than {TODAY_TEXT}"
    else:
        title = f"{name} is the {'clear' if lead >= CLEAR else 'likely'} winner"
    return Verdict(title, f"{_beats(odds)}{_frame(comparison)}", best, shown)


def verdict_text(odds: Odds, comparison: Comparison) -> str:
    """Return one sentence or two on a pair: how sure, what it costs, between what."""
    if odds.win is None or odds.difference is None:
        return odds.reason
    if odds.tie == 1.0:
        return "Both are the same split."
    sure = sure_text(odds)
    costs = ""
    if abs(odds.spend_difference) >= 1:
        more, less = (odds.first, odds.second) if odds.spend_difference > 0 else (odds.second, odds.first)
        text = money(abs(odds.spend_difference), comparison.currency, "round")
        costs = f": {subject(less)} spends {text} less" if less != TODAY else f": {subject(more)} spends {text} more"
    what = measure_text(comparison, odds)
    return f"{sure}{costs}. {what[0].upper()}{what[1:]} {between_words(odds, comparison)}."


def sure_text(odds: Odds) -> str:
    """Return how sure it is that the first of a pair beats the second."""
    standing = _standing(odds)
    sure = "Too close to call"
    for least, words in ((LIKELY, "Likely, not sure"), (GOOD, "The better bet"), (CLEAR, "Close to certain")):
        if standing >= least:
            sure = words
    return "Unlikely" if standing <= 1 - LIKELY else sure


def between_words(odds: Odds, comparison: Comparison) -> str:
    """Return the interval of a difference: between less and more, or between two amounts more."""
    if odds.difference is None:
        return ""
    low, high = odds.difference.lower, odds.difference.upper
    if (low < 0) == (high < 0):
        near, far = sorted((abs(low), abs(high)))
        way = "less" if high < 0 else "more"
        return f"between {amount(near, comparison, odds)} and {amount(far, comparison, odds)} {way}"
    return f"between {amount(-low, comparison, odds)} less and {amount(high, comparison, odds)} more"


def amount(value: float, comparison: Comparison, odds: Odds | None = None) -> str:
    """Return an amount of the measure, rounded to what is known."""
    if _outcome(comparison, odds) in MONEY_OUTCOMES:
        return money(value, comparison.currency, "round")
    return number(value, "round")


def measure_text(comparison: Comparison, odds: Odds | None = None) -> str:
    """Return what is judged by, in the middle of a sentence: of all, or of one pair."""
    if comparison.measure == "after_spend":
        return "profit after ad spend" if comparison.margin < 1 else "revenue after ad spend"
    return _outcome(comparison, odds)


def subject(letter: str) -> str:
    """Return a side as the subject of a sentence."""
    return TODAY_TEXT if letter == TODAY else letter


def interval_text() -> str:
    """Return the probability of the intervals that are shown."""
    return f"{LEVEL:.0%}".replace("%", "\u00a0%")


def _best(comparison: Comparison) -> tuple[str, list[Odds]]:
    """The split that stands best against its closest rival, with its odds against all others of the same question.

    Where the scenarios answer different questions, those of the most common one are ranked.
    """
    known = [s for s in comparison.sides if comparison.against(s.letter, TODAY).win is not None]
    questions = [s.scenario.question for s in known]
    if not known:
        return "", []
    question = max(dict.fromkeys(questions), key=questions.count)
    letters = [TODAY, *(s.letter for s in known if s.scenario.question == question)]
    odds = {a: [comparison.against(a, b) for b in letters if b != a] for a in letters}
    best = max(letters, key=lambda letter: min(map(_standing, odds[letter])))
    return best, sorted(odds[best], key=lambda o: (o.second == TODAY, o.second))


def _standing(odds: Odds) -> float:
    return (odds.win or 0.0) + (odds.tie or 0.0) / 2


def _beats(odds: list[Odds]) -> str:
    rivals = [o for o in odds if o.tie != 1.0]
    if not rivals:
        return ""
    who = "It beats" if rivals[0].first != TODAY else "Today’s split beats"
    chances = [chance(o.win) for o in rivals]
    if len(rivals) > 1 and len(set(chances)) == 1:
        return f"{who} {listed([subject(o.second) for o in rivals])} with {chances[0]} chance each. "
    texts = [f"{subject(o.second)} with {c}" for o, c in zip(rivals, chances, strict=True)]
    return f"{who} {listed([texts[0] + ' chance', *texts[1:]])}. "


def listed(texts: list[str]) -> str:
    """Return texts with commas and an “and”."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _frame(comparison: Comparison) -> str:
    days = sorted({s.scenario.settings.days for s in comparison.sides})
    over = listed([str(d) for d in days[:-1]] + [counted(days[-1], "day")])
    last = max(s.scenario.last_day for s in comparison.sides)
    oldest = min(s.scenario.last_day for s in comparison.sides)
    until = f"data up to {date_text(last)}" + (f", the oldest up to {date_text(oldest)}" if oldest != last else "")
    what = measure_text(comparison)
    at = f" at {comparison.margin:.0%} margin".replace("%", "\u00a0%") if what.startswith("profit") else ""
    return f"Judged by {what}{at}, over {over}, {until}."


def _name(comparison: Comparison, letter: str) -> str:
    if letter == TODAY:
        return "Today’s split"
    return f"{letter}, “{next(s for s in comparison.sides if s.letter == letter).scenario.name}”,"


def _outcome(comparison: Comparison, odds: Odds | None = None) -> str:
    """The outcome of a pair, or that of most sides."""
    sides = [s for s in comparison.sides if odds is None or s.letter in (odds.first, odds.second)]
    outcomes = [s.scenario.settings.outcome for s in sides]
    return max(dict.fromkeys(outcomes), key=outcomes.count)
