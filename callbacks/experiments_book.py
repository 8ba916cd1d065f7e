"""What the views of experiments share about kept tests: the messages of their acts, each with its undo.

A view that keeps or changes a test answers with ``kept(workbench, record, "Kept as a test")``; its "Undo" is handled
here, on whatever page it is pressed. The name of the undo is ``experiment:`` and the number of the version.
"""

from typing import Final

from callbacks.acts import Message, Undo, number_of
from components.parts import toast
from core.experiments.registry.record import TestRecord
from core.stated_store import Stated
from core.workbench import Workbench

UNDO: Final = "experiment:"
"""Begins the name of an undo; the number of the version follows."""


def kept(workbench: Workbench, record: TestRecord, text: str) -> Message:
    """Return the message of a test that was added or changed, with its undo; a name that is taken is said.

    Args:
        workbench: Knows the other tests.
        record: As it was kept.
        text: What was done, e.g. "Kept as a test".
    """
    others = workbench.experiments.book.namesakes(record.name, record.id)
    detail = f"{record.name}. {'Another test has' if others == 1 else f'{others} other tests have'} the same name"
    return toast(text, detail if others else record.name, action="Undo", name=f"{UNDO}{record.version}")


def removed(gone: Stated) -> Message:
    """Return the message of a test that was removed, with its undo."""
    name = str(gone.content.get("name", ""))
    return toast("The test was removed", name, action="Undo", name=f"{UNDO}{gone.version}")


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how adding, changing and removing a test is undone."""

    def undo(version: str, who: str) -> Message:
        workbench.experiments.book.undo(number_of(version), who)
        return toast("Undone: the tests are as before", kind="undo")

    return {UNDO: Undo(undo)}
