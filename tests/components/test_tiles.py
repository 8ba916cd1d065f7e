"""The change under a figure, where a share has a meaning and where it has none."""

import pytest

from components.tiles import delta
from tests.components.reading import said


@pytest.mark.parametrize(
    ("now", "before", "words", "tone"),
    [
        (120.0, 100.0, "▲ up 20 % from b", "pos"),
        (80.0, 100.0, "▼ down 20 % from b", "neg"),
        # A loss that grew went down, and by no share of itself.
        (-200.0, -100.0, "▼ down from b", "neg"),
        (-50.0, -100.0, "▲ up from b", "pos"),
        (50.0, -100.0, "▲ up from b", "pos"),
        (-85.0, 100.0, "▼ down from b", "neg"),
        (-100.0, -100.0, "Unchanged from b", None),
    ],
)
def test_a_loss_that_grows_is_not_up(now: float, before: float, words: str, tone: str | None) -> None:
    shown = delta(now, before, "b", "up")
    assert shown is not None
    assert " ".join(said(shown).replace("\u00a0", " ").split()) == words
    if tone:
        assert shown.children[0].className == tone


@pytest.mark.parametrize(("now", "before"), [(5.0, 0.0), (None, 5.0), (5.0, None)])
def test_from_nothing_there_is_no_change_to_tell(now: float | None, before: float | None) -> None:
    assert delta(now, before, "b", "up") is None
