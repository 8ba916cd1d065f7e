"""The command line: ``python -m app optimize FILE --budget N`` and ``python -m app serve``."""

import argparse
import math
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from core.errors import FileUnusableError, InputError, ProductError

if TYPE_CHECKING:
    from core.allocation.planning import Planner
    from core.optimizing import OptimizedPlan

OUTCOMES: Final = ("revenue", "conversions", "clicks", "impressions")
"""``core.data.OUTCOMES``, which takes a second to import."""
LONGEST: Final = 366
LARGEST_FILE: Final = 50 * 2**20


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without repeating the usage."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]}. See: python -m app {self._command} --help")

    @property
    def _command(self) -> str:
        return self.prog.removeprefix("python -m app").strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, or 2 with one line on stderr where the input cannot be used."""
    try:
        options = _parser().parse_args(arguments)
        code: int = options.run(options)
        sys.stdout.flush()
    except ProductError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read the output has seen enough. What is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m app", description="Plan a budget, or serve the pages.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    optimize = commands.add_parser(
        "optimize",
        help="find the best split of a budget",
        description="Find the best split of a budget, and prove it. Each campaign may get 0 to 3 times what it spends "
        "today (the mean of its last 28 active days).",
    )
    optimize.add_argument(
        "file", metavar="FILE", nargs="?", help="CSV or XLSX with date, campaign, spend and an outcome by day"
    )
    optimize.add_argument(
        "--curves", metavar="FILE", help="plan with response curves from another model (docs/bring-your-own-model.md)"
    )
    optimize.add_argument(
        "--budget", required=True, metavar="N", help="total to spend over the days, in the file's currency"
    )
    optimize.add_argument("--days", default="30", metavar="N", help=f"length of the plan, 1 to {LONGEST} (default: 30)")
    optimize.add_argument(
        "--outcome", default="revenue", metavar="|".join(OUTCOMES), help="what to maximise (default: revenue)"
    )
    optimize.add_argument("--json", action="store_true", help="print JSON instead of a table")
    optimize.add_argument("--output", metavar="PLAN.CSV", help="also write the plan to this file")
    optimize.set_defaults(run=_optimize)
    serve = commands.add_parser(
        "serve", help="serve the pages; HOST, PORT, WORKERS and others are read from the environment"
    )
    serve.set_defaults(run=_serve)
    return parser


def _serve(_: argparse.Namespace) -> int:
    from app.settings import ROOT, Settings

    Settings.from_environment()
    os.chdir(ROOT)
    command = [sys.executable, "-m", "gunicorn", "--config", "python:app.gunicorn_config"]
    os.execv(sys.executable, command)  # noqa: S606 a fixed command


def _optimize(options: argparse.Namespace) -> int:
    budget, days, outcome = _amount(options.budget), _days(options.days), _outcome(options.outcome)
    if bool(options.file) == bool(options.curves):
        raise InputError("Name one file: the data, or with --curves the curves of another model.")
    source = Path(options.file or options.curves)
    content = _read(source)
    output = _writable(Path(options.output), source) if options.output else None

    # Imported here, so that a wrong amount is answered before the numerics are loaded.
    from app import plan_output
    from core.allocation.planning import PlanSettings
    from core.curve_matching import match_curves
    from core.curve_planning import planner_of_curves, sentences
    from core.memo import DictMemo
    from core.optimizing import optimize
    from core.response.external import read_curves
    from core.workbench import open_workbench

    if options.curves:
        curves = read_curves(content, source.name)
        planner = planner_of_curves(curves, days)
        plan = optimize(planner, PlanSettings(outcome=planner.outcome, days=days, budget=budget), DictMemo())
        return _show(options, output, plan, planner, budget, sentences(curves, match_curves(curves)))
    with tempfile.TemporaryDirectory(prefix="campaign-optimizer-") as folder:
        workbench = open_workbench(Path(folder), DictMemo())
        imported = workbench.import_file(content, source.name)
        held = workbench.outcomes()
        if outcome not in held:
            raise InputError(f"The file holds no {outcome}. Ask for what it holds with --outcome {held[0]}.")
        planner = workbench.planner(outcome, days)
        plan = workbench.optimize(PlanSettings(outcome=outcome, days=days, budget=budget))
    return _show(options, output, plan, planner, budget, plan_output.about_import(imported))


def _show(
    options: argparse.Namespace,
    output: Path | None,
    plan: "OptimizedPlan",
    planner: "Planner",
    budget: float,
    notes: Sequence[str],
) -> int:
    from app import plan_output

    result = plan_output.as_result(plan, planner, budget)
    if output:
        plan_output.write_csv(output, result)
    print(plan_output.as_json(result) if options.json else plan_output.as_text(result, plan, planner, notes))
    return 0


def _amount(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = math.nan
    if not math.isfinite(amount) or amount < 0:
        raise InputError(f"The budget is “{text}”; it must be an amount of money, 0 or more, like 12000 or 12000.50.")
    return round(amount, 2)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST):
        raise InputError(f"The number of days is “{text}”; it must be a whole number from 1 to {LONGEST}.")
    return int(text)


def _outcome(text: str) -> str:
    if text not in OUTCOMES:
        raise InputError(f"The outcome is “{text}”; it must be one of {', '.join(OUTCOMES)}.")
    return text


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise FileUnusableError(f"“{path}” is a folder. Name a CSV or XLSX file in it.")
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise FileUnusableError(
                f"“{path}” has {size / 2**20:,.0f} MB; files up to 50 MB can be read. Export fewer days."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise FileUnusableError(f"There is no file “{path}”. Check the name.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileUnusableError(f"“{path}” cannot be read: {reason}.") from None


def _writable(path: Path, source: Path) -> Path:
    """Return where the plan goes, after checking, before minutes of work, that it can be written."""
    folder = path.parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise InputError(
            f"The plan cannot be written to “{path}”: name a file in a folder that exists and can be written."
        )
    if path.exists() and path.samefile(source):
        raise InputError(f"The plan would replace the data in “{path}”. Name another file for it.")
    return path
