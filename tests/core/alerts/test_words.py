"""Rules in words: what is written is read again as the same rule, and what is not understood is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.alerts import MEASURES, Names, Rule, Subject, nearest_sentence, read_rule, rule_text
from core.alerts.rule import COUNTED, rule_of
from core.errors import InputError, NotUnderstoodError

SEARCH = Subject("channel", "Search", "Search")
SOCIAL = Subject("channel", "Paid social", "Paid social")
CLICKS = Subject("channel", "Clicks", "Clicks")
BELOW = Subject("channel", "All below 2", "All below 2")
BRAND = Subject("campaign", "c1", "Brand terms")
NASTY = Subject("campaign", "c2", "<b>ROAS</b> “of” Search below 2 for 3 days")
JUNE = Subject("target", "t1", "June 2026 budget")
NAMES = Names((SEARCH, SOCIAL, CLICKS, BELOW), (BRAND, NASTY), (JUNE,), "EUR", unusual=True)
SUBJECTS = (Subject(), *NAMES.channels, *NAMES.campaigns)

values = st.floats(0, 1e6).map(lambda v: round(v, 4)) | st.integers(0, 10**9).map(float)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    kind = draw(st.sampled_from(("limit", "none", "change", "unusual", "pace")))
    subject, value = draw(st.sampled_from(SUBJECTS)), draw(values)
    if kind == "pace":
        return Rule("pace", JUNE, draw(st.sampled_from(("over", "under"))), value)
    if kind == "unusual":
        return Rule(draw(st.sampled_from(("any", *MEASURES))), subject, "unusual")
    days = draw(st.integers(1, 7 if kind == "change" else 60))
    window = draw(st.sampled_from(("each", "sum"))) if days > 1 else "each"
    if kind == "none":
        return Rule(draw(st.sampled_from(COUNTED)), subject, "none", days=days, window=window)
    measure = draw(st.sampled_from(tuple(MEASURES)))
    if kind == "change":
        comparison, base = (
            draw(st.sampled_from(("up", "down", "changed"))),
            draw(st.sampled_from(("week", "four weeks"))),
        )
        return Rule(measure, subject, comparison, value, base, days, window)
    currency = "EUR" if MEASURES[measure].unit == "money" else None
    comparison = draw(st.sampled_from(("below", "above")))
    return Rule(measure, subject, comparison, value, days=days, window=window, currency=currency)


@given(rules())
@settings(max_examples=400, deadline=None)
def test_what_is_written_is_read_as_the_same_rule(rule: Rule) -> None:
    assert read_rule(rule_text(rule), NAMES) == rule
    assert rule_of(rule.plain()) == rule


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ROAS of Search below 2 for 3 days", "ROAS of Search below 2 for 3 days"),
        ("pace of June budget 10 % over", "Pace of target “June 2026 budget” 10 % over"),
        ("pace 10 % over", "Pace of target “June 2026 budget” 10 % over"),
        ("CPA above 40 for 2 days", "CPA of all campaigns above €40 for 2 days"),
        ("no conversions for 2 days.", "No conversions of all campaigns for 2 days"),
        ("spend of all up 30 % on the week before", "Spend of all campaigns up 30 % on the week before over 7 days"),
        ("search roas < 200% over 7 days", "ROAS of Search below 2 over 7 days"),
        ("spend over 500 over 7 days", "Spend of all campaigns above €500 over 7 days"),
        ("Cost per click on paid social exceeds 2,50 EUR", "CPC of Paid social above €2.5 for 1 day"),
        ("CTR of brand terms under 1.5 in the last two weeks", "CTR of campaign “Brand terms” below 1.5 % for 14 days"),
        ("clicks of Clicks below 1,200.5", "Clicks of Clicks below 1,200.5 for 1 day"),
        ("orders down by 20% against the last four weeks for 2 days",
         "Conversions of all campaigns down 20 % on the four weeks before for 2 days"),
        ("unusual days of Search", "Unusual day of Search"),
        ("an unusual day in revenue", "Unusual day in revenue of all campaigns"),
    ],
)  # fmt: skip
def test_people_write_as_they_like(written: str, meant: str) -> None:
    assert rule_text(read_rule(written, NAMES)).replace("\u00a0", " ") == meant


@pytest.mark.parametrize(
    ("written", "said", "nearest"),
    [
        ("", "Write what to watch", ""),
        ("   \n ", "Write what to watch", ""),
        ("RAOS of Search below 2", "“RAOS” is no figure. Did you mean “ROAS”?", "ROAS of Search below 2 for 1 day"),
        ("ROAS of Serch below 2", "The data hold no “Serch”. Did you mean Search?", "ROAS of Search below 2 for 1 day"),
        ("RAOS of Serch below 2", "“RAOS” is no figure", "ROAS of Search below 2 for 1 day"),
        ("ROAS belwo 2", "“belwo” is not understood", "ROAS of all campaigns below 2 for 1 day"),
        ("ROAS below", "The number at the end is missing", ""),
        ("ROAS", "It is not said what the limit is", ""),
        ("banana above 2", "“banana” is no figure", ""),
        ("ROAS of Search below −2", "is below 0", ""),
        ("spend above $500", "The data are in EUR and the limit is in USD", ""),
        ("roas below €2", "ROAS is no amount of money", ""),
        ("clicks above 10 %", "is an amount, not a share", ""),
        ("spend below 12.3.4", "is no number", ""),
        ("spend up 30 for 7 days", "Is 30 a limit or a change?", ""),
        ("ROAS below 2 three days", "Say “for 3 days”", ""),
        ("ROAS below 2 for 70 days", "1 to 60 days", ""),
        ("spend up 30 % on the week before for 8 days", "1 to 7 days", ""),
        ("ROAS below 99999999999999999999", "a million millions", ""),
        ("no ROAS for 2 days", "Only sums can be none", ""),
        ("pace of July budget 10 % over", "The data hold no “July budget”", ""),
        ("x" * 400, "at most 300 characters", ""),
        ("ROAS of “Search below 2", "The data hold no", "ROAS of Search below 2 for 1 day"),
        ("\0\0 below 2", "is no figure", ""),
        ("ROAS of \0 below 2", "The data hold no", ""),
    ],
)
def test_what_is_not_understood_is_said_with_what_is_near(written: str, said: str, nearest: str) -> None:
    with pytest.raises(InputError) as caught:
        read_rule(written, NAMES)
    assert said in str(caught.value)
    near = nearest_sentence(written, NAMES, caught.value) if isinstance(caught.value, NotUnderstoodError) else ""
    assert near == nearest
    assert not near or read_rule(near, NAMES)


@given(st.text(max_size=120))
@settings(max_examples=300, deadline=None)
def test_no_text_crashes_the_reader(text: str) -> None:
    try:
        rule = read_rule(text, NAMES)
    except InputError as error:
        if isinstance(error, NotUnderstoodError):
            nearest_sentence(text, NAMES, error)
    else:
        assert read_rule(rule_text(rule), NAMES) == rule


def test_names_that_several_things_have_are_not_guessed() -> None:
    twice = Names(campaigns=(Subject("campaign", "a", "Sale"), Subject("campaign", "b", "Sale")))
    with pytest.raises(NotUnderstoodError, match="2 campaigns called “Sale”"):
        read_rule("ROAS of Sale below 2", twice)
    both = Names((SEARCH,), (Subject("campaign", "s", "Search"),))
    assert read_rule("ROAS of Search below 2", both).subject == SEARCH
    assert read_rule("ROAS of campaign Search below 2", both).subject.key == "s"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 1e13, True, "2", 0.123456])
def test_a_limit_that_is_no_number_of_its_range_is_refused(value) -> None:
    with pytest.raises(InputError):
        Rule("roas", SEARCH, "below", value)
