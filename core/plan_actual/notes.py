"""What to know about the figures of a plan in force, in sentences."""

from core.plan_actual.ledger import Ledger
from core.plan_actual.split import Draws
from core.scenarios.in_force import InForce
from core.scenarios.scenario import Scenario
from core.wording import counted, date_text

MOST_NAMES = 3


def notes_about(scenario: Scenario, mark: InForce, ledger: Ledger, draws: Draws | None, same: bool) -> tuple[str, ...]:
    """Return what limits the figures.

    Args:
        scenario: The plan.
        mark: Its period.
        ledger: What was planned and what happened.
        draws: What its model lets expect; None where it could not be asked.
        same: Whether the assumptions and the model that it was made with are known still.
    """
    notes = []
    if ledger.gaps:
        days = counted(ledger.gaps, "day")
        notes.append(f"The data hold nothing of {days} of the period: they count neither for the plan nor against it.")
    cells = int((ledger.held[:, None] & ~ledger.known).sum())
    if cells:
        notes.append(
            f"{counted(cells, 'amount')} of a campaign and day {'is' if cells == 1 else 'are'} missing in the data. "
            "They are left out on both sides."
        )
    silent = [n for n, r, p in zip(ledger.names, ledger.rows, ledger.planned.sum(axis=0), strict=True) if p and not r]
    if silent:
        notes.append(
            f"The data hold no row of {_names(silent)} since {date_text(mark.start)}: that counts as nothing spent. "
            "If it was renamed, its results stand under the new name, which the plan does not know."
        )
    new = [n for n, known in zip(ledger.names, ledger.in_plan, strict=True) if not known]
    if new:
        notes.append(
            f"{_names(new)} {'spends' if len(new) == 1 else 'spend'} without being in the plan: all that comes of it "
            "counts as spent differently."
        )
    if draws is None:
        return tuple(notes)
    if scenario.brought:
        notes.append(
            "The plan was made with curves from elsewhere. What it let expect is judged here with the product’s own "
            "model, learned from the data of the plan."
        )
    elif not same:
        notes.append(
            "The assumptions or the model of the plan have changed since it was saved. What it let expect is worked "
            "out anew, with the assumptions of now, on the data of the plan alone."
        )
    return tuple(notes)


def _names(names: list[str]) -> str:
    shown = [f"“{name}”" for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        shown.append(f"{counted(len(names) - MOST_NAMES, 'other')}")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
