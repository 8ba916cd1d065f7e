"""What is done with a test by region or of one campaign: keep it, teach the model, forget it; each can be undone."""

from collections.abc import Mapping
from typing import Any, Final

from dash.development.base_component import Component

from callbacks.acts import Message, Undo, number_of
from callbacks.experiments_book import kept as kept_test
from callbacks.experiments_regions_ask import FIELDS, answer_of, kind_of, lift_of, outcome_of, roles_of
from components.experiments_regions import taught_note, teach_part
from components.experiments_regions_words import headline, region_plan_title, spend_plan_title, taught_sentence
from components.parts import toast
from components.period import address
from core.assumptions import set_aside
from core.errors import InputError, NotFoundError, ProductError
from core.experiments.regions.calibration import plain_result, same_test, with_test, without_test
from core.experiments.regions.lift import LiftResult
from core.experiments.regions.region_design import RegionPlan
from core.experiments.registry.record import SUGGESTION, changed_plan
from core.response import Assumptions, LiftTest
from core.workbench import Workbench

UNDO: Final = "lift:"
"""Begins the name of an undo; version and outcome follow."""


def learned_of(workbench: Workbench, result: LiftResult, asked: Mapping[str, str], name: str) -> Component:
    """Return what can be done with a reading, and what the model has learned from it where it has."""
    outcome, dataset = outcome_of(workbench, asked), workbench.dataset()
    try:
        test = lift_of(result, asked, name)
    except ProductError as error:
        return teach_part(name, [], False, str(error), "")
    used = next((one for one in workbench.assumptions(outcome).lift_tests if one == test), None)
    aside = _aside(workbench, test)
    learned: list[Component] = []
    if used is not None and not aside:
        found = workbench.experiments.regions.taught_by(outcome, workbench.assumptions(outcome), used)
        learned.append(taught_note(found, outcome, dataset.currency))
    return teach_part(name, learned, used is not None, "", aside if used is not None else "", _taken_as(outcome, asked))


def teach(workbench: Workbench, asked: Mapping[str, str], called: str, who: str) -> tuple[Message, Any]:
    """Teach the model a finished test, and keep the test; return the message with its undo, and the address after.

    Raises:
        ProductError: If the test cannot be learned from.
    """
    result = answer_of(workbench, asked)
    if not isinstance(result, LiftResult):
        raise InputError("There is no finished test to learn from. Read one first.")
    name = called.strip() or "Test"
    outcome = outcome_of(workbench, asked)
    test = lift_of(result, asked, name)
    before = workbench.assumptions(outcome)
    after = with_test(before, test)
    kept = _keep(workbench, asked, name, who, result)
    if after == before:
        return toast("The model has learned from this test already"), address("", **_there(asked, name, kept))
    workbench.set_assumptions(after, who, outcome)
    aside = _aside(workbench, test)
    if aside:
        text = f"Kept, but set aside: {aside}"
    else:
        found = workbench.experiments.regions.taught_by(outcome, workbench.assumptions(outcome), test)
        text = taught_sentence(found, outcome, workbench.dataset().currency)
    record = workbench.assumption_record(outcome)
    undo = f"{UNDO}{record.id if record else 0}:{outcome}"
    replaced = any(same_test(one, test) for one in before.lift_tests)
    head = f"The model has learned “{name}” anew" if replaced else f"The model has learned from “{name}”"
    return toast(head, text, action="Undo", name=undo), address("", **_there(asked, name, kept))


def forget(workbench: Workbench, asked: Mapping[str, str], called: str, who: str) -> tuple[Message, Any]:
    """Take a test out of what the model learns from.

    Raises:
        ProductError: If it does not learn from it.
    """
    result, outcome = answer_of(workbench, asked), outcome_of(workbench, asked)
    if not isinstance(result, LiftResult):
        raise NotFoundError("There is no test to forget. Reload the page.")
    before = workbench.assumptions(outcome)
    test = lift_of(result, asked, asked.get("name") or called)
    gone = next((one for one in before.lift_tests if same_test(one, test)), None)
    if gone is None:
        raise NotFoundError("The model does not learn from this test any more. Reload the page.")
    workbench.set_assumptions(without_test(before, gone), who, outcome)
    record = workbench.assumption_record(outcome)
    undo = f"{UNDO}{record.id if record else 0}:{outcome}"
    # Another order of the same parameters: the page is made again.
    again = address("", **(_there(asked, asked.get("name") or called, "") | {"at": str(record.id if record else 0)}))
    return toast(f"The model no longer learns from “{test.name}”", action="Undo", name=undo), again


