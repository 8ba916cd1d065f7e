"""Planning for the value of new customers: the planner of conversions, each worth what the customers it wins are.

The outcome of campaign c at spend x in posterior draw i is conversions_i,c(x) times v_i,c, the worth of one of its
conversions (``core.customers.cohorts.new_value``). A factor scales the ceiling of a curve and leaves its shape, so
everything that plans with curves, and its proofs, holds for this outcome as it stands.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from core.allocation.planning import LEVEL, Planner
from core.curves import Floats
from core.customers.cohorts.new_value import ConversionWorth, knows_new_customers, worth_of_conversions
from core.customers.cohorts.year import YEAR
from core.data import CUSTOMER_VALUE, RESULTS, Dataset
from core.memo import Memo, content_key, memo_key
from core.planning import fit_content, make_planner, outcomes_of
from core.response import Assumptions
from core.wording import counted, date_text, money, money_span, percent

LEARNED: Final = "conversions"
"""The outcome whose curves are learned; what is assumed of it holds here too."""
VERSION: Final = 1
"""Of the worth of a conversion: plans that were made with another one are older."""
ALL_KNOWN: Final = 0.95
"""Share of the conversions from which on all customers count as known."""


def planned_outcomes(dataset: Dataset) -> tuple[str, ...]:
    """Return the outcomes that a budget can be planned for with a data set, the main one first."""
    held = outcomes_of(dataset)
    if not knows_new_customers(dataset):
        return held
    results = [one for one in held if one in RESULTS]
    return (*results, CUSTOMER_VALUE, *(one for one in held if one not in RESULTS))


def learned_outcome(outcome: str) -> str:
    """Return the outcome whose curves and assumptions an outcome rests on: itself, mostly.

    Example:
        >>> learned_outcome("revenue"), learned_outcome("value of new customers")
        ('revenue', 'conversions')
    """
    return LEARNED if outcome == CUSTOMER_VALUE else outcome


def customer_value_key(dataset: Dataset, days: int, assumptions: Assumptions) -> str:
    """Return the key of the planner of a horizon; nothing has to be learned for it."""
    content = fit_content(dataset, CUSTOMER_VALUE, assumptions)
    return content_key("planner", days=days, worth=VERSION, **content)


def customer_value_planner(dataset: Dataset, days: int, memo: Memo, assumptions: Assumptions) -> Planner:
    """Return the planner of a horizon.

    Args:
        dataset: The data, which know the purchases of customers.
        days: Length of the horizon, 1 to 366.
        memo: Where fits are shared.
        assumptions: What people assume of conversions.

    Raises:
        InputError: If the horizon cannot be used.
        NotEnoughDataError: If the data do not hold spend and conversions, or too few new customers.
    """
    planner = make_planner(dataset, LEARNED, days, memo, assumptions)
    draws = len(planner.curves[0].scale) if planner.curves else 1
    found = conversion_worth(dataset, draws, memo)
    places = {one: i for i, one in enumerate(found.campaign_ids)}
    worth = found.draws[:, [places[c.id] for c in planner.campaigns]]
    key, told = customer_value_key(dataset, days, assumptions), rests_on(found, dataset.currency)
    return replace(worth_more(planner, worth), key=key, rests_on=told)


def conversion_worth(dataset: Dataset, draws: int, memo: Memo) -> ConversionWorth:
    """Return what a conversion of each campaign is worth in new customers, computed once for everybody.

    Raises:
        NotEnoughDataError: If the data know too few new customers.
    """
    key = memo_key("conversion-worth", data=dataset.content_hash, draws=draws)
    return memo(key, lambda: worth_of_conversions(dataset, draws))


def worth_more(planner: Planner, worth: Floats) -> Planner:
    """Return a planner whose outcome is worth something for each unit.

    Args:
        planner: Of conversions.
        worth: Of one conversion by draw and campaign, currency, shape (draws, campaigns).
    """
    curves = tuple(
        replace(curve, scale=curve.scale * np.asarray(worth)[:, c]) for c, curve in enumerate(planner.curves)
    )
    return replace(planner, outcome=CUSTOMER_VALUE, curves=curves, worth=worth)


def rests_on(found: ConversionWorth, currency: str | None) -> str:
    """Return in words what the worth of a conversion rests on, and where it ends."""
    value, seen = found.value, found.year.seen
    span = money_span(value.lower, value.upper, currency)
    text = (
        f"Rests on {counted(found.customers, 'new customer')} since {date_text(found.first)}. "
        f"{percent(found.share, 0)} of the purchases of known customers were a first one, and each new customer is "
        f"expected to spend {money(value.mean, currency)} in {YEAR} months ({percent(LEVEL, 0)} interval {span})"
    )
    text += f", {counted(seen, 'month')} of it seen. " if seen < YEAR else ". "
    if found.known < ALL_KNOWN:
        text += (
            f"The customer is known for {percent(found.known, None)} of the conversions; the others are taken to be "
            "alike. "
        )
    if not found.settled:
        text += "The data are too short to tell old customers from new ones, so the share of new ones is too high. "
    return text + "Campaigns with few known purchases are drawn towards their channel."
