"""Which field of the schema a column header means. Synonyms are listed in the order in which they are preferred."""

import re
import unicodedata
from typing import Final

_CODES = (
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HRK HUF IDR ILS INR JPY KES KRW MAD MXN MYR NGN "
    "NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)
CURRENCIES: Final = frozenset(_CODES.split())
"""Codes that are taken for a currency in a header or a cell. ALL is not among them: "Clicks (all)"."""
SIGNS: Final = {
    "US$": "USD",
    "CA$": "CAD",
    "A$": "AUD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "zł": "PLN",
    "₴": "UAH",
    "₫": "VND",
}
"""Currency of each sign; the plain dollar is taken for the US one, and the report says so."""
DOLLARS: Final = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"})
"""Currencies that are also written with a plain dollar sign."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "date": _names(
        "date|day|date day|reporting starts|start date (in utc)|stat time|stat time day|timeperiod|time period|"
        "gregorian date|date of report|report date|date start|tag|datum|jour|giorno|fecha|data|día"
    ),
    "campaign_id": _names("campaign id|campaignid|id de campaña|kampagnen-id"),
    "campaign": _names(
        "campaign|campaign name|kampagne|kampagnenname|nom de la campagne|campagne|nome della campagna|campagna|"
        "campaña|nombre de la campaña|session campaign"
    ),
    "channel": _names(
        "channel|channel name|platform|network|ad network|publisher platform|campaign type|kanal|plattform|canal|"
        "canale|session default channel group"
    ),
    "spend": _names(
        "spend|cost|amount spent|total spent|money spent|ad spend|ad cost|ads cost|media cost|media spend|total spend|"
        "total cost|kosten|ausgegebener betrag|montant dépensé|coût|importo speso|costo|gasto|importe gastado|coste|"
        "cost micros"
    ),
    "impressions": _names("impressions|impression|impr|displays|impresiones|impressionen|impressioni"),
    "clicks": _names("clicks|link clicks|clicks (destination)|clicks (all)|swipes|taps|klicks|clics|click"),
    "conversions": _names(
        "conversions|purchases|complete payment|total conversions|key events|leads|results|post click conversions|"
        "konversionen|conversiones|conversioni"
    ),
    "revenue": _names(
        "revenue|conversions value|conversion value|conv value|purchases conversion value|purchase conversion value|"
        "total conversion value|complete payment value|purchase revenue|total revenue|post click sales amount|umsatz|"
        "conversion-wert|conv-wert|valeur de conversion|valor de conversión|valore di conversione"
    ),
    "currency": _names("currency|currency code|account currency|währung|devise|valuta|moneda"),
}
DATE_ENDS: Final = {
    "reporting starts": "reporting ends",
    "start date (in utc)": "end date (in utc)",
    "date start": "date stop",
}
"""The column that says on which day a row ends, by the column of its start."""
PERIODS: Final = {"week": "week", "date week": "week", "woche": "week", "month": "month", "monat": "month"}
"""Headers of a start date of more than a day."""
REQUIRED: Final = ("date", "campaign", "spend")
SERIES_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "clicks": _names("visits|users|sessions|visitors|active users|total users|pageviews|page views|views|traffic"),
    "conversions": _names("orders|transactions|bookings|signups|sign-ups|subscriptions|units sold|quantity"),
    "revenue": _names("sales|total sales|net sales|gross sales|turnover|amount|income"),
}
"""What a file without campaigns and spend calls its figures: too vague to be looked for beside them."""

_IN_BRACKETS = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,4}?)\s*[)\]]\s*$")


def plain_header(header: str) -> str:
    """Return a header as it is looked up: lower case, single spaces, no currency, no full stops.

    Example:
        >>> plain_header("Amount  spent (USD)"), plain_header("Impr."), plain_header("campaign_name")
        ('amount spent', 'impr', 'campaign name')
    """
    text = unicodedata.normalize("NFKC", header).replace("\ufeff", "").strip()
    found = _IN_BRACKETS.search(text)
    if found and currency_code(found[1]):
        text = text[: found.start()]
    return " ".join(text.lower().replace("_", " ").replace(".", "").split())


def header_mark(header: str) -> str | None:
    """Return the sign or code of the currency that a header names, e.g. USD of ``Cost (USD)``."""
    found = _IN_BRACKETS.search(unicodedata.normalize("NFKC", header).strip())
    return found[1] if found and currency_code(found[1]) else None


def currency_code(text: str) -> str | None:
    """Return the ISO code that a short text stands for, or None."""
    text = text.strip()
    if text in SIGNS:
        return SIGNS[text]
    return text.upper() if text.upper() in CURRENCIES and (text.isupper() or text.islower()) else None


_FIELD_OF = {name: field for field, names in SYNONYMS.items() for name in names} | dict.fromkeys(PERIODS, "date")


def known_headers(cells: list[str]) -> int:
    """Return how many different fields a row of cells names: the header row is the one that names most."""
    return len({_FIELD_OF[name] for name in map(plain_header, cells) if name in _FIELD_OF})
