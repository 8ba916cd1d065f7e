"""Advice says what to do, why, for how much, how sure; it can be put away, and what was put away is told of."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from dash.development.base_component import Component

from components.advice import advice_card, note
from components.advice_item import MONEY, scales
from core.advice import Act, AdviceItem, AdviceList, PutAway, identity
from core.agents import Estimate, Recommendation
from tests.components.reading import prop, said, walk, with_class

N = "\u00a0"


def advice(**changes: Any) -> Recommendation:
    base: dict[str, Any] = {
        "id": "move-1",
        "agent": "BudgetOptimizer",
        "action": "Move €14,000 from Reach to Brand",
        "why": "Reach brings €0.46; Brand brings €3.25. The rest of the reason.",
        "effect": Estimate(32_661.0, 11_123.0, 53_900.0),
        "chance": 0.97,
        "campaign_ids": ("reach", "brand"),
        "shifts": {"reach": -14_000.0, "brand": 14_000.0},
    }
    return Recommendation(**(base | changes))


def check(**changes: Any) -> Recommendation:
    base: dict[str, Any] = {
        "id": "wasted-1",
        "agent": "CampaignAnalyzer",
        "action": "Check Clips",
        "effect": None,
        "stake": Estimate(1_234.0, 900.0, 1_500.0),
        "effect_period": "in 28 days",
        "shifts": {},
        "campaign_ids": ("clips",),
        "evidence": (("Days of Clips", "/campaigns?campaign=clips"),),
    }
    return advice(**(base | changes))


def listed(*given: Recommendation, away: tuple[PutAway, ...] = (), returned: str = "") -> AdviceList:
    return AdviceList(tuple(AdviceItem(r, identity(r), None, returned) for r in given), away, ())


def shown(*given: Recommendation, **more: Any) -> Component:
    return advice_card(listed(*given, **more), "EUR", "22 Nov 2026")


def put_away(act: str = "done", person: str = "Mara <b>K</b>", since: str = "") -> PutAway:
    when = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    facts = {"turns": {"reach": -1}}
    kept = Act("0" * 16, act, when, person, "BudgetOptimizer", "Move €5", 1.0, date(2026, 11, 2), facts)
    return PutAway(kept, since)


def test_advice_says_what_why_how_much_and_how_sure() -> None:
    text = said(shown(advice()))
    assert "Move €14,000 from Reach to Brand" in text
    assert "Reach brings €0.46; Brand brings €3.25." in text
    assert "About +€32,700 revenue in 30 days" in text
    assert "between €11,100 and €53,900" in text
    assert f"High confidence, 97{N}%" in text


def test_only_the_first_advice_has_the_filled_button() -> None:
    card = shown(advice(), advice(id="other-2", chance=0.8), check(chance=None))
    assert [c.href for c in with_class(card, "btn-primary")] == ["/budget?apply=move-1"]
    links = [c.href for c in walk(card) if getattr(c, "href", None)]
    assert links == [
        "/budget?apply=move-1",
        "/budget?apply=other-2",
        "/campaigns?campaign=clips",
        "/campaigns?campaign=clips",
    ]
    chips = [said(c) for c in with_class(card, "chip")]
    assert chips == [f"High confidence, 97{N}%", f"Medium confidence, 80{N}%", "Needs a check"]


def test_a_stake_is_no_gain() -> None:
    text = said(shown(check()))
    assert "About €1,200 at stake in 28 days" in text
    assert "between €900 and €1,500" in text
    assert "+" not in text
    assert "It is no promise of what a change would bring." in text
    assert [note(listed(*given).open) for given in ((advice(),), (check(),), (advice(), check()))] == [
        "By expected gain.",
        "By money at stake.",
        "By money: what can be gained, and what is at stake. They overlap.",
    ]


def test_all_money_stands_on_one_scale_that_holds_zero_and_counts_on_their_own() -> None:
    counts = advice(effect=Estimate(100.0, 50.0, 200.0), effect_unit="conversions")
    drawn = scales([advice(), advice(effect=Estimate(100.0, -9_000.0, 8_000.0)), check(), counts])
    assert drawn[MONEY][0] <= -9_000
    assert drawn[MONEY][1] >= 53_900
    assert drawn["conversions"][0] < 0
    assert 200 <= drawn["conversions"][1] < 1_000
    assert scales([advice(effect=None)]) == {}
    zero = scales([advice(effect=Estimate(0.0, 0.0, 0.0))])[MONEY]
    assert zero[0] < 0


def test_conversions_are_not_money() -> None:
    text = said(shown(advice(effect=Estimate(310.0, 180.0, 450.0), effect_unit="conversions")))
    assert "About +310 conversions in 30 days" in text
    assert "between 180 and 450" in text


def test_nothing_to_do_says_what_to_try() -> None:
    text = said(shown())
    assert "Nothing needs you" in text
    assert "Try a plan" in text


def test_each_can_be_done_left_or_dismissed_and_says_for_how_long() -> None:
    card = shown(advice(), check())
    acts = [c.id for c in walk(card) if isinstance(getattr(c, "id", None), dict)]
    assert [(a["act"], a["key"]) for a in acts] == [
        (act, identity(r)) for r in (advice(), check()) for act in ("done", "later", "dismissed")
    ]
    menus = [said(c.label) for c in walk(card) if type(c).__name__ == "DropdownMenu"]
    assert menus[1] == "Done, later or dismiss: Check Clips"


def test_many_are_folded_and_none_is_lost() -> None:
    many = [advice(id=f"k{i}-1", action=f"Do {i}") for i in range(9)]
    card = shown(*many)
    lists = [c for c in walk(card) if type(c).__name__ == "Ol"]
    assert [len(o.children) for o in lists] == [5, 4]
    assert lists[1].hidden
    assert "All 9" in said(card)


def test_what_came_back_says_why() -> None:
    assert "Dismissed on 3 Nov 2026; it still holds." in said(
        shown(advice(), returned="Dismissed on 3 Nov 2026; it still holds.")
    )


def test_what_was_put_away_stands_in_the_foot_with_who_when_and_since() -> None:
    card = shown(advice(), away=(put_away(since="Spend of Reach: as advised."), put_away("dismissed", "")))
    text = said(card)
    assert "1 done, 1 dismissed" in text
    assert "3 Nov 2026 by Mara <b>K</b>, on data up to 2 Nov 2026." in text  # a name is text
    assert "Spend of Reach: as advised." in text
    backs = [c for c in walk(card) if isinstance(getattr(c, "id", None), dict) and c.id["act"] == "open"]
    assert len(backs) == 2
    assert "1 done" in said(shown(away=(put_away(),)))


@pytest.mark.parametrize("href", ["https://elsewhere.example/x", "//elsewhere.example", "javascript:alert(1)"])
def test_evidence_leads_nowhere_outside(href: str) -> None:
    links = [c.href for c in walk(shown(check(evidence=(("Look", href),)))) if getattr(c, "href", None)]
    assert links == ["/campaigns?campaign=clips"]


def test_the_bar_is_spoken() -> None:
    drawn = with_class(shown(check()), "draw-interval")[0]
    assert prop(drawn, "aria-label") == f"80{N}% interval between €900 and €1,500"
