"""Runs the arithmetic of the Budget page in a real Chromium, on a page without a server, and hands it curves."""

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from core.allocation.planning import PlanCampaign, Planner
from core.curves import CurveDraws, curves_bytes

ASSETS = Path(__file__).parents[2] / "assets"
SCRIPTS = ("format", "math", "split", "asked", "rules", "weeks-state", "state")


@pytest.fixture(scope="module")
def scripts(browser: Browser) -> Iterator[Page]:
    """A page with the parts that need no page of the product."""
    page = browser.new_page()
    for name in SCRIPTS:
        page.add_script_tag(path=ASSETS / f"budget-{name}.js")
    yield page
    page.close()


def run(page: Page, code: str, **values: Any) -> Any:
    """Run a function body with ``values`` as its variables; ``page`` is the namespace of the scripts."""
    names = ", ".join(values)
    body = f"(given) => {{ const page = window.budgetPage; const {{{names}}} = given; {code} }}"
    return page.evaluate(body, values)


def as_text(planner: Planner) -> str:
    """The curves as they travel, as text."""
    return base64.b64encode(curves_bytes(planner.curves)).decode()


PARSE = "const curves = page.math.parseCurves(Uint8Array.from(atob(file), (c) => c.charCodeAt(0)).buffer);"


def random_planner(
    rng: np.random.Generator,
    campaigns: int = 6,
    draws: int = 400,
    concave: bool = False,
    forms: Sequence[str] = ("hill",),
) -> Planner:
    """Campaigns of very different size, one without any spend today; Hill curves may be S-shaped. Forms take turns."""
    today = np.round(rng.lognormal(9, 1.5, campaigns), 4)
    today[-1] = 0.0
    curves, listed = [], []
    for c in range(campaigns):
        size = max(today[c], 500.0)
        slope = rng.uniform(0.4, 1.0) if concave else rng.uniform(0.5, 3.0)
        form = forms[c % len(forms)]
        shapes = np.full(draws, slope) if concave else slope * rng.lognormal(0, 0.1, draws)
        if form != "hill":
            shapes = np.ones(draws) if form == "tanh" else np.minimum(shapes / 3, 1.0)
        curves.append(
            CurveDraws(
                f"Campaign {c}",
                scale=size * rng.uniform(1, 6) * rng.lognormal(0, 0.2, draws),
                half_saturation=size * rng.uniform(0.3, 3) * rng.lognormal(0, 0.3, draws),
                slope=shapes,
                form=form,
            )
        )
        listed.append(
            PlanCampaign(f"c{c}", f"Campaign {c}", "Search", float(today[c]), 0.0, float(3 * today[c]), 2 * size)
        )
    return Planner("key", "data", "revenue", 30, "EUR", tuple(listed), tuple(curves))
