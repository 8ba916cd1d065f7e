"""What is unusual in words: a headline, a sentence with what was expected, and the size."""

from typing import Final

from core.forecasting.anomalies import Anomaly
from core.wording import date_text, dates_text, money, number, percent

MEASURE_WORDS: Final = {
    "spend": "spend",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversions": "conversions",
    "revenue": "revenue",
    "cpc": "cost per click",
    "cpm": "cost per thousand impressions",
    "conversion_rate": "conversions per click",
    "order_value": "revenue per conversion",
}
CAUSE_WORDS: Final = {
    "tracking": "Tracking broken",
    "empty": "Clicks without conversions",
    "spend": "Spend",
    "price": "Price of clicks",
    "conversion": "Conversions per click",
    "value": "Conversion value",
    "gap": "No records",
    "unknown": "Cause unknown",
}


def amount(measure: str, value: float, currency: str | None) -> str:
    """Return a value of a measure or ratio as people read it."""
    if measure in ("cpc", "cpm", "order_value"):
        return money(value, currency, "exact")
    if measure in ("spend", "revenue"):
        return money(value, currency, "full" if value >= 100 or value == 0 else "exact")
    return (
        percent(value, 2)
        if measure == "conversion_rate"
        else number(value, "full" if value >= 10 or value == round(value) else "round")
    )


def size(anomaly: Anomaly, noun: str = "") -> str:
    """Return how far it is from the usual, e.g. ``twice the usual orders`` or ``60 % fewer orders than usual``."""
    of = f" {noun}" if noun else ""
    if anomaly.expected <= 0:
        return f"some{of} where nothing is usual"
    times = anomaly.value / anomaly.expected
    if times >= 1.9:
        return f"{'twice' if times < 2.15 else f'{times:,.{1 if times < 9.95 else 0}f} times'} the usual{of}"
    if 0.45 <= times <= 0.55:
        return f"half of the usual{of}"
    less = "fewer" if anomaly.measure in ("clicks", "conversions", "impressions", "conversion_rate") else "less"
    return f"{percent(abs(times - 1), 0)} {'more' if times > 1 else less}{of} than usual"


def headline(anomaly: Anomaly) -> str:
    """Return what was unusual, without the day."""
    who = anomaly.name
    nothing = anomaly.expected > 0 and anomaly.value <= 0.005 * anomaly.expected
    noun = MEASURE_WORDS.get(anomaly.measure, "")
    match anomaly.cause:
        case "gap":
            return "The data hold no records"
        case "tracking":
            return f"{who} recorded {'no' if nothing else 'next to no'} {noun}"
        case "empty":
            return f"{who} got {size(anomaly, 'clicks')}, but no more conversions"
        case "spend":
            return f"{who} spent nothing" if nothing else f"{who} spent {size(anomaly)}"
        case "price" if anomaly.measure in ("cpc", "cpm"):
            return f"{who} paid {size(anomaly)} for {'a click' if anomaly.measure == 'cpc' else 'being seen'}"
    return f"{who} had {'no ' + noun if nothing else size(anomaly, noun)}"


def when(anomaly: Anomaly, year: bool = False) -> str:
    """Return the day or days."""
    if anomaly.first == anomaly.last:
        return date_text(anomaly.last, year=year)
    span = dates_text(anomaly.first, anomaly.last)
    return span if year or anomaly.first.year != anomaly.last.year else span.removesuffix(f" {anomaly.last.year}")


def finding(anomaly: Anomaly) -> str:
    """Return the anomaly as a sentence with its day, without a full stop."""
    if anomaly.first == anomaly.last:
        return f"On {when(anomaly)} {_lower_first(headline(anomaly), anomaly)}"
    return f"{headline(anomaly)} ({when(anomaly)})"


def sentence(anomaly: Anomaly, currency: str | None) -> str:
    """Return what was expected, and why the cause is likely."""
    if anomaly.cause == "gap":
        return "No campaign has a row on these days. They count as unknown, not as zero."

    def shown(value: float) -> str:
        return amount(anomaly.measure, value, currency)

    noun = MEASURE_WORDS[anomaly.measure]
    text = (
        f"{noun.capitalize()}: {shown(anomaly.value)}, where {shown(anomaly.expected)} "
        f"(between {shown(anomaly.lower)} and {shown(anomaly.upper)}) was expected. "
    )
    return text + _why(anomaly, currency)


def _why(anomaly: Anomaly, currency: str | None) -> str:
    stake = money(anomaly.stake, currency, "round") if anomaly.stake else ""
    more = anomaly.value > anomaly.expected
    match anomaly.cause:
        case "tracking":
            lost = f" About {stake} of revenue is not in the records." if stake else ""
            every = " All its campaigns fell at once." if anomaly.level != "campaign" else ""
            return f"Clicks came as usual, so the records are likely missing.{every}{lost}"
        case "empty":
            cost = f" They cost {stake} more than usual." if stake else ""
            return f"Clicks rose and conversions did not: bots, or a campaign that reached the wrong people.{cost}"
        case "spend":
            return f"{stake} {'more' if more else 'less'} was spent than expected." if stake else ""
        case "price":
            return f"That made {stake} of difference." if stake else ""
        case "conversion":
            rest = f": about {stake} of revenue" if stake else ""
            return f"Clicks came and {'more' if more else 'fewer'} of them converted{rest}."
        case "value":
            return f"Conversions were worth {'more' if more else 'less'}: about {stake} of revenue." if stake else ""
    return f"About {stake} is at stake. No single cause stands out." if stake else "No single cause stands out."


def _lower_first(text: str, anomaly: Anomaly) -> str:
    return text[0].lower() + text[1:] if anomaly.level == "total" else text
