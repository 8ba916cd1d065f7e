"""What a kept test says so far: its file, read by day, watched by its plan."""

from dataclasses import replace

from core.errors import InputError
from core.experiments.cumulated import cumulated
from core.experiments.desk import ExperimentDesk
from core.experiments.reading import daily
from core.experiments.record import TestRecord
from core.experiments.result_roles import roles_of
from core.experiments.running import Watched, watch
from core.experiments.watch_plan import WatchPlan


def watched_test(desk: ExperimentDesk, test: TestRecord) -> tuple[Watched, str]:
    """Return what the first metric of a test says so far, and the name of that metric.

    Args:
        desk: Where the file is kept.
        test: With a file, its roles, and the design.

    Raises:
        NotFoundError: If the file is not kept any more.
        InputError: If the file has no days, or cannot be watched, in words.
    """
    file = desk.files.get(test.file)
    roles = roles_of(test.roles, file)
    metric = roles.metrics[0]
    if not roles.date:
        raise InputError("The file of this test says no days. Choose the column with the day, then it can be watched.")
    if metric.kind == "quantile":
        raise InputError("A quantile cannot be watched day by day. Put a share or a mean first among what is measured.")
    found = desk.tally(test.file, roles)
    names = list(found.people)
    days, samples = cumulated(daily(found, 0), names)
    plan = WatchPlan.of(test.design)
    shares = [roles.shares[name] for name in names if name in roles.shares]
    if len(shares) == len(names):
        ordered = [roles.control, *(name for name in names if name != roles.control)]
        plan = replace(plan, split=tuple(roles.shares[name] for name in ordered))
    return watch(days, samples, control=roles.control, plan=plan), metric.name
