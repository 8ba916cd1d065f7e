"""The frame shows the pages that exist, where the data end, and how old they are."""

from datetime import date

from components.page import Page
from components.shell import dataset_line, index_string, navigation, not_found, shell, tab_bar
from tests.components.reading import prop, said, walk, with_class

PAGES = (Page("/", "Overview", "overview"), Page("/data", "Data", "data", "upkeep"))


def test_the_navigation_holds_the_pages_that_exist_in_their_groups() -> None:
    groups = with_class(navigation(PAGES), "nav-group")
    assert [said(g).strip() for g in groups] == ["Overview", "Data"]


def test_the_frame_can_be_skipped_and_has_one_main() -> None:
    made = shell(PAGES)
    skip = with_class(made, "skip")[0]
    mains = [c for c in walk(made) if type(c).__name__ == "Main"]
    assert len(mains) == 1
    assert skip.href == f"#{mains[0].id}"
    assert prop(with_class(made, "tabbar")[0], "aria-label") == "Pages"


def test_old_data_are_called_old() -> None:
    first, last = date(2025, 9, 1), date(2026, 11, 22)
    fresh = said(dataset_line("EU store", first, last, date(2026, 11, 23)))
    assert fresh == "EU store 1 Sep 2025 – 22 Nov 2026 Data up to 22 Nov 2026"
    old = dataset_line("EU store", first, last, date(2026, 12, 22))
    assert said(old).endswith("Data up to 22 Nov 2026, 30 days ago")
    assert with_class(old, "is-old")


def test_the_theme_is_set_before_anything_is_drawn() -> None:
    page = index_string("/assets/theme.js")
    assert page.index('<script src="/assets/theme.js">') < page.index("{%css%}")
    assert "<script>" not in page  # the content policy runs no inline script


def test_an_unknown_address_says_so() -> None:
    assert "Nothing is at /nope." in said(not_found("/nope"))


def test_a_narrow_screen_has_five_tabs_and_the_other_pages_behind_the_last() -> None:
    pages = [Page(f"/{name}", name.capitalize(), "data") for name in ("a", "b", "c", "d", "e", "f", "g")]
    bar = tab_bar(pages)
    assert len(bar.children) == 5
    assert said(with_class(bar, "tabbar-more")[0]).split() == ["More", "E", "F", "G"]
    assert len(tab_bar(pages[:5]).children) == 5
    assert not with_class(tab_bar(pages[:5]), "tabbar-more")
