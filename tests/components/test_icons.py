"""Each icon that code can name is drawn, and each that is drawn can be named."""

import re

import pytest

from components.icons import NAMES, icon
from tests.components.style_sheets import ASSETS


def test_names_and_drawings_are_the_same() -> None:
    drawn = re.findall(r"^\.icon-([\w-]+) \{", (ASSETS / "03-icons.css").read_text(), flags=re.MULTILINE)
    assert sorted(drawn) == sorted(NAMES)


def test_an_icon_is_decoration_to_a_screen_reader() -> None:
    assert icon("budget").to_plotly_json()["props"]["aria-hidden"] == "true"


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        icon("mascot")
