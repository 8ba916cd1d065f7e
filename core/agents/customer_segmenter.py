"""CustomerSegmenter: into which groups customers fall, what each is worth, and what to do for them."""

import pandas as pd

from core.agents.registry import register
from core.agents.report import Finding, Recommendation, Report
from core.customers.histories import histories
from core.customers.segments.desk import SegmentDesk, SegmentsAnswer
from core.customers.segments.saying import headline, segment_sentence
from core.customers.source import CustomerSource, source_of_dataset
from core.data import Dataset
from core.errors import InputError, NotEnoughDataError
from core.memo import DictMemo, Memo, memo_key


class CustomerSegmenter:
    """Groups the customers of a data set by what they bought."""

    name = "CustomerSegmenter"
    description = "Says into which groups customers fall, what each is worth, and what to do for it."

    def run(self, dataset: Dataset, **parameters: object) -> Report:
        """Return the segments, and what to do for those that most money is at stake with.

        Args:
            dataset: The data to look at.
            **parameters: ``memo`` (Memo).

        Returns:
            A report with the table ``segments``. Data without customers, or with too few, have a report that says so.

        Raises:
            InputError: If a parameter cannot be used.
        """
        memo = parameters.get("memo") or DictMemo()
        if not callable(memo):
            raise InputError("memo must be a memo")
        try:
            source = source_of_dataset(dataset)
            # Assumptions about campaigns make another report, but the same segments.
            key = memo_key("segments-advice", source=source.key)
            return memo(key, lambda: self._report(source, memo))
        except NotEnoughDataError as error:
            return Report(self.name, f"No segments: {str(error)[:1].lower()}{str(error)[1:]}")

    def _report(self, source: CustomerSource, memo: Memo) -> Report:
        from core.customers.segments.advice import advice

        desk = SegmentDesk(lambda s: memo(memo_key("histories", source=s.key), lambda: histories(s)), memo)
        answer = desk.answer(source, valued=False)
        advised: tuple[Recommendation, ...] = advice(source, answer.found, answer.profiles)
        findings = tuple(Finding(segment_sentence(one, source.currency)) for one in answer.profiles)
        return Report(self.name, headline(answer), findings, advised, {"segments": _table(answer)})


def _table(answer: SegmentsAnswer) -> pd.DataFrame:
    rows = [
        {
            "segment": one.name,
            "customers": one.customers,
            "share": one.share,
            "spent": one.spent,
            "value": one.value.mean if one.value else None,
            "lower": one.value.lower if one.value else None,
            "upper": one.value.upper if one.value else None,
            "to_do": one.to_do.action,
        }
        for one in answer.profiles
    ]
    return pd.DataFrame(rows)


register(CustomerSegmenter())
