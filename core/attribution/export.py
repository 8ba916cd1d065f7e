"""Credits as CSV: one row a name and rule, with the ends of the range."""

from core.attribution.credit import RULES
from core.attribution.desk import Credited
from core.attribution.response_side import ResponseSide
from core.sheets import Cell, csv_text


def credit_csv(credited: Credited, by: str, side: ResponseSide | None = None) -> str:
    """Return all credits as CSV; text that a spreadsheet would take for a formula is quoted.

    Args:
        credited: Credits by every rule.
        by: What credit goes to; also the name of the first column.
        side: What the response model says, where it says anything.
    """
    made, currency = credited.attribution, credited.source.currency
    amount = f"value, {currency}" if made.measure == "value" and currency else made.measure
    rows: list[list[Cell]] = [[by, "id", "rule", "share", "lower 90 %", "upper 90 %", amount]]

    def write(k: int, rule: str, share: float, ends: tuple[float, float] | None, of: float | None) -> None:
        low, high = (None, None) if ends is None else (round(ends[0], 6), round(ends[1], 6))
        given = None if of is None else round(share * of, 4)
        rows.append([credited.labels[k], made.names[k], rule, round(share, 6), low, high, given])

    for rule in made.rules:
        both = made.interval(rule)
        for k in range(len(made.names)):
            ends = None if both is None else (float(both[0][k]), float(both[1][k]))
            write(k, RULES[rule], float(made.share(rule)[k]), ends, made.total)
    for k in range(len(made.names)):
        if side is not None and side.share[k] == side.share[k]:
            write(k, "Response model", float(side.share[k]), (float(side.lower[k]), float(side.upper[k])), None)
        if credited.judged is not None:
            write(k, "Really caused", float(credited.judged.truth[k]), None, None)
    return csv_text(rows)
