"""The themes can be read by everybody, and colours come from tokens alone."""

import re

import pytest

from tests.components.style_sheets import ASSETS, OWN, ROOT, TOKENS, declared, theme, without_comments

# Text and the surfaces it stands on: 4.5:1 (WCAG 2.2, 1.4.3).
TEXT_PAIRS = [
    *[
        (text, surface)
        for text in ("text", "text-2", "text-3")
        for surface in ("bg", "surface", "overlay", "surface-hover")
    ],
    ("text", "surface-2"),
    ("text-2", "surface-2"),
    ("text-3", "surface-2"),
    *[
        (text, surface)
        for text in ("accent-text", "positive", "negative", "warning", "info")
        for surface in ("bg", "surface")
    ],
    ("accent-text", "overlay"),
    ("accent-text", "accent-soft"),
    ("text", "accent-soft"),
    ("text-2", "negative-soft"),
    ("text-2", "warning-soft"),
    ("text-2", "info-soft"),
    *[(tone, f"{tone}-soft") for tone in ("positive", "negative", "warning", "info")],
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("surface", "chart-today"),
    ("surface", "text"),
    ("text", "seg-on"),
    ("chart-label", "surface"),
]
# What must be seen to operate or to read a chart: 3:1 (WCAG 2.2, 1.4.11).
MARK_PAIRS = [
    ("border-control", "surface"),
    ("focus", "surface"),
    ("focus", "bg"),
    ("chart-today", "surface"),
    ("chart-plan", "surface"),
    ("chart-best", "surface"),
    ("chart-context-1", "surface"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colour(tokens: dict[str, str], name: str) -> str:
    value = tokens[name].strip()
    while match := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = tokens[match[1]].strip()
    return value


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), TEXT_PAIRS)
def test_text_can_be_read(name: str, text: str, surface: str) -> None:
    tokens = theme(name)
    assert contrast(colour(tokens, text), colour(tokens, surface)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("mark", "surface"), MARK_PAIRS)
def test_marks_and_edges_can_be_seen(name: str, mark: str, surface: str) -> None:
    tokens = theme(name)
    assert contrast(colour(tokens, mark), colour(tokens, surface)) >= 3


def test_the_themes_have_the_same_names() -> None:
    dark = without_comments(TOKENS.read_text()).split('[data-bs-theme="dark"] {')[1].split("}")[0]
    light = without_comments(TOKENS.read_text()).split('[data-bs-theme="light"] {')[1].split("}")[0]
    assert set(declared(dark)) == set(declared(light))


@pytest.mark.parametrize("path", OWN, ids=lambda p: p.name)
def test_style_sheets_use_tokens_that_exist(path) -> None:  # type: ignore[no-untyped-def]
    everywhere = {name for sheet in OWN for name in declared(sheet.read_text())}
    # Values of single elements are set where the element is made.
    code = [*(ROOT / "components").rglob("*.py"), *ASSETS.glob("*.js")]
    by_elements = {name for source in code for name in re.findall(r"[\"'`]--([\w-]+)", source.read_text())}
    used = set(re.findall(r"var\(--([\w-]+)\s*\)", without_comments(path.read_text())))
    unknown = {u for u in used - everywhere - by_elements if not u.startswith(("ag-", "bs-", "Dash-"))}
    assert unknown == set()


@pytest.mark.parametrize("path", [p for p in OWN if p != TOKENS], ids=lambda p: p.name)
def test_style_sheets_hold_no_colour_of_their_own(path) -> None:  # type: ignore[no-untyped-def]
    text = without_comments(path.read_text())
    assert re.findall(r"(?<![\w%-])#[0-9a-fA-F]{3,8}\b", text) == []
    assert re.findall(r"\brgba?\([^)]*\)|\bhsla?\([^)]*\)", text) == []


def test_code_holds_no_colour_of_its_own() -> None:
    paths = [*(ROOT / "components").rglob("*.py"), *(ROOT / "callbacks").rglob("*.py"), *ASSETS.glob("*.js")]
    found = {
        path.name: hits
        for path in paths
        if (hits := re.findall(r"[\"'](#[0-9a-fA-F]{3,8}|rgba?\(\d[^\"']*)[\"']", path.read_text()))
        and hits != ["rgba(0,0,0,0)"] * len(hits)
    }
    assert found == {}


def test_code_names_tokens_that_exist() -> None:
    named = {
        (path.name, token)
        for path in [*(ROOT / "components").rglob("*.py"), *(ROOT / "callbacks").rglob("*.py")]
        for token in re.findall(r"[\"']@([a-z][a-z0-9-]*)[\"']", path.read_text())
    }
    assert named
    assert {(file, token) for file, token in named if token not in theme("light")} == set()
