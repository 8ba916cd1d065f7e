"""Public holidays: which country's count, as people chose it, and how much they move a day, as the history shows it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
from sqlalchemy import DateTime, Engine, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, make_tables
from core.errors import InputError
from core.forecasting.models import cap_outliers, weekday_factors
from core.forecasting.prepare import fill
from core.forecasting.series import WEEK

ENOUGH: Final = 4
"""Holidays that the history must hold before they are believed to move a day."""
DOUBT: Final = 4.0
"""Holidays that move nothing and are mixed in: a few do not say much."""

_SPELLED: Final = {
    "AX": "Åland Islands",
    "BL": "Saint Barthélemy",
    "BQ": "Bonaire, Sint Eustatius and Saba",
    "CD": "Congo, Democratic Republic",
    "CG": "Congo, Republic",
    "CI": "Côte d’Ivoire",
    "CW": "Curaçao",
    "GW": "Guinea-Bissau",
    "HK": "Hong Kong",
    "HM": "Heard Island and McDonald Islands",
    "MO": "Macao",
    "RE": "Réunion",
    "SH": "Saint Helena, Ascension and Tristan da Cunha",
    "ST": "São Tomé and Príncipe",
    "SY": "Syria",
    "TL": "Timor-Leste",
    "TR": "Türkiye",
}
"""Names that those of the modules of ``holidays`` do not spell as people do."""


class HolidayChoiceRow(Base):
    """A country that was chosen; the newest row counts, an empty one is no country."""

    __tablename__ = "holiday_choices"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    country: Mapped[str] = mapped_column(String(8))
    owner: Mapped[str] = mapped_column(String(80))
    created: Mapped[datetime] = mapped_column(DateTime)


class HolidayStore:
    """Whose public holidays count. Nobody's, until somebody says so: a currency is no country.

    Args:
        engine: From ``core.database.open_database``. The table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        make_tables(engine, HolidayChoiceRow)

    def country(self) -> str:
        """Return the code of the country; empty where none was chosen."""
        with Session(self._engine) as session:
            found = session.scalars(select(HolidayChoiceRow.country).order_by(HolidayChoiceRow.id.desc()).limit(1))
            return found.first() or ""

    def choose(self, country: str, owner: str = "") -> None:
        """Choose a country; an empty text is none.

        Raises:
            InputError: If no public holidays of it are known.
        """
        if not isinstance(country, str) or (country and country not in countries()):
            raise InputError(f"No public holidays are known for “{str(country)[:20]}”. Nothing has changed.")
        now = datetime.now(UTC).replace(tzinfo=None)
        with Session(self._engine) as session, session.begin():
            session.add(HolidayChoiceRow(country=country, owner=owner[:80], created=now))


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """Return the English names of the countries whose public holidays are known, in their order, by ISO 3166 code."""
    from holidays.registry import COUNTRIES

    names = {entry[1]: _in_words(module) for module, entry in COUNTRIES.items()} | _SPELLED
    return MappingProxyType(dict(sorted(names.items(), key=lambda one: one[1])))


def _in_words(module: str) -> str:
    """Return the name of a country from that of its module: ``isle_of_man`` is Isle of Man."""
    return " ".join(word if word in ("and", "da", "of", "the") else word.capitalize() for word in module.split("_"))


def holidays_between(country: str, first: date, last: date) -> dict[date, str]:
    """Return the public holidays of a country by day; none where no country is given."""
    if not country:
        return {}
    from holidays import country_holidays

    try:
        known = country_holidays(country, years=range(first.year, last.year + 1), language="en_US")
    except (NotImplementedError, KeyError) as error:
        raise InputError(f"No public holidays are known for “{country[:20]}”.") from error
    return {day: str(name) for day, name in sorted(known.items()) if first <= day <= last}


def holiday_effect(values: np.ndarray, first_day: date, days: Mapping[date, str]) -> tuple[float, int]:
    """Return the factor by which a public holiday moves a day, and how many the history holds.

    The median ratio of holidays to what their weekday brought around them, drawn towards 1 by ``DOUBT`` holidays; 1
    where there are fewer than ``ENOUGH``.

    Args:
        values: Of all campaigns together by day; not a number where the data hold nothing.
        first_day: Day of the first value.
        days: Holidays by day.
    """
    places = [(day - first_day).days for day in days]
    held = [p for p in places if 0 <= p < len(values) and np.isfinite(values[p])]
    if len(held) < ENOUGH:
        return 1.0, len(held)
    without = values.astype(float).copy()
    without[held] = np.nan
    usual = cap_outliers(fill(np.maximum(without, 0.0)))
    factors = weekday_factors(usual)[(np.arange(len(usual)) - len(usual)) % WEEK]
    level = np.convolve(np.pad(usual / factors, WEEK, mode="edge"), np.ones(2 * WEEK + 1) / (2 * WEEK + 1), "valid")
    expected = level * factors
    ratios = [max(float(values[p]), 0.0) / expected[p] for p in held if expected[p] > 0]
    if len(ratios) < ENOUGH:
        return 1.0, len(ratios)
    middle = float(np.clip(np.median(ratios), 0.05, 5.0))
    return float(np.exp(np.log(middle) * len(ratios) / (len(ratios) + DOUBT))), len(ratios)


def day_factors(effect: float, days: Mapping[date, str]) -> dict[date, float]:
    """Return the factor of each holiday, by day."""
    return {} if effect == 1.0 else dict.fromkeys(days, effect)
