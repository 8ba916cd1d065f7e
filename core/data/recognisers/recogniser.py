"""Recogniser: what is particular about the files of one source."""

from dataclasses import dataclass, field

from core.data.headers import SYNONYMS


@dataclass(frozen=True)
class Recogniser:
    """How to know the files of one source, and where they differ from the general table of headers.

    Attributes:
        name: Short stable name.
        title: What people call the source.
        signature: Groups of headers, written as ``plain_header`` gives them; a file fits if it has one of each group.
        fields: Headers of a field that are preferred to the general synonyms.
        channel: Channel of all rows where the file has no column for it.
        campaign_within: Headers whose texts, joined, name the campaign.
    """

    name: str
    title: str
    signature: tuple[tuple[str, ...], ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    channel: str | None = None
    campaign_within: tuple[str, ...] = ()

    def matches(self, headers: list[str]) -> bool:
        """Return whether a file with these headers comes from this source."""
        return all(any(name in headers for name in group) for group in self.signature)

    def candidates(self, name: str) -> tuple[str, ...]:
        """Return the headers that may hold a field, preferred ones first."""
        return (*self.fields.get(name, ()), *SYNONYMS[name])
