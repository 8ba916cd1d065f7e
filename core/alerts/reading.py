"""Reads rules in words: a sentence becomes a rule, or a sentence that says what is not understood and what is near."""

import re
from difflib import get_close_matches
from typing import Any, Final

from core.alerts.names import Names
from core.alerts.numbers import DAY_COUNT, NUMBER, day_count, read_number
from core.alerts.rule import ANY, LARGEST, MEASURES, PLACES, Rule, Subject
from core.alerts.words import rule_text
from core.errors import InputError, NotUnderstoodError

LONGEST: Final = 300
"""Characters of a sentence."""
EXAMPLES: Final = "“ROAS of Search below 2 for 3 days”, “Spend of all campaigns up 30 % on the week before”"

_BY_WORD: Final = {word: one for one in MEASURES.values() for word in (one.name.casefold(), one.key, *one.words)}
_WORDS: Final = sorted(_BY_WORD, key=len, reverse=True)

_WINDOW: Final = re.compile(
    rf"^(?P<rest>.*?)[,\s]+(?P<how>for|over|during|within|in|on)\s+(?:each of\s+)?(?:the\s+)?(?:last\s+)?"
    rf"(?P<count>{DAY_COUNT})(?P<unit>\s*days?|\s*weeks?)?"
    rf"(?P<tail>\s+(?:in a row|running|together|in total|in sum|each))?$",
    re.IGNORECASE,
)
_BASELINE: Final = re.compile(
    r"^(?P<rest>.*?)\s+(?:on|against|than|versus|vs\.?|over|from|compared (?:to|with))\s+(?:the\s+)?"
    r"(?P<which>week before|last week|previous week|prior week|(?:mean of the\s+)?(?:four|4) weeks before|"
    r"(?:last|previous) (?:four|4) weeks)$",
    re.IGNORECASE,
)
_BE: Final = r"(?:is |are |was |goes |went |falls? |fell |drops? |dropped |rises? |rose |stays? )?"
_UP: Final = r"up(?: by)?|rises?(?: by)?|rose(?: by)?|increases?(?: by)?|grows?(?: by)?|higher by"
_DOWN: Final = r"down(?: by)?|falls?(?: by)?|fell(?: by)?|drops?(?: by)?|decreases?(?: by)?|lower by"
_CHANGED: Final = r"changed?s?(?: by)?|moves?(?: by)?|differs?(?: by)?"
_CHANGE: Final = re.compile(
    rf"^(?P<rest>.*?)\s+(?:is |are |was )?(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<changed>{_CHANGED}))"
    rf"\s+(?:by\s+)?(?:more than\s+|over\s+)?(?P<number>{NUMBER})$",
    re.IGNORECASE,
)
_LIMIT: Final = re.compile(
    rf"^(?P<rest>.*?)\s+{_BE}(?:(?P<below>below|under|less than|lower than|beneath|<)"
    rf"|(?P<above>above|over|more than|higher than|greater than|beyond|exceeds?|>))\s*(?P<number>{NUMBER})$",
    re.IGNORECASE,
)
_PACE: Final = re.compile(
    rf"^pace(?:\s+of\b)?(?P<rest>.*?)\s+(?:is )?(?:more than )?(?P<number>{NUMBER})"
    r"\s+(?P<side>over|under|ahead|behind)$",
    re.IGNORECASE,
)
_NONE: Final = re.compile(r"^(?:no|zero)\s+(?P<rest>.+)$", re.IGNORECASE)
_UNUSUAL: Final = re.compile(r"^(?:an?\s+)?unusual days?(?:\s+(?P<how>in|of|for)\s+(?P<rest>.+))?$", re.IGNORECASE)
_NEAR_WORDS: Final = ("below", "above", "up", "down", "changed by", "under", "over", "unusual")


