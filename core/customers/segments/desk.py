"""SegmentDesk: what pages and agents ask about segments; expensive answers go through the memo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.customers.histories import Histories
from core.customers.segments.book import KeptSegments
from core.customers.segments.drift import Drift, Shift, drift, shifts
from core.customers.segments.features import FeatureTable, Wanted
from core.customers.segments.grouping import one_thread
from core.customers.segments.matching import keep_names, overlap
from core.customers.segments.people_features import people_table
from core.customers.segments.profiles import Profile, profiles
from core.customers.segments.purchase_features import purchase_table
from core.customers.segments.recipe import Recipe
from core.customers.segments.segmentation import Segmentation, assigned, segment
from core.customers.source import CustomerSource
from core.customers.value import CustomerValues, customer_value
from core.errors import InputError, NotEnoughDataError
from core.memo import Memo, memo_key
from core.sheets import csv_text

MONTHS: Final = 12
"""Months ahead that customers are valued over."""


@dataclass(frozen=True, eq=False)
class SegmentsAnswer:
    """Customers in segments, with what is known of each.

    Attributes:
        found: The segments.
        profiles: Of each segment.
        kept: The kept segmentation that they are, or that names were taken from; None where none is kept.
        shifts: By how much features changed since it was kept; empty where the segments are new.
        months: Months ahead of the values; None where nobody can tell them.
        unvalued: Why not, in words.
    """

    found: Segmentation
    profiles: tuple[Profile, ...]
    kept: KeptSegments | None
    shifts: tuple[Shift, ...]
    months: int | None
    unvalued: str

    @property
    def is_kept(self) -> bool:
        """Whether these are the kept segments, and not new ones."""
        return self.kept is not None and self.found.choice is None


class SegmentDesk:
    """Everything about segments.

    Args:
        histories: Returns what the customers of a table bought.
        memo: Where expensive results are shared.
    """

    def __init__(self, histories: Callable[[CustomerSource], Histories], memo: Memo) -> None:
        self._histories, self._memo = histories, memo

    def table(
        self, source: CustomerSource, left_out: tuple[str, ...] = (), wanted: Wanted | None = None
    ) -> FeatureTable:
        """Return what is known of the customers of a table.

        Raises:
            NotEnoughDataError: If there are too few, or nothing tells them apart.
            InputError: If something that is wanted is not in it.
        """
        if source.roles.shape == "people":
            return people_table(source, left_out, wanted)
        return purchase_table(self._histories(source), left_out, wanted)

    def segments(self, source: CustomerSource, recipe: Recipe = Recipe()) -> Segmentation:  # noqa: B008
        """Return new segments.

        Raises:
            NotEnoughDataError: If there are too few customers, or they are all the same.
            InputError: If more segments are asked for than there are different customers.
        """
        key = memo_key("segments", source=source.key, recipe=recipe.to_plain())
        return self._memo(key, lambda: segment(self.table(source, recipe.left_out), recipe))

    def answer(
        self,
        source: CustomerSource,
        recipe: Recipe | None = None,
        kept: KeptSegments | None = None,
        valued: bool = True,
    ) -> SegmentsAnswer:
        """Return customers in segments: the kept ones, or new ones where a recipe asks for them or none are kept.

        New segments have the names of the kept ones that they are.

        Args:
            source: The table.
            recipe: Of new segments; None: the kept ones, where there are any that fit.
            kept: What is kept for this table.
            valued: Whether to tell what each will bring, which takes longer.

        Raises:
            NotEnoughDataError: As ``segments``.
            InputError: As ``segments``.
        """
        key = memo_key(
            "segments-answer",
            source=source.key,
            recipe=recipe and recipe.to_plain(),
            kept=kept and [kept.version, kept.model.to_plain()],
            currency=source.currency,
            valued=valued,
        )
        return self._memo(key, lambda: self._answer(source, recipe, kept, valued))

    def _answer(
        self, source: CustomerSource, recipe: Recipe | None, kept: KeptSegments | None, valued: bool
    ) -> SegmentsAnswer:
        known: FeatureTable | None = None
        if kept is not None:
            try:
                known = self.table(source, kept.recipe.left_out, kept.model.wanted)
            except InputError:
                # Other columns than those that were kept: nothing of it speaks of this table.
                kept = None
        changed: tuple[Shift, ...] = ()
        if kept is not None and known is not None and recipe is None:
            found = assigned(known, kept.model, kept.recipe)
            changed = shifts(kept.model.features, kept.quantiles, known.values)
        else:
            found = self.segments(source, recipe or Recipe())
            if kept is not None and known is not None:
                common = overlap(kept.model.labels(known.values), found.labels, len(kept.model.groups), found.count)
                found = found.named(keep_names(found.names, kept.model.names, common))
        values, why = self._values(source) if valued else (None, "")
        return SegmentsAnswer(
            found, profiles(found, values, source.currency), kept, changed, values.months if values else None, why
        )

    def _values(self, source: CustomerSource) -> tuple[CustomerValues | None, str]:
        if source.roles.shape == "people":
            return None, "The table says nothing of single purchases, so what people will bring cannot be told."
        key = memo_key("segments-values", source=source.key, months=MONTHS)

        def valued() -> tuple[CustomerValues | None, str]:
            try:
                with one_thread():
                    return customer_value(self._histories(source), MONTHS), ""
            except (NotEnoughDataError, InputError) as error:
                return None, str(error)

        return self._memo(key, valued)

    def drift(self, source: CustomerSource, found: Segmentation) -> Drift:
        """Return how the segments changed by month.

        Raises:
            NotEnoughDataError: If the table does not say days, or holds no earlier month with enough customers.
        """
        model = found.model
        key = memo_key("segments-drift", source=source.key, model=model.to_plain(), left_out=found.recipe.left_out)
        return self._memo(key, lambda: drift(source, model, found.recipe.left_out))


def ids_csv(found: Segmentation, at: int) -> str:
    """Return the ids of a segment as CSV that no spreadsheet takes for formulas.

    Raises:
        InputError: If there is no such segment.
    """
    if not 0 <= at < found.count:
        raise InputError("This segment is not there any more. Reload the page.")
    customers = found.table.ids[found.labels == at]
    return csv_text([["customer", "segment"], *([str(customer), found.names[at]] for customer in customers)])
