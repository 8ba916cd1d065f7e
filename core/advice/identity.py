"""Identity: what makes two pieces of advice the same one, whatever the data of the day say of its size."""

from core.agents.report import Recommendation
from core.memo import content_key

LENGTH = 16


def kind_of(advice: Recommendation) -> str:
    """Return the kind of a piece of advice: its id up to the first dash, e.g. ``move`` or ``wasted``."""
    return advice.id.partition("-")[0]


def identity(advice: Recommendation) -> str:
    """Return what a piece of advice is recognised by across data versions.

    The same agent, the same kind, and the same campaigns asked for the same: amounts and words change with every day of
    data, and moving money back is other advice than moving it there.

    Example:
        >>> one = Recommendation("move-a1", "BudgetOptimizer", "Move 5", "", shifts={"a": -5.0, "b": 5.0})
        >>> two = Recommendation("move-b2", "BudgetOptimizer", "Move 7", "", shifts={"a": -7.0, "b": 7.0})
        >>> back = Recommendation("move-c3", "BudgetOptimizer", "Move 7", "", shifts={"a": 7.0, "b": -7.0})
        >>> identity(one) == identity(two), identity(one) == identity(back)
        (True, False)
    """
    asked = sorted(advice.directions.items())
    key = content_key("", agent=advice.agent, kind=kind_of(advice), asked=[list(pair) for pair in asked])
    return key.lstrip("-")[:LENGTH]
