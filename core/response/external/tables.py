"""Tables of curves, as Google Meridian and PyMC-Marketing save them: values at spends, by draw or with an interval."""

import numpy as np
import pandas as pd
from scipy.optimize import least_squares
from scipy.stats import norm

from core.curves import Floats, share
from core.errors import FileUnusableError
from core.response.external.curve_set import CurveSet, Known, curve_set
from core.response.external.reading import numbers, table_format

FAR = 0.05
"""Share of the highest value by which a closed form may miss a table."""
QUANTILES = 101
CHANNEL = ("channel", "media_channel", "name")
SPEND = ("spend", "x", "spend_level")
DRAW = ("draw", "sample", "iteration")
VALUE = ("value", "y", "contribution", "incremental_outcome", "outcome")
MEAN = ("mean", "median", "incremental_outcome_mean")
LOWER, UPPER = ("ci_lo", "lower", "hdi_5%", "q05"), ("ci_hi", "upper", "hdi_95%", "q95")
LEVEL = 0.9


@table_format
def tabulated(table: pd.DataFrame) -> CurveSet | None:
    """Read (channel, spend, draw, value) or (channel, spend, mean, ci_lo, ci_hi), also with one metric a row."""
    if "metric" in table and "spend" in table and (value := _first(table, VALUE)):
        keys = [c for c in table.columns if c not in ("metric", value)]
        table = table.pivot_table(index=keys, columns="metric", values=value).reset_index()
    channel, spend = _first(table, CHANNEL), _first(table, SPEND)
    if not channel or not spend:
        return None
    table = table.assign(**{spend: numbers(table, spend)})
    draw, value, mean = _first(table, DRAW), _first(table, VALUE), _first(table, MEAN)
    lower, upper = _first(table, LOWER), _first(table, UPPER)
    notes: list[str] = []
    campaigns = []
    table = _scaled(table, spend, bool(draw and value), [c for c in (value, mean, lower, upper) if c])
    if not ((draw and value) or mean):
        return None
    for name, rows in table.groupby(table[channel].astype(str), sort=False):
        if draw and value:
            wide = rows.assign(v=numbers(rows, value)).pivot_table(index=draw, columns=spend, values="v").dropna()
            if wide.empty:
                raise FileUnusableError(f"The draws of {name} are not given at the same spends.")
            x, lines = wide.columns.to_numpy(float), wide.to_numpy(float)
        else:
            rows = rows.sort_values(spend)
            x, centre = rows[spend].to_numpy(float), numbers(rows, str(mean)).to_numpy()
            low, high = (numbers(rows, c).to_numpy() if c else centre for c in (lower, upper))
            lines = np.stack([low, centre, high])
        form, fitted, miss = fit_lines(x, lines, str(name))
        notes.append(f"The curve of {name} is met within {100 * miss:.1g} %.")
        if not (draw and value):
            fitted = _between(fitted) if lower and upper else fitted[1:2]
        campaigns.append(
            Known(
                str(name),
                str(name),
                form,
                fitted[:, 0],
                fitted[:, 1],
                fitted[:, 2],
                _today(rows, spend),
                (0.0, float(x.max())),
            )
        )
    if not (draw and value):
        notes.append(
            "The table has an interval a channel and no draws: how channels hang together is not known."
            if lower and upper
            else "The table has no interval, so nothing is said of how sure the curves are."
        )
    return curve_set("Curve table", campaigns, notes)


