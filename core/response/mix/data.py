"""Rows of a business by day or week as arrays of regions by periods, and in words what was done to them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.errors import InputError, NotEnoughDataError

TODAY_WEEKS = 4
LEAST_PERIODS = 8
NO_EVENT = frozenset({"", "na", "none", "nan", "no", "0", "0.0", "false", "-"})
MOST_KINDS = 40
"""Different texts of an event column: more are no events but names or dates."""
BLANK_MEANS_NONE = 0.25
"""Share of empty cells from which on an empty cell of a spend column is read as no spend."""


@dataclass(frozen=True, eq=False)
class MixData:
    """T periods, R regions (1 where there are none), C channels, X controls and events.

    Attributes:
        dates: First day of each period, without gaps, length T.
        period_days: 1 or 7.
        regions: Names, length R.
        channels: Names of the spend columns with a curve, length C.
        spend: Currency by period, shape (R, T, C).
        outcome: The outcome by period, shape (R, T); 0 where unknown.
        counted: Which cells are learned from, shape (R, T).
        held_out: Which periods are kept back, shape (T,).
        people: Size of each region, shape (R,): its population, else 1.
        covariates: Controls and events, shape (R, T, X).
        covariate_names: Their names, length X.
        covariate_kinds: ``control`` or ``event``, length X.
        left_out: Name and reason of channels without a curve.
        notes: What was done to the rows, in words.
    """

    dates: pd.DatetimeIndex
    period_days: int
    regions: tuple[str, ...]
    channels: tuple[str, ...]
    spend: Floats
    outcome: Floats
    counted: NDArray[np.bool_]
    held_out: NDArray[np.bool_]
    people: Floats
    covariates: Floats
    covariate_names: tuple[str, ...]
    covariate_kinds: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    @property
    def usual(self) -> Floats:
        """Mean spend of the periods with spend, shape (R, C); near 0 where a region has none."""
        active = (self.spend > 0).sum(axis=1)
        usual = self.spend.sum(axis=1) / np.maximum(active, 1)
        return np.where(usual > 0, usual, 0.01 * usual.mean(axis=0))

    @property
    def today(self) -> Floats:
        """Mean of the periods with spend in the last four weeks, else of the last ones with spend, shape (C,)."""
        total = self.spend.sum(axis=0)[~self.held_out]
        last = max(TODAY_WEEKS * 7 // self.period_days, 1)
        today = []
        for column in total.T:
            recent = column[-last:][column[-last:] > 0]
            today.append(recent.mean() if len(recent) else column[column > 0][-last:].mean())
        return np.array(today)

    @property
    def seen(self) -> Floats:
        """Lowest and highest spend a period with spend, shape (C, 2)."""
        total = self.spend.sum(axis=0)
        return np.array([[column[column > 0].min(), column.max()] for column in total.T])


def make_data(
    frame: pd.DataFrame,
    outcome: str,
    spend: Sequence[str],
    controls: Sequence[str] = (),
    events: Sequence[str] = (),
    date: str | None = None,
    region: str | None = None,
    population: str | None = None,
    hold_out: int = 0,
) -> MixData:
    """Return the rows as arrays.

    Raises:
        InputError: If a column is missing or cannot be read, or the periods are neither days nor weeks.
        NotEnoughDataError: If there are too few periods, no spend or no outcome.
    """
    notes: list[str] = []
    date = date or _find_date(frame)
    _check_columns(frame, [date, outcome, *spend, *controls, *events, *filter(None, (region, population))], spend)
    if frame.empty:
        raise NotEnoughDataError("There are no rows to learn from.")
    frame = frame.reset_index(drop=True)
    table = pd.DataFrame({"date": _dates(frame[date], date)})
    table["region"] = frame[region].astype(str) if region else "all"
    for name in [outcome, *spend, *controls]:
        table[name] = _numbers(frame[name], name)
    kinds: list[str] = ["control"] * len(controls)
    covariates = list(controls)
    for name in events:
        dummies = _event_columns(frame[name], name)
        covariates.extend(dummies.columns)
        kinds.extend(["event"] * dummies.shape[1])
        table[dummies.columns] = dummies
    if population:
        table["people"] = _numbers(frame[population], population)
    if (lost := int(table["date"].isna().sum())) > 0:
        notes.append(f"{lost} {'row' if lost == 1 else 'rows'} without a date left out.")
        table = table.dropna(subset=["date"])
    if table.empty:
        raise NotEnoughDataError("No row has a date.")
    days = _period_days(table["date"])
    start = table["date"].min()
    table["period"] = np.round((table["date"] - start).dt.days / days).astype(int)

    for name in spend:
        blank = table[name].isna()
        if blank.mean() >= BLANK_MEANS_NONE:
            table[name] = table[name].fillna(0.0)
            notes.append(f"Empty cells of {name} read as no spend.")
    unknown = table[[outcome, *spend]].isna().any(axis=1)
    keys = ["region", "period"]
    twice = int(table.duplicated(keys).sum())
    if twice:
        notes.append(f"{twice} {'row' if twice == 1 else 'rows'} of a period that was there already added up.")
    table["unknown"] = unknown
    how = {
        outcome: "sum",
        **dict.fromkeys(spend, _sum_known),
        **dict.fromkeys(covariates, "mean"),
        "unknown": "max",
    }
    for name, kind in zip(covariates, kinds, strict=True):
        if kind == "event":
            how[name] = "max"
    if population:
        how["people"] = "mean"
    table = table.groupby(keys, sort=True).agg(how) if twice else table.set_index(keys).sort_index()
    regions = table.index.get_level_values(0).unique()
    periods = int(table.index.get_level_values(1).max()) + 1
    grid = table.reindex(pd.MultiIndex.from_product([regions, range(periods)], names=keys))
    absent = grid["unknown"].isna().to_numpy()
    if absent.any():
        notes.append(f"{int(absent.sum())} missing {'days' if days == 1 else 'weeks'} not learned from.")
    if (empty := int((grid["unknown"].to_numpy() == True).sum())) > 0:  # noqa: E712
        notes.append(f"{empty} rows with an empty amount not learned from.")
    counted = (grid["unknown"] == False).to_numpy().reshape(len(regions), periods)  # noqa: E712
    shape = (len(regions), periods)

    for name in covariates:
        values = grid[name].to_numpy(float)
        if name in controls and np.isnan(values[~absent]).any():
            gaps = grid.index.get_level_values(1)[np.isnan(values) & ~absent]
            first = (start + pd.Timedelta(days=int(gaps.min()) * days)).date()
            raise InputError(
                f"The control {name} is empty in {len(gaps)} rows, first on {first}. "
                "Fill it in or leave the control out."
            )
    spends = np.stack([_filled(grid[name], shape) for name in spend], axis=-1)
    if (spends < 0).any():
        notes.append("Spend credits (negative amounts) counted as no spend of their period.")
        spends = np.maximum(spends, 0.0)
    extra = [
        _filled(grid[name], shape) if kind == "control" else grid[name].fillna(0.0).to_numpy(float).reshape(shape)
        for name, kind in zip(covariates, kinds, strict=True)
    ]
    held_out = np.zeros(periods, bool)
    if hold_out < 0 or hold_out > periods - LEAST_PERIODS:
        raise InputError(f"{hold_out} periods cannot be held out of {periods}; at least {LEAST_PERIODS} must be left.")
    held_out[periods - hold_out :] = hold_out > 0
    counted &= ~held_out
    known = int(counted.any(axis=0).sum())
    if known < LEAST_PERIODS:
        word = "days" if days == 1 else "weeks"
        raise NotEnoughDataError(
            f"There are {known} {word} with an outcome; "
            f"a mix needs at least {LEAST_PERIODS}, better two years of weeks."
        )
    observed = np.nan_to_num(grid[outcome].to_numpy(float).reshape(shape))
    if not np.abs(observed[counted]).sum() > 0:
        raise NotEnoughDataError(f"The column {outcome} is 0 throughout, so there is nothing to learn from.")
    learned = spends[:, ~held_out]
    keep = learned.max(axis=(0, 1)) > 0
    left_out = tuple((name, "it never spent anything") for name, used in zip(spend, keep, strict=True) if not used)
    if not keep.any():
        raise NotEnoughDataError("No channel in this data spent anything, so nothing can be learned about spending.")
    return MixData(
        dates=pd.date_range(start, periods=periods, freq=f"{days}D"),
        period_days=days,
        regions=tuple(str(one) for one in regions),
        channels=tuple(name for name, used in zip(spend, keep, strict=True) if used),
        spend=spends[..., keep],
        outcome=observed,
        counted=counted,
        held_out=held_out,
        people=_people(grid, population, regions),
        covariates=np.stack(extra, axis=-1) if extra else np.zeros((*shape, 0)),
        covariate_names=tuple(covariates),
        covariate_kinds=tuple(kinds),
        left_out=left_out,
        notes=tuple(notes),
    )


def _check_columns(frame: pd.DataFrame, names: Sequence[str], spend: Sequence[str]) -> None:
    if not spend:
        raise InputError("Name at least one column of spend.")
    if missing := [name for name in names if name not in frame.columns]:
        raise InputError(
            f"The data have no column {', '.join(missing)}. They have {', '.join(map(str, frame.columns))}."
        )
    if twice := {name for name in names if list(names).count(name) > 1}:
        raise InputError(f"The column {', '.join(sorted(twice))} is named twice; each can have one role.")
    if doubled := {name for name in names if (frame.columns == name).sum() > 1}:
        raise InputError(f"The data have more than one column {', '.join(sorted(doubled))}.")


def _find_date(frame: pd.DataFrame) -> str:
    for name in frame.columns:
        if pd.api.types.is_datetime64_any_dtype(frame[name]):
            return str(name)
    for name in frame.columns:
        if str(name).casefold() in ("date", "week", "day", "time", "date_week", "ds", "period"):
            return str(name)
    for name in frame.columns:
        if "date" in str(name).casefold() or "week" in str(name).casefold():
            return str(name)
    raise InputError("No column of dates was found. Say which one it is.")


def _dates(column: pd.Series, name: str) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        raise InputError(f"The column {name} must hold dates, such as 2026-01-31.")
    try:
        dates = pd.to_datetime(column)
        return (dates.dt.tz_localize(None) if dates.dt.tz is not None else dates).dt.normalize()
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(f"The column {name} must hold dates, such as 2026-01-31.") from error


def _numbers(column: pd.Series, name: str) -> pd.Series:
    try:
        values = column.astype(float)
    except (ValueError, TypeError) as error:
        raise InputError(f"The column {name} must hold numbers.") from error
    if np.isinf(values).any():
        raise InputError(f"The column {name} holds an infinite amount.")
    return values


def _event_columns(column: pd.Series, name: str) -> pd.DataFrame:
    """Return one column of 0 and 1 a kind of event; a column of numbers is kept as it is."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return pd.DataFrame({name: _numbers(column, name).fillna(0.0)})
    text = column.fillna("na").astype(str).str.strip()
    kinds = [kind for kind in sorted(text.unique()) if kind.casefold() not in NO_EVENT]
    if len(kinds) > MOST_KINDS:
        raise InputError(
            f"The event column {name} holds {len(kinds)} different texts; events need a few that come back."
        )
    if len(kinds) == 1 and kinds[0].casefold() in ("1", "yes", "true"):
        return pd.DataFrame({name: (text == kinds[0]).astype(float)})
    return pd.DataFrame({f"{name}: {kind}": (text == kind).astype(float) for kind in kinds}, index=column.index)