def read_rule(sentence: str, names: Names) -> Rule:
    """Return the rule that a sentence means.

    Args:
        sentence: What somebody wrote.
        names: What the data in use can be asked about.

    Raises:
        NotUnderstoodError: If it means no rule; says which part is not understood, and the nearest that is.
        InputError: If it means a rule that cannot be.

    Example:
        >>> from core.alerts.rule import Subject
        >>> names = Names(channels=(Subject("channel", "Search", "Search"),))
        >>> rule_text(read_rule("search roas under 2,5 three days", names))
        Traceback (most recent call last):
        core.errors.NotUnderstoodError: “three days” is not understood. Say “for 3 days” or “over 3 days”.
        >>> rule_text(read_rule("search roas under 2,5 for three days", names))
        'ROAS of Search below 2.5 for 3 days'
    """
    if not isinstance(sentence, str) or not sentence.strip():
        raise NotUnderstoodError(f"Write what to watch, such as {EXAMPLES}.")
    text = " ".join(sentence.split()).rstrip(".!?;, ")
    if len(text) > LONGEST:
        raise NotUnderstoodError(f"A rule is one sentence of at most {LONGEST} characters.")
    text, quoted = _set_aside(text)
    pace = _PACE.match(text)
    if pace:
        number = read_number(pace["number"])
        side = "over" if pace["side"].lower() in ("over", "ahead") else "under"
        target = names.find_target(_put_back(pace["rest"], quoted))
        return Rule("pace", target, side, _rounded(number.value))  # type: ignore[arg-type]
    unusual = _UNUSUAL.match(text)
    if unusual:
        if not names.unusual:
            raise NotUnderstoodError(f"Unusual days cannot be watched here yet. Write a limit, such as {EXAMPLES}.")
        measure, written = _unusual_of(unusual["rest"] or "", (unusual["how"] or "").lower())
        return Rule(measure, _subject(names, written, quoted), "unusual")
    text, days, together = _window(text)
    rest, parts = _comparison(text)
    return _make(rest, parts, days, together, names, quoted)


def _make(
    rest: str, parts: dict[str, Any], days: int | None, together: bool | None, names: Names, quoted: str | None
) -> Rule:
    measure, written = _measure_and_subject(rest)
    subject = _subject(names, written, quoted)
    change = bool(parts.get("baseline"))
    count = days or (7 if change else 1)
    summed = together if together is not None else change and days is None
    parts["window"] = "sum" if summed and count > 1 else "each"
    if parts["comparison"] not in ("none",):
        number, unit = read_number(parts.pop("number")), MEASURES[measure].unit
        parts["value"] = _value(number.value, number.percent, unit, change, measure)
        if unit == "money" and not change:
            if number.currency and names.currency and number.currency != names.currency:
                raise NotUnderstoodError(
                    f"The data are in {names.currency} and the limit is in {number.currency}. "
                    f"Say it in {names.currency}."
                )
            parts["currency"] = number.currency or names.currency
        elif number.currency:
            raise NotUnderstoodError(f"{MEASURES[measure].name} is no amount of money. Leave the currency out.")
    return Rule(measure, subject, days=count, **parts)


def _value(value: float, percent: bool, unit: str, change: bool, measure: str) -> float:
    if change:
        return _rounded(value)
    if percent and unit == "ratio":
        value /= 100
    elif percent and unit != "percent":
        name = MEASURES[measure].name
        raise NotUnderstoodError(
            f"A limit of {name} is an amount, not a share. For a change, say “{name} up 10 % on the week before”."
        )
    return _rounded(value)


def _rounded(value: float) -> float:
    if value > LARGEST:
        raise InputError("A limit is a number from 0 to a million millions.")
    return round(value, PLACES)


def _set_aside(text: str) -> tuple[str, str | None]:
    """Return the text with a name in quotes replaced by a sign: names may hold any words."""
    opening = re.search(r'[“"]', text)
    closing = max(text.rfind("”"), text.rfind('"'))
    if opening is None or closing <= opening.start():
        return text, None
    return f"{text[: opening.start()]}\0{text[closing + 1 :]}", text[opening.start() + 1 : closing]


def _put_back(text: str, quoted: str | None) -> str:
    return text if quoted is None else text.replace("\0", f"“{quoted}”")


def _window(text: str) -> tuple[str, int | None, bool | None]:
    found = _WINDOW.match(text)
    if not found or not (found["unit"] or found["count"].lower() in ("a week", "a day")):
        loose = re.search(rf"\s({DAY_COUNT}\s*(?:days?|weeks?))$", text, re.IGNORECASE)
        if loose and not _BASELINE.match(text):
            written = loose[1]
            raise NotUnderstoodError(
                f"“{written}” is not understood. Say “for {_days_said(written)}” or “over {_days_said(written)}”."
            )
        return text, None, None
    days = day_count(found["count"], found["unit"] or "")
    tail, how = (found["tail"] or "").strip().lower(), found["how"].lower()
    together = tail in ("together", "in total", "in sum") or (how == "over" and tail not in ("each", "in a row"))
    return found["rest"], days, together


def _days_said(written: str) -> str:
    count, _, unit = written.rpartition(" ")
    days = day_count(count or "1", unit)
    return f"{days} day" + ("" if days == 1 else "s")