def _scaled(table: pd.DataFrame, spend: str, drawn: bool, values: list[str]) -> pd.DataFrame:
    """Return the table in money and outcome a week.

    PyMC-Marketing samples its curves over shares of each channel's largest spend, Google Meridian gives totals over the
    whole time of the model. Neither says so in the table, so a file has to.

    Raises:
        FileUnusableError: If it does not say.
    """
    if drawn:
        if spend == "x" and "channel_scale" not in table:
            raise FileUnusableError(
                "Curves of PyMC-Marketing are over shares of the largest spend. Add a column channel_scale with that "
                "spend, 1 where x is money."
            )
        by = numbers(table, "channel_scale") if "channel_scale" in table else 1.0
        return table.assign(**{spend: table[spend] * by})
    if "days" not in table:
        raise FileUnusableError(
            "A table of response curves gives totals over some time. Add a column days: how many days the spend and "
            "the outcome are of; 7 for a week."
        )
    weeks = numbers(table, "days") / 7
    if weeks.min() <= 0:
        raise FileUnusableError("The column days must hold numbers above 0.")
    amounts = [spend, *values, *(["spend_today"] if "spend_today" in table else [])]
    return table.assign(**{name: numbers(table, name) / weeks for name in amounts})


def fit_lines(x: Floats, lines: Floats, name: str) -> tuple[str, Floats, float]:
    """Return the form that meets all lines best, its parameters (lines, 3) and the largest miss as a share of the top.

    Raises:
        FileUnusableError: If no form meets the lines, or they fall or are negative.
    """
    top = float(np.abs(lines).max())
    if len(np.unique(x)) < 4 or top <= 0 or x.min() < 0:
        raise FileUnusableError(f"The curve of {name} needs values at four different spends of 0 or more at least.")
    if lines.min() < -1e-6 * top or np.any(np.diff(lines, axis=1) < -1e-3 * top):
        raise FileUnusableError(f"The curve of {name} falls or is negative; more money cannot bring less here.")
    found = []
    for form in ("hill", "tanh", "root"):
        fitted = np.array([_fit(form, x, line) for line in lines])
        got = np.array([s * share(form, x, h, k) for s, h, k in fitted])
        found.append((float(np.abs(got - lines).max() / top), form, fitted))
    miss, form, fitted = min(found, key=lambda one: one[0])
    if miss > FAR:
        raise FileUnusableError(
            f"No known form comes nearer than {100 * miss:.0f} % to the table of {name}. Save its parameters."
        )
    return form, fitted, miss


def _fit(form: str, x: Floats, line: Floats) -> Floats:
    top, usual = max(float(line.max()), 1e-12), float(np.median(x[x > 0]))

    def parameters(p: Floats) -> tuple[float, float, float]:
        slope = {"hill": np.exp(p[2]), "tanh": 1.0, "root": 1 / (1 + np.exp(-p[2]))}[form]
        half = usual if form == "root" else usual * np.exp(p[1])
        return top * np.exp(p[0]), half, float(slope)

    def miss(p: Floats) -> Floats:
        scale, half, slope = parameters(p)
        return (scale * share(form, x, half, slope) - line) / top

    starts = [np.array([0.3, b, s]) for b in (-0.5, 0.7) for s in (0.0, 0.7)]
    best = min((least_squares(miss, p, max_nfev=200) for p in starts), key=lambda one: float(one.cost))
    return np.array(parameters(best.x))


def _between(three: Floats) -> Floats:
    """Return parameters along the quantiles, from those of lower end, middle and upper end of a 90 % interval."""
    z = norm.ppf(np.linspace(0.5 / QUANTILES, 1 - 0.5 / QUANTILES, QUANTILES)) / norm.ppf((1 + LEVEL) / 2)
    low, middle, high = np.log(np.maximum(three, 1e-12))
    steps = np.where(z[:, None] < 0, middle - low, high - middle)
    return np.exp(middle + z[:, None] * steps)


def _today(rows: pd.DataFrame, spend: str) -> float:
    """Spend at a multiplier of 1, as Meridian has it, or today's where the table says it."""
    if "spend_multiplier" in rows:
        away = np.abs(rows["spend_multiplier"].to_numpy(float) - 1)
        if away.min() < 1e-6:
            return float(rows[spend].to_numpy(float)[away.argmin()])
    return float(rows["spend_today"].iloc[0]) if "spend_today" in rows else float("nan")


def _first(table: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in table.columns), None)
