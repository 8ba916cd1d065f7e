"""The four floors: imports only ever point down, and a module stays small enough to be read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("app", "callbacks", "components", "core")

WEB = {"dash", "dash_ag_grid", "dash_bootstrap_components", "flask", "flask_caching", "flask_compress"}
SERVICES = {"cachelib", "celery", "gunicorn", "redis", "werkzeug"}
STORES = {"duckdb", "ibis", "pyarrow", "python_calamine", "sqlalchemy", "sqlite3", "xlsxwriter"}
OUTSIDE = {"http", "os", "pathlib", "requests", "shutil", "socket", "subprocess", "tempfile", "urllib.request"}
NUMERICS = {"numpy", "scipy", "sklearn", "statsforecast", "statsmodels"}

NEVER = {
    "core": WEB | SERVICES | {"plotly", "components", "callbacks", "app"},
    "components": SERVICES | STORES | OUTSIDE | {"flask", "flask_caching", "callbacks", "app"},
    "callbacks": SERVICES | STORES | NUMERICS | {"app"},
    "app": NUMERICS,
}
"""By floor: what its modules may not import. `app` wires the others together; logic belongs below it."""

TOP_OF_CORE = "core.workbench"
"""The one door stands above all rooms of core; a room that went through it would go in circles."""

LINES = 350


def imported(path: Path, module: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a file imports, wherever in the file it does so."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            above = parents[: len(parents) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            # `from core import workbench` imports the module core.workbench.
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}" if alias.name != "*" else base


def modules(root: Path) -> Iterator[tuple[Path, str]]:
    for floor in FLOORS:
        for path in sorted((root / floor).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            yield path, ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def wrong_imports(root: Path) -> list[str]:
    """One line for each import that points up or out of its floor."""
    wrong = []
    for path, module in modules(root):
        floor = module.split(".")[0]
        for line, name in imported(path, module):
            never = NEVER[floor] | ({TOP_OF_CORE} if floor == "core" and module != TOP_OF_CORE else set())
            if any(f"{name}.".startswith(f"{one}.") for one in never):
                wrong.append(f"{path.relative_to(root)}:{line}: {floor} may not import {name}")
    return wrong


def long_modules(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: {lines} lines, at most {LINES}"
        for path, _ in modules(root)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    ]


def test_imports_point_down() -> None:
    assert wrong_imports(ROOT) == []


def test_modules_stay_small() -> None:
    assert long_modules(ROOT) == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path, _ in modules(ROOT)
        if (text := path.read_text(encoding="utf-8")).strip() and ast.get_docstring(ast.parse(text)) is None
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("core/data/reading.py", "import flask_caching"),
        ("core/data/reading.py", "def read():\n    from dash import html"),
        ("core/data/__init__.py", "from ...components import ids"),
        ("core/data/reading.py", "import components.ids as ids"),
        ("core/agents/analyzer.py", "from core import workbench"),
        ("core/agents/analyzer.py", "from core.workbench import Workbench"),
        ("core/agents/analyzer.py", "if TYPE_CHECKING:\n    from app.memo import SharedMemo"),
        ("components/tiles.py", "from callbacks import overview"),
        ("components/tiles.py", "from pathlib import Path"),
        ("components/tiles.py", "import sqlalchemy as sa"),
        ("callbacks/budget.py", "from app.settings import Settings"),
        ("callbacks/budget.py", "from scipy import optimize"),
        ("components/tiles.py", "from urllib.request import urlopen"),
        ("app/factory.py", "from scipy.stats import norm"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text)
    (found,) = wrong_imports(tmp_path)
    assert found.startswith(f"{file}:")


def test_imports_that_point_down_pass(tmp_path: Path) -> None:
    for file, text in {
        "app/factory.py": "import dash\nfrom callbacks import register\nfrom core.workbench import Workbench",
        "callbacks/budget.py": "from components import ids\nfrom core.workbench import Workbench",
        "components/tiles.py": "import plotly.graph_objects as go\nfrom core.agents import report",
        "core/workbench.py": "import numpy as np\nfrom core.data import Dataset\nfrom . import curves",
    }.items():
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text(text)
    assert wrong_imports(tmp_path) == []


def test_a_long_module_is_found(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "long.py").write_text("x = 1\n" * (LINES + 1))
    (tmp_path / "core" / "short.py").write_text("x = 1\n" * LINES)
    assert long_modules(tmp_path) == [f"core/long.py: {LINES + 1} lines, at most {LINES}"]