def _period_days(dates: pd.Series) -> int:
    steps = np.diff(np.sort(dates.unique())).astype("timedelta64[D]").astype(int)
    if not len(steps):
        raise NotEnoughDataError(f"There is one date only; a mix needs at least {LEAST_PERIODS} days or weeks.")
    step = int(np.median(steps))
    if step in (1, 2):
        return 1
    if 6 <= step <= 8:
        return 7
    raise InputError(f"The dates lie {step} days apart in the middle; a mix needs one row a day or a week.")


def _sum_known(values: pd.Series) -> float:
    return float(values.sum(min_count=1))


def _filled(column: pd.Series, shape: tuple[int, int]) -> Floats:
    """Return the column with gaps filled from their neighbours in time, which carry-over needs."""
    wide = pd.DataFrame(column.to_numpy(float).reshape(shape).T)
    return np.ascontiguousarray(wide.interpolate(limit_direction="both").fillna(0.0).to_numpy().T)


def _people(grid: pd.DataFrame, population: str | None, regions: pd.Index) -> Floats:
    if population is None:
        return np.ones(len(regions))
    people = grid["people"].groupby(level=0, sort=True).mean().reindex(regions).to_numpy(float)
    if not np.all(np.isfinite(people) & (people > 0)):
        raise InputError(f"The column {population} must hold the number of people of each region, above 0.")
    return people
