"""What a kept test says so far: its file, read by day, watched by its plan."""

from dataclasses import fields, replace

from core.errors import InputError
from core.experiments.desk import ExperimentDesk
from core.experiments.registry.record import TestRecord
from core.experiments.results.roles import Roles
from core.experiments.results.sums import MetricSums
from core.experiments.sequential.contrast import Sample
from core.experiments.sequential.running import Watched, watch
from core.experiments.sequential.watch_plan import WatchPlan


def watched_test(desk: ExperimentDesk, test: TestRecord) -> tuple[Watched, str]:
    """Return what the first metric of a test says so far, and the name of that metric.

    Args:
        desk: Where the file is kept.
        test: With a file, its roles, and the design.

    Raises:
        NotFoundError: If the file is not kept any more.
        InputError: If the file has no days, or cannot be watched, in words.
    """
    roles = Roles.from_plain(test.roles)
    if not roles.metrics:
        raise InputError("Nothing says yet what is measured. Read the result once, then it can be watched.")
    metric = roles.metrics[0]
    if not roles.date:
        raise InputError("The file of this test says no days. Choose the column with the day, then it can be watched.")
    if metric.kind == "quantile":
        raise InputError("A quantile cannot be watched day by day. Put a share or a mean first among what is measured.")
    days = desk.daily(test.file, roles, metric)
    if not days:
        raise InputError("The file holds no days. A running test needs a column with the day of each row.")
    last = days[-1].sums
    names = [roles.control, *(name for name in last if name != roles.control)]
    if roles.control not in last:
        raise InputError(f"Nobody is in the variant “{roles.control}” yet.")
    samples = {
        name: [day.sums[name].sample if name in day.sums else _nobody(last[name]) for day in days] for name in names
    }
    plan, shares = WatchPlan.of(test.design), dict(roles.shares)
    if set(names) <= set(shares):
        plan = replace(plan, split=tuple(shares[name] for name in names))
    return watch([day.day for day in days], samples, control=roles.control, plan=plan), metric.name


def _nobody(sums: MetricSums) -> Sample:
    """Sums of nobody, of the kind that a variant has later."""
    kind = type(sums.sample)
    return kind(*(0 for _ in fields(kind)))
