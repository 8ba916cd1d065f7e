"""The product's own format: parameters of curves, or draws of them, as JSON or CSV (docs/bring-your-own-model.md)."""

from typing import Any

import numpy as np
import pandas as pd

from core.errors import FileUnusableError
from core.response.external.curve_set import CurveSet, Known, curve_set
from core.response.external.reading import json_format, numbers, table_format

PERIODS = {"day": 1, "week": 7}


@json_format
def own_json(data: dict[str, Any]) -> CurveSet | None:
    """Read ``{"period": ..., "outcome": ..., "curves": [...]}``."""
    if "curves" not in data:
        return None
    campaigns = [
        Known(
            name=str(one["name"]),
            channel=str(one.get("channel", "")),
            form=str(one.get("form", "hill")),
            scale=_draws(one["scale"]),
            half_saturation=_draws(one["half_saturation"]),
            slope=_draws(one.get("slope", 1.0), like=one["scale"]),
            spend_today=float(one.get("spend_today", "nan")),
            seen=(float(one["seen"][0]), float(one["seen"][1])) if one.get("seen") else None,
        )
        for one in data["curves"]
    ]
    for one in campaigns:
        if not len(one.scale) == len(one.half_saturation) == len(one.slope):
            raise FileUnusableError(f"The parameters of {one.name} have different numbers of draws.")
    currency = data.get("currency")
    return curve_set(
        str(data.get("source", "Curves from elsewhere")),
        campaigns,
        _note(max(len(one.scale) for one in campaigns) if campaigns else 0),
        _period(str(data.get("period", "week"))),
        str(data.get("outcome", "revenue")),
        str(currency) if currency else None,
    )


@table_format
def own_table(table: pd.DataFrame) -> CurveSet | None:
    """Read a row a campaign, or a row a draw and campaign."""
    if not {"name", "scale", "half_saturation"} <= set(table.columns):
        return None
    columns = {name: numbers(table, name) for name in ("scale", "half_saturation")}
    columns["slope"] = numbers(table, "slope") if "slope" in table else pd.Series(1.0, index=table.index)
    if "draw" in table:
        table = table.assign(draw=numbers(table, "draw")).sort_values("draw", kind="stable")
    campaigns = []
    for name, rows in table.groupby(table["name"].astype(str), sort=False):
        first = rows.iloc[0]
        if len(rows) > 1 and "draw" not in table:
            raise FileUnusableError(f"There is more than one curve of {name}. Keep one, or number them as draws.")
        seen = (float(first["seen_low"]), float(first["seen_high"])) if {"seen_low", "seen_high"} <= set(rows) else None
        campaigns.append(
            Known(
                name=str(name),
                channel=str(first.get("channel", "")),
                form=str(first.get("form", "hill")),
                scale=columns["scale"][rows.index].to_numpy(),
                half_saturation=columns["half_saturation"][rows.index].to_numpy(),
                slope=columns["slope"][rows.index].to_numpy(),
                spend_today=float(first.get("spend_today", "nan")),
                seen=seen,
            )
        )
    first = table.iloc[0] if len(table) else pd.Series(dtype=object)
    return curve_set(
        "Curves from elsewhere",
        campaigns,
        _note(max((len(one.scale) for one in campaigns), default=0)),
        _period(str(first.get("period", "week"))),
        str(first.get("outcome", "revenue")),
        str(first["currency"]) if "currency" in table else None,
    )


def _draws(value: Any, like: Any = None) -> np.ndarray:
    values = np.atleast_1d(np.asarray(value, float))
    count = len(np.atleast_1d(like)) if like is not None else len(values)
    return np.repeat(values, count) if len(values) == 1 and count > 1 else values


def _period(text: str) -> int:
    if text not in PERIODS:
        raise FileUnusableError(f"The period is “{text}”; it must be day or week.")
    return PERIODS[text]


def _note(draws: int) -> list[str]:
    return ["The curves have no draws, so nothing is said of how sure they are."] if draws == 1 else []
