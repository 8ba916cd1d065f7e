"""What campaigns bring, in words: one unit of money for revenue, a hundred for counts."""

from core.wording import money, number

PIECE = 100


def returns(value: float, outcome: str, currency: str | None) -> str:
    """Return an outcome per unit of money in words.

    Example:
        >>> returns(2.484, "revenue", "EUR"), returns(0.0131, "conversions", "USD")
        ('€2.48 for each €1', '1.3 conversions for $100')
    """
    if outcome == "revenue":
        return f"{money(value, currency, 'exact')} for each {money(1, currency, 'full')}"
    return f"{number(value * PIECE, 'round')} {outcome} for {money(PIECE, currency, 'full')}"


def returns_range(lower: float, upper: float, outcome: str, currency: str | None) -> str:
    """Return an interval of that.

    Example:
        >>> returns_range(0.61, 0.7, "revenue", "EUR")
        'between €0.61 and €0.70 for each €1'
    """
    return f"between {returns(lower, outcome, currency).split(' ')[0]} and {returns(upper, outcome, currency)}"
