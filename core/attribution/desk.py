"""AttributionDesk: what the Attribution page asks; expensive answers go through the memo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.attribution.credit import Attribution, Measure, attribute
from core.attribution.judged import Judged, judge
from core.attribution.paths import By, find_paths
from core.attribution.response_side import ResponseSide, response_side
from core.customers import CustomerSource
from core.customers.desk import CustomerDesk
from core.data import Dataset
from core.memo import Memo, memo_key
from core.response import ResponseFit


@dataclass(frozen=True, eq=False)
class Credited:
    """An answer with what is needed to show it.

    Attributes:
        attribution: Credits by every rule.
        labels: What people call each name, in its order.
        channels: The channel of each name: itself, or that of the campaign; empty where unknown.
        judged: Errors of the rules, where the truth is known.
        source: Where the contacts come from.
    """

    attribution: Attribution
    labels: tuple[str, ...]
    channels: tuple[str, ...]
    judged: Judged | None
    source: CustomerSource


class AttributionDesk:
    """Everything about paths to conversions.

    Args:
        customers: Where tables of contacts come from.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.
    """

    def __init__(self, customers: CustomerDesk, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self._customers, self._dataset, self._memo = customers, dataset, memo

    def source(self, parameters: Mapping[str, str]) -> CustomerSource:
        """Return the contacts that an address names, else those of the data set in use.

        Raises:
            ProductError: As ``CustomerDesk.source``.
        """
        return self._customers.source(parameters)

    def credited(self, source: CustomerSource, by: By, lookback: int, measure: Measure) -> Credited:
        """Return what each channel or campaign is credited with.

        Args:
            source: Contacts and purchases.
            by: What credit goes to.
            lookback: Days before a purchase in which a contact counts.
            measure: What is divided.

        Raises:
            InputError: If one of these is unknown.
            NotEnoughDataError: If the table says nothing of contacts, or of where they came from.
        """
        key = memo_key("attribution", source=source.key, by=by, lookback=lookback, measure=measure)
        made = self._memo(key, lambda: attribute(find_paths(source, by, lookback), measure))
        if source.file:
            return Credited(made, made.names, made.names if by == "channel" else ("",) * len(made.names), None, source)
        dataset = self._dataset()
        causes = getattr(dataset.truth, "causes", None)
        judged = None if causes is None else judge(made, causes, by)
        if by == "channel":
            return Credited(made, made.names, made.names, judged, source)
        about = dataset.campaigns.assign(campaign_id=dataset.campaigns["campaign_id"].astype(str))
        known = about.drop_duplicates("campaign_id").set_index("campaign_id")
        labels, channels = ({str(k): str(v) for k, v in known[column].items()} for column in ("campaign", "channel"))
        return Credited(
            made,
            tuple(labels.get(name, name) for name in made.names),
            tuple(channels.get(name, "") for name in made.names),
            judged,
            source,
        )

    def beside(self, credited: Credited, fit: ResponseFit, by: By) -> ResponseSide | None:
        """Return what the response model says of the same names; None where it knows none of them, or for a file."""
        if credited.source.file:
            return None
        return response_side(fit, credited.attribution.names, by)