def _comparison(text: str) -> tuple[str, dict[str, Any]]:
    """Return what stands before the comparison, and the comparison."""
    none = _NONE.match(text)
    if none:
        return none["rest"], {"comparison": "none"}
    base = _BASELINE.match(text)
    change = _CHANGE.match(base["rest"] if base else text)
    if change:
        comparison = next(name for name in ("up", "down", "changed") if change[name])
        number = read_number(change["number"])
        if not number.percent and not base and comparison != "changed":
            raise NotUnderstoodError(
                f"Is {change['number']} a limit or a change? Say “below {change['number']}”, or "
                f"“{comparison} {change['number']} % on the week before”."
            )
        which = base["which"].lower() if base else "week before"
        four = "four" in which or "4" in which
        parts = {"comparison": comparison, "number": change["number"], "baseline": "four weeks" if four else "week"}
        return change["rest"], parts
    limit = _LIMIT.match(text)
    if limit:
        return limit["rest"], {"comparison": "below" if limit["below"] else "above", "number": limit["number"]}
    raise _no_comparison(text)


def _no_comparison(text: str) -> NotUnderstoodError:
    words = text.replace("\0", "").split()
    for place, word in enumerate(words[1:], start=1):
        near = get_close_matches(word.lower(), _NEAR_WORDS, n=1, cutoff=0.7)
        if near and near[0] != word.lower():
            better = " ".join([*words[:place], near[0], *words[place + 1 :]])
            return NotUnderstoodError(f"“{word[:40]}” is not understood. Did you mean “{near[0]}”?", better)
    if any(word.lower() in _NEAR_WORDS for word in words[-2:]):
        return NotUnderstoodError(f"The number at the end is missing or not understood. Write it like {EXAMPLES}.")
    return NotUnderstoodError(
        f"It is not said what the limit is. Say below or above a number, or up or down by a share, such as {EXAMPLES}."
    )


def _unusual_of(text: str, how: str) -> tuple[str, str]:
    """Return figure and subject of a rule about unusual days; without a figure it is about all of them."""
    first = next((word for word in _WORDS if re.match(rf"{re.escape(word)}\b", text, re.IGNORECASE)), "")
    # “Unusual day of Clicks” is about a channel of that name; “unusual day in clicks of Search” about a figure.
    if (
        first
        and how == "in"
        and (len(text) == len(first) or re.match(r"\s+(?:of|in|for|on)\s", text[len(first) :], re.IGNORECASE))
    ):
        return _measure_and_subject(text)
    return ANY, text


def _measure_and_subject(text: str) -> tuple[str, str]:
    """Return the key of the figure, and what is written of its subject: “ROAS of Search”, “Search ROAS”."""
    text = text.strip().removeprefix("the ").strip(", ")
    lowered = text.casefold()
    for word in _WORDS:
        if lowered == word:
            return _BY_WORD[word].key, ""
        if lowered.startswith(f"{word} "):
            rest = text[len(word) :].strip()
            return _BY_WORD[word].key, re.sub(r"^(of|in|for|on|from|by)\s+(the\s+)?", "", rest, flags=re.IGNORECASE)
    # Only then at the end: a channel may be called “Clicks”.
    for word in _WORDS:
        if lowered.endswith(f" {word}"):
            return _BY_WORD[word].key, text[: -len(word)].strip().removesuffix("’s").removesuffix("'s")
    head = re.split(r"\s+(?:of|in|for|on|from)\s+", text, maxsplit=1, flags=re.IGNORECASE)
    wrong, rest = (head[0] if len(head) == 2 else text.split()[0] if text.split() else ""), text
    rest = text[len(wrong) :]
    near = get_close_matches(wrong.casefold(), _WORDS, n=1, cutoff=0.5)
    names = ", ".join(one.name for one in MEASURES.values())
    if near:
        name = _BY_WORD[near[0]].name
        better = f"{name}{rest}".replace("\0", "…")
        raise NotUnderstoodError(f"“{wrong[:40]}” is no figure. Did you mean “{name}”?", better)
    raise NotUnderstoodError(f"“{wrong[:40]}” is no figure. Rules can watch {names}.")


def _subject(names: Names, written: str, quoted: str | None) -> Subject:
    return names.find(_put_back(written, quoted))


def nearest_sentence(sentence: str, names: Names, error: NotUnderstoodError, rounds: int = 3) -> str:
    """Return the sentence of a rule near to one that was not understood, or nothing where none is near.

    Args:
        sentence: What was written.
        names: As given to ``read_rule``.
        error: What ``read_rule`` said of it.
        rounds: How many words may be mended.
    """
    text = " ".join(sentence.split())
    for _ in range(rounds):
        wrong = re.match(r"(?:The data hold no )?“(.+?)”", str(error))
        better = re.search(r"Did you mean “?(.+?)”?\?$", str(error))
        if not (wrong and better) or wrong[1] not in text:
            return ""
        text = text.replace(wrong[1], better[1], 1)
        try:
            return rule_text(read_rule(text, names))
        except NotUnderstoodError as another:
            error = another
        except InputError:
            return ""
    return ""