def keep(workbench: Workbench, asked: Mapping[str, str], called: str, who: str) -> tuple[Message, Any]:
    """Keep a plan or a reading as a test, and go to it.

    Raises:
        ProductError: If it cannot be kept.
    """
    if not called.strip():
        raise InputError("Give the test a name first.")
    found = answer_of(workbench, asked)
    if found is None:
        raise InputError("There is nothing to keep yet.")
    test_id = _keep(workbench, asked, called.strip(), who, found)
    return kept_test(workbench, workbench.experiments.book.get(test_id), "The test was kept"), address(
        "", view="tests", test=test_id
    )


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how teaching is undone."""

    def undo(named: str, _who: str) -> Message:
        version, _, outcome = named.partition(":")
        record = workbench.assumption_record(outcome) if outcome in workbench.outcomes() else None
        if record is None or record.id != number_of(version):
            raise NotFoundError("What is assumed was changed again in between. Nothing was undone.")
        workbench.undo_assumptions(outcome)
        return toast("Undone: the model learns from what it did before", kind="undo")

    return {UNDO: Undo(undo, renew=True)}


def _keep(workbench: Workbench, asked: Mapping[str, str], name: str, who: str, found: Any) -> str:
    """Keep what was found: as the test that is open, or as a new one; return its id."""
    book, currency = workbench.experiments.book, workbench.dataset().currency
    campaigns = set(workbench.dataset().campaigns["campaign_id"].astype(str))
    shown = {key: asked[key] for key in (*FIELDS, "kind", "do") if asked.get(key)}
    content: dict[str, Any] = {
        "name": name,
        "kind": "geo" if kind_of(asked) == "geo" else "holdout" if asked.get("kind") == "holdout" else "spend",
        "metric": outcome_of(workbench, asked),
        "campaign_ids": [asked["campaign"]] if asked.get("campaign") in campaigns else [],
        "design": {"regions_view": shown | {"name": name}},
    }
    if isinstance(found, LiftResult):
        content |= {
            "state": "finished",
            "first": found.first.isoformat(),
            "last": found.last.isoformat(),
            "result": plain_result(found, headline(found, name, currency)),
        }
    elif isinstance(found, RegionPlan):
        best = found.best
        panel = workbench.experiments.regions.panel(asked["file"], roles_of(asked))
        content |= {"state": "planned", "hypothesis": _why(asked) or region_plan_title(found, panel.word)}
        content["design"] |= {"regions": list(best.regions), "periods": best.periods, "share": best.share}
    else:
        content |= {"state": "planned", "hypothesis": _why(asked) or spend_plan_title(found)}
        content["design"] |= {"change": found.change, "days": found.days, "power": found.power}
    if asked.get("suggestion"):
        content["design"] |= {SUGGESTION: asked["suggestion"][:80]}
    if asked.get("test"):
        now = book.get(asked["test"])
        # The kind of a test does not change with the view that reads it.
        kept = {k: v for k, v in content.items() if k != "kind"}
        return book.change(now.id, changed_plan(now, kept), who).id
    same = [
        one
        for one in book.tests()
        if one.name == name and one.kind == content["kind"] and one.state == content["state"]
    ]
    return book.change(same[0].id, content, who).id if same else book.add(content, who).id


def _why(asked: Mapping[str, str]) -> str:
    return asked.get("hypothesis", "")[:1000]


def _there(asked: Mapping[str, str], name: str, test: str) -> dict[str, str | None]:
    shown: dict[str, str | None] = {key: asked[key] for key in (*FIELDS, "kind", "do") if asked.get(key)}
    return {"view": "regions", **shown, "name": name, "test": test or None}


def _taken_as(outcome: str, asked: Mapping[str, str]) -> str:
    """Return the outcome that a column is taken as; empty where its name says so."""
    return outcome if kind_of(asked) == "geo" and outcome not in asked.get("outcome", outcome).lower() else ""


def _aside(workbench: Workbench, test: LiftTest) -> str:
    """Return why a test has no effect on the data in use; empty where it has one."""
    found = set_aside(Assumptions(lift_tests=(test,)), workbench.dataset())
    return found[0].reason if found else ""
