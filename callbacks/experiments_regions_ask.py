"""What the address of the view Regions asks for, read and answered; what cannot be used is said in a sentence."""

from collections.abc import Mapping
from typing import Any, Final

from components.experiments_regions_form import NONE, SEPARATOR, FormView
from core.assumptions import typed_number
from core.errors import InputError, ProductError
from core.experiments.regions.calibration import day_of, lift_test_of
from core.experiments.regions.lift import LiftResult
from core.experiments.regions.region_design import RegionPlan
from core.experiments.regions.spend_design import SpendPlan
from core.experiments.registry.record import OVER, plan_of
from core.response import LiftTest
from core.wording import percent
from core.workbench import Workbench

FIELDS: Final = (
    "campaign", "change", "days", "first", "last", "file", "outcome", "spend", "periods", "effect", "most", "regions",
    "spent", "method", "name",
)  # fmt: skip
MOST_DAYS: Final = 120
MOST_CHANGE: Final = 10.0
"""A change of spend that is handed over as a share, not in per cent, is at most this."""
Answer = LiftResult | RegionPlan | SpendPlan


def known(workbench: Workbench, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return what is asked for: the address over what a kept test holds."""
    asked: dict[str, str] = {}
    parameters = handed_over(workbench, parameters)
    if parameters.get("test"):
        try:
            record = workbench.experiments.book.get(parameters["test"])
        except ProductError:
            record = None
        if record is not None:
            kept = record.design.get("regions_view")
            asked = {k: v for k, v in kept.items() if isinstance(v, str)} if isinstance(kept, dict) else {}
            asked = asked or handed_over(workbench, plan_of(record))
            asked |= {"name": record.name, "kind": asked.get("kind") or ("geo" if record.kind == "geo" else "spend")}
            asked |= {"hypothesis": record.hypothesis}
            if record.campaign_ids and "campaign" not in asked:
                asked["campaign"] = record.campaign_ids[0]
            over = record.state in OVER or record.last <= workbench.dataset().last_day.isoformat()
            if record.first and record.last and over:
                asked |= {"first": record.first, "last": record.last, "do": asked.get("do") or "read"}
    return asked | {k: v[:2000] for k, v in parameters.items()}


def handed_over(workbench: Workbench, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of an address with what a suggestion hands over in the words of the form.

    One of several campaigns is planned alone: the one with the most spend. ``spend`` is what a campaign spends a day
    now there; in the form it is a column of a region history.
    """
    given = dict(parameters)
    campaigns = [one for one in given.pop("campaigns", "").split(",") if one]
    if campaigns and not given.get("campaign"):
        spent = workbench.dataset().daily_metrics.groupby("campaign_id")["spend"].sum().to_dict()
        given["campaign"] = max(campaigns, key=lambda one: float(spent.get(one, -1.0)))
    if given.get("kind") != "geo" and not given.get("file"):
        given.pop("spend", None)
    try:
        change = typed_number(given.get("change", ""))
    except InputError:
        # It is said where it is answered.
        change = None
    if change is not None and "%" not in given["change"] and abs(change) <= MOST_CHANGE:
        given["change"] = percent(change, signed=True).replace("\u00a0", " ")
    return given


def kind_of(asked: Mapping[str, str]) -> str:
    """Return what is planned or read."""
    return "geo" if asked.get("kind") == "geo" else "spend"


def roles_of(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that were chosen."""
    return {name: asked[name] for name in ("outcome", "spend") if asked.get(name)}


def form_view(workbench: Workbench, asked: Mapping[str, str]) -> tuple[FormView, ProductError | None]:
    """Return what the form shows, and why the history cannot be used."""
    dataset, room = workbench.dataset(), workbench.experiments.regions
    table = dataset.campaigns
    campaigns = sorted(
        zip(table["campaign_id"].astype(str), table["campaign"].astype(str), strict=True), key=lambda c: c[1]
    )
    channels = [(name, f"All of {name}") for name in sorted({str(c) for c in table["channel"]})]
    parts: dict[str, Any] = {}
    error: ProductError | None = None
    if kind_of(asked) == "geo":
        parts["kept"] = room.kept()
        if asked.get("file"):
            try:
                parts["columns"], parts["roles"] = room.columns(asked["file"])
                parts["panel"] = room.panel(asked["file"], roles_of(asked))
            except ProductError as found:
                error = found
    view = FormView(
        asked=asked,
        kind=kind_of(asked),
        reading=asked.get("do") == "read",
        campaigns=campaigns,
        subjects=[(NONE, "Not said yet"), *campaigns, *channels],
        days=(dataset.first_day.isoformat(), dataset.last_day.isoformat()),
        currency=dataset.currency,
        **parts,
    )
    return view, error


def answer_of(workbench: Workbench, asked: Mapping[str, str]) -> Answer | None:
    """Return what is planned or read; None where too little was asked to say anything.

    Raises:
        ProductError: If something that was asked cannot be used.
    """
    reading = asked.get("do") == "read"
    if kind_of(asked) == "geo":
        return _read_geo(workbench, asked) if reading else _plan_geo(workbench, asked)
    return _read_spend(workbench, asked) if reading else _plan_spend(workbench, asked)


def lift_of(result: LiftResult, asked: Mapping[str, str], name: str) -> LiftTest:
    """Return what the model learns from a reading.

    Raises:
        ProductError: If something is missing.
    """
    return lift_test_of(result, name, asked.get("campaign", ""))


def outcome_of(workbench: Workbench, asked: Mapping[str, str]) -> str:
    """Return the outcome of the model that a test speaks about."""
    outcomes = workbench.outcomes()
    said = asked.get("outcome", "").lower()
    if kind_of(asked) == "geo" and said:
        return next((one for one in outcomes if one in said), outcomes[0])
    return outcomes[0]


def _plan_spend(workbench: Workbench, asked: Mapping[str, str]) -> SpendPlan | None:
    if not asked.get("campaign"):
        return None
    days = _whole(asked.get("days", "14"), "number of days", MOST_DAYS)
    planner = workbench.planner(workbench.outcomes()[0], days, own=True)
    change = _share(asked.get("change", "-50 %"), "change of the spend")
    return workbench.experiments.regions.plan_spend(planner, asked["campaign"], change)


def _read_spend(workbench: Workbench, asked: Mapping[str, str]) -> LiftResult | None:
    if not (asked.get("campaign") and asked.get("first") and asked.get("last")):
        return None
    first, last = day_of(asked["first"], "first day"), day_of(asked["last"], "last day")
    return workbench.experiments.regions.read_spend(asked["campaign"], first, last, workbench.outcomes()[0])


def _plan_geo(workbench: Workbench, asked: Mapping[str, str]) -> RegionPlan | None:
    if not asked.get("file"):
        return None
    room = workbench.experiments.regions
    panel = room.panel(asked["file"], roles_of(asked))
    usual = "28" if panel.period_days == 1 else "6"
    periods = _whole(asked.get("periods", usual), f"number of {panel.word}s", MOST_DAYS)
    effect = abs(_share(asked.get("effect", "5 %"), "change to be found"))
    most = _share(asked.get("most", "50 %"), "share of the business")
    return room.plan_regions(asked["file"], roles_of(asked), periods, effect, most)


def _read_geo(workbench: Workbench, asked: Mapping[str, str]) -> LiftResult | None:
    if not (asked.get("file") and asked.get("first") and asked.get("last")):
        return None
    treated = tuple(one for one in asked.get("regions", "").split(SEPARATOR) if one)
    if not treated:
        raise InputError("Choose the regions in which something was changed.")
    spent = typed_number(asked.get("spent", ""))
    days = day_of(asked["first"], "first day"), day_of(asked["last"], "last day")
    return workbench.experiments.regions.read_regions(
        asked["file"],
        roles_of(asked),
        treated,
        days,
        asked.get("campaign", ""),
        spent,
        asked.get("method") or "synthetic",
    )


def _whole(text: str, what: str, most: int) -> int:
    value = typed_number(text)
    if value is None or not float(value).is_integer() or not 1 <= value <= most:
        raise InputError(f"The {what} is a whole number from 1 to {most}.")
    return int(value)


def _share(text: str, what: str) -> float:
    """Return a share that was typed: 50 % or 0.5."""
    bare = text.replace("\u00a0", " ").replace("−", "-").strip()
    value = typed_number(bare.rstrip("% "))
    if value is None:
        raise InputError(f"Give the {what} as a share, such as 20 %.")
    return value / 100 if "%" in bare or abs(value) > 1 else value
