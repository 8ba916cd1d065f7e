"""Public holidays: chosen by people, believed only where the history shows them."""

from datetime import date, timedelta

import numpy as np
import pytest

from core.database import open_database
from core.errors import InputError
from core.forecasting.holidays import HolidayStore, countries, day_factors, holiday_effect, holidays_between
from core.forecasting.making import make_forecasts
from tests.core.forecasting.made import START, dataset_of, weekly


def test_nobody_s_holidays_count_until_somebody_says_so(tmp_path) -> None:
    store = HolidayStore(open_database(f"sqlite:///{tmp_path / 'a.db'}"))
    assert store.country() == ""
    store.choose("DE", "Mara")
    assert store.country() == "DE"
    store.choose("")
    assert store.country() == ""
    for bad in ("XX", "Germany", 5, None, "'; drop table"):
        with pytest.raises(InputError, match="No public holidays are known"):
            store.choose(bad)  # type: ignore[arg-type]
    assert store.country() == ""


def test_countries_are_named_as_people_name_them() -> None:
    from holidays import list_supported_countries

    assert set(countries()) == set(list_supported_countries(include_aliases=False))
    assert next(iter(countries())) == "AF"
    some = {"DE": "Germany", "US": "United States", "IM": "Isle of Man", "CI": "Côte d’Ivoire", "HK": "Hong Kong"}
    assert {code: countries()[code] for code in some} == some
    assert all("_" not in name and name[0].isupper() for name in countries().values())


def test_holidays_are_those_of_the_calendar() -> None:
    found = holidays_between("DE", date(2026, 1, 1), date(2026, 12, 31))
    assert date(2026, 10, 3) in found
    assert date(2026, 4, 3) in found  # Good Friday
    assert holidays_between("", date(2026, 1, 1), date(2026, 12, 31)) == {}


def test_the_effect_is_found_and_drawn_towards_nothing() -> None:
    values = weekly(300, 1000, np.random.default_rng(0), 0.02)
    days = {START.date() + timedelta(days=d): "Holiday" for d in range(20, 280, 26)}
    for day in days:
        values[(day - START.date()).days] *= 0.5
    effect, held = holiday_effect(values, START.date(), days)
    assert held == len(days) == 10
    assert effect == pytest.approx(0.5 ** (10 / 14), rel=0.03)


def test_a_few_holidays_say_nothing() -> None:
    values = weekly(100, 1000, np.random.default_rng(0))
    days = {START.date() + timedelta(days=d): "Holiday" for d in (10, 40, 70)}
    assert holiday_effect(values, START.date(), days) == (1.0, 3)
    assert day_factors(1.0, days) == {}


def test_a_holiday_ahead_is_moved() -> None:
    """A year of days on which German holidays bring half; the next one lies ahead."""
    rng = np.random.default_rng(1)
    values = weekly(440, 1000, rng, 0.03)
    calendar = holidays_between("DE", START.date(), START.date() + timedelta(days=600))
    for day in calendar:
        if (at := (day - START.date()).days) < len(values):
            values[at] *= 0.5
    data = dataset_of({"a": values})
    plain, known = make_forecasts(data, "revenue"), make_forecasts(data, "revenue", country="DE")
    ahead = [(day - known.first_day).days for day in known.holidays if known.first_day <= day <= known.last_day]
    assert ahead
    ratio = known.mean("total", "total")[ahead] / plain.mean("total", "total")[ahead]
    assert (ratio < 0.75).all()
    others = np.setdiff1d(np.arange(28), ahead)
    assert known.mean("total", "total")[others].mean() == pytest.approx(1000, rel=0.05)
