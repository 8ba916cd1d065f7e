"""Names: what rules can speak of in a data set, found by what people write."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from core.alerts.rule import ALL, Subject
from core.alerts.words import subject_text
from core.data import Dataset
from core.errors import NotUnderstoodError

_EVERYTHING = frozenset(
    ("", "all", "all campaigns", "everything", "total", "the account", "account", "all channels", "the total")
)


@dataclass(frozen=True)
class Names:
    """What can be named in a sentence.

    Attributes:
        channels: The channels of the data.
        campaigns: The campaigns of the data.
        targets: The targets whose pace is known.
        currency: ISO code of the data, or None.
        unusual: Whether unusual days can be told.
    """

    channels: tuple[Subject, ...] = ()
    campaigns: tuple[Subject, ...] = ()
    targets: tuple[Subject, ...] = ()
    currency: str | None = None
    unusual: bool = False

    @classmethod
    def of(cls, dataset: Dataset, targets: Sequence[Subject] = (), unusual: bool = False) -> "Names":
        """Return the names of a data set."""
        table = dataset.campaigns
        channels = sorted(set(table["channel"].astype(str)))
        pairs = sorted(zip(table["campaign"].astype(str), table["campaign_id"].astype(str), strict=True))
        return cls(
            tuple(Subject("channel", name, name) for name in channels),
            tuple(Subject("campaign", key, name) for name, key in pairs),
            tuple(targets),
            dataset.currency,
            unusual,
        )

    def find(self, written: str) -> Subject:
        """Return what a name means: everything, a channel or a campaign, in this order.

        Raises:
            NotUnderstoodError: If there is none of that name, or there are several; ``nearest`` is a name that is.
        """
        text = " ".join(written.split())
        if text.casefold() in _EVERYTHING:
            return ALL
        first, _, rest = text.partition(" ")
        among = {"channel": self.channels, "campaign": self.campaigns}.get(first.casefold())
        if among is not None and rest:
            return _one(_unquoted(rest), among)
        return _one(_unquoted(text), (*self.channels, *self.campaigns))

    def find_target(self, written: str) -> Subject:
        """Return the target of a name; errors are those of ``find``."""
        if not self.targets:
            raise NotUnderstoodError(
                "There is no target whose pace could be watched. Make one on the view Pace of the Forecast page."
            )
        text = " ".join(written.split())
        if not text and len(self.targets) == 1:
            return self.targets[0]
        if not text:
            known = ", ".join(f"“{one.name}”" for one in self.targets[:5])
            raise NotUnderstoodError(f"It is not said of which target. There are {known}.")
        if text.casefold().startswith("target "):
            text = text[len("target ") :]
        wanted = set(_same(_unquoted(text)).split())
        # “June budget” is enough where one target alone can be meant.
        near = [one for one in self.targets if wanted and wanted <= set(_same(one.name).split())]
        exact = any(_same(one.name) == _same(_unquoted(text)) for one in near)
        return near[0] if len(near) == 1 and not exact else _one(_unquoted(text), self.targets)


def _unquoted(text: str) -> str:
    return text[1:-1].strip() if len(text) > 1 and text[0] in '“"' and text[-1] in '”"' else text


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def _one(name: str, among: Sequence[Subject]) -> Subject:
    found = [one for one in among if _same(one.name) == _same(name)]
    if found:
        kind = found[0].kind
        alike = [one for one in found if one.kind == kind]
        if len(alike) > 1:
            raise NotUnderstoodError(
                f"There are {len(alike)} {kind}s called “{found[0].name}”, so a sentence cannot tell them apart. "
                f"Choose one of their channels, or name them apart where they are bought."
            )
        return found[0]
    known = {_same(one.name): one for one in reversed(among)}
    near = get_close_matches(_same(name), list(known), n=1, cutoff=0.5)
    nearest = subject_text(known[near[0]]) if near else ""
    hint = f" Did you mean {nearest}?" if nearest else " Name a channel, a campaign, or all campaigns."
    raise NotUnderstoodError(f"The data hold no “{name[:80]}”.{hint}", nearest)
