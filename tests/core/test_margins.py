"""Margins and tags are kept for everybody, can be taken back, and refuse what they cannot be."""

from pathlib import Path

import pytest

from core.campaign_tags import MOST_TAGS, CampaignTags
from core.database import open_database
from core.errors import InputError, NotFoundError
from core.margins import Margins, MarginStore


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'w.db'}"


def test_margins_are_kept_with_who_and_when_and_can_be_taken_back(url):
    store = MarginStore(open_database(url))
    assert store.current() is None
    assert store.margins().empty
    first = store.use(Margins(0.4), "Mara")
    again = MarginStore(open_database(url)).current()
    assert (again.margins.overall, again.saved_by, again.saved.tzinfo is not None) == (0.4, "Mara", True)
    assert store.use(Margins(0.4), "Tom").id == first.id
    second = store.use(Margins(0.4, {"Search": 0.3}, {"c1": 0.0}), "Tom")
    assert (store.margins().share("c1", "Search"), store.margins().share("c2", "Search")) == (0.0, 0.3)
    stamp = store.stamp()
    with pytest.raises(NotFoundError, match="changed again in between"):
        store.undo(first.id)
    assert store.undo(second.id) == Margins(0.4)
    assert store.stamp() != stamp
    assert store.stamp() == MarginStore(open_database(url)).stamp()


def test_the_first_statement_can_be_taken_back_too(url):
    store = MarginStore(open_database(url))
    first = store.use(Margins(0.4))
    assert store.undo(first.id).empty
    assert store.current() is None
    assert store.use(Margins(0.4)).id > first.id
    for unknown in (0, -1, 10**12):
        with pytest.raises(NotFoundError, match="not kept any more"):
            store.undo(unknown)


@pytest.mark.parametrize("share", [-0.1, 1.01, float("nan"), float("inf"), True, "0.4"])
def test_a_margin_is_a_share(url, share):
    store = MarginStore(open_database(url))
    for margins in (Margins(share), Margins(None, {"Search": share}), Margins(None, {}, {"c1": share})):
        with pytest.raises(InputError, match="between 0 % and 100 %"):
            store.use(margins)
    assert store.current() is None


def test_tags_of_campaigns_keep_their_order_and_are_checked(url):
    tags = CampaignTags(open_database(url))
    stamp = tags.stamp()
    assert tags.add("c1", "  Holiday   Push ") == "holiday push"
    assert tags.add("c1", "#brand") == "brand"
    assert tags.add("c1", "brand") == "brand"
    assert tags.stamp() != stamp
    assert CampaignTags(open_database(url)).by_campaign() == {"c1": ("holiday push", "brand")}
    stamp = tags.stamp()
    tags.remove("c1", "BRAND")
    tags.add("c1", "generic")
    assert tags.stamp() != stamp
    tags.remove("c1", "never there")
    assert tags.by_campaign() == {"c1": ("holiday push", "generic")}
    for text in ("", "<b>", "x" * 25):
        with pytest.raises(InputError, match=r"[Tt]ag"):
            tags.add("c1", text)
    for i in range(MOST_TAGS - 2):
        tags.add("c1", f"t{i}")
    with pytest.raises(InputError, match="8 tags"):
        tags.add("c1", "one more")
    assert len(tags.by_campaign()["c1"]) == MOST_TAGS
    with pytest.raises(InputError, match="cannot have tags"):
        tags.add("", "brand")
