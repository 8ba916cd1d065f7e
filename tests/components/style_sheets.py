"""Reads the style sheets as the tests need them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
TOKENS = ASSETS / "01-tokens.css"
OWN = sorted(p for p in ASSETS.glob("*.css") if "vendor" not in p.name)


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def declared(text: str) -> dict[str, str]:
    """Custom properties of a block and their values."""
    return dict(re.findall(r"--([\w-]+)\s*:\s*([^;]+);", without_comments(text)))


def theme(name: str) -> dict[str, str]:
    """The tokens of a theme; the dark one goes over the light one."""
    text = without_comments(TOKENS.read_text())
    blocks = re.findall(r"([^{}]+)\{([^{}]*)\}", text)
    light = {k: v for head, body in blocks if head.strip().startswith(":root") for k, v in declared(body).items()}
    if name == "light":
        return light
    dark = next(body for head, body in blocks if head.strip() == '[data-bs-theme="dark"]')
    return {**light, **declared(dark)}
