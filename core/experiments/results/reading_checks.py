"""Whether a result can be believed: split, people in several variants, missing values, outliers, before, novelty."""

from __future__ import annotations

from pathlib import Path

from core.errors import ProductError
from core.experiments.compare import validity
from core.experiments.compare.samples import MeanSample, PairedSample, ProportionSample, RatioSample
from core.experiments.results.reading import Check
from core.experiments.results.reading_words import by_chance, figure, listed
from core.experiments.results.roles import Metric, Roles
from core.experiments.results.sums import MetricSums, Sums
from core.experiments.results.sums_daily import daily_sums
from core.files.kept_files import KeptFile
from core.wording import counted, number, percent

SURE = 0.001
"""P-value below which a check warns: many are made, and a warning must mean something."""

MOST_SPREAD = 0.25
"""Part of the squared deviations that one person may make."""


def checks_of(
    path: Path, file: KeptFile, roles: Roles, sums: Sums, people: tuple[tuple[str, int], ...]
) -> tuple[Check, ...]:
    """Return all checks, in the order in which to look at them."""
    checks = [*_planned(roles, people), _split(roles, people)]
    if roles.unit:
        checks.append(_people(sums, people))
    checks += [
        check for check in (_missing(roles, sums, people), _outliers(roles, sums), _before(roles, sums)) if check
    ]
    if roles.date:
        checks.append(_novelty(path, file, roles, people))
    return tuple(checks)


def notes_of(sums: Sums, roles: Roles) -> tuple[str, ...]:
    """Return what was done with rows and people, in sentences."""
    about, notes = sums.about, []
    if about.set_aside:
        notes.append(f"{counted(about.set_aside, 'row')} without a variant or person were set aside.")
    if about.repeated:
        notes.append(
            f"{counted(about.repeated, 'person', 'people')} had several rows. Their values were added up first (of yes "
            "and no, one yes counts), so that each person counts once."
        )
    for metric, cap in zip(roles.metrics, sums.caps, strict=True):
        if cap is not None:
            share = percent(metric.winsorise, None if metric.winsorise >= 0.01 else 2)
            notes.append(f"The largest {share} of “{metric.column}” count as {figure(metric, cap)}, in all variants.")
    if roles.shape == "sums" and roles.date:
        notes.append("People were added up over the days; somebody who came on several days counts on each.")
    return tuple(notes)


def _planned(roles: Roles, people: tuple[tuple[str, int], ...]) -> list[Check]:
    gone = [name for name, _ in roles.shares if name not in dict(people)]
    if not gone:
        return []
    title = f"{listed(gone)} {'has' if len(gone) == 1 else 'have'} no rows"
    text = "They were planned. Either they were lost on the way, and then others may be too, or the plan changed."
    return [Check("variants", "stop", title, text)]


def _split(roles: Roles, people: tuple[tuple[str, int], ...]) -> Check:
    planned = dict(roles.shares)
    shares = [planned.get(name, 0.0) for name, _ in people] if roles.shares else None
    sizes = (
        " and ".join(f"{name} {number(n)}" for name, n in people)
        if len(people) < 3
        else ", ".join(f"{name} {number(n)}" for name, n in people)
    )
    if shares and not all(shares):
        name = next(name for name, _ in people if not planned.get(name))
        return Check("split", "warn", f"No share is planned for {name}", "The split cannot be checked without.")
    try:
        found = validity.sample_ratio([n for _, n in people], shares)
    except ProductError as error:
        return Check("split", "warn", "The split cannot be checked", str(error))
    plan = "equal parts are" if shares is None else "this split is"
    if found.mismatch:
        return Check(
            "split",
            "stop",
            f"People were not split as planned: {sizes}",
            f"Where {plan} planned, a split this uneven happens by chance in {by_chance(found.p_value)}. Some people "
            "are missing or in the wrong variant, and they may differ from the others. Find out why before reading on: "
            "redirects, bots, a page that failed to load, or a change of the shares during the test.",
        )
    text = f"{sizes}: a split at least this uneven happens by chance in {by_chance(found.p_value)}."
    return Check("split", "ok", "People were split as planned", text)


def _people(sums: Sums, people: tuple[tuple[str, int], ...]) -> Check:
    crossed, all_people = sums.about.crossed, sum(n for _, n in people)
    if not crossed:
        return Check("people", "ok", "Nobody was in two variants", "Each person saw one variant only.")
    share = crossed / (crossed + all_people)
    return Check(
        "people",
        "stop" if share > 0.05 else "warn",
        f"{counted(crossed, 'person', 'people')} were in more than one variant",
        f"They are {percent(share)} of all and are left out. If a variant makes people come back more often, leaving "
        "them out is unfair: find out how they came to see both.",
    )


def _missing(roles: Roles, sums: Sums, people: tuple[tuple[str, int], ...]) -> Check | None:
    worst: tuple[float, Metric, dict[str, int]] | None = None
    for i, metric in enumerate(roles.metrics):
        missing = {name: sums.metrics[name][i].missing for name, _ in people}
        if not any(missing.values()):
            continue
        p_value = _unlike([(missing[name], n) for name, n in people])
        if worst is None or p_value < worst[0]:
            worst = p_value, metric, missing
    if worst is None:
        return None
    p_value, metric, missing = worst
    counts = ", ".join(f"{name} {number(n)}" for name, n in missing.items())
    title = f"“{metric.column}” is empty for {counted(sum(missing.values()), 'person', 'people')}"
    if p_value < SURE:
        return Check(
            "missing",
            "warn",
            title + ", and not alike in the variants",
            f"{counts}. They are left out of this metric, which is unfair where a variant causes it. Where empty means "
            "nothing was bought, put 0 into the file.",
        )
    return Check("missing", "info", title, f"{counts}. They are left out of this metric; put 0 where empty means none.")


def _unlike(counts: list[tuple[int, int]]) -> float:
    """P-value of one share in all variants, by chi-square with as many degrees of freedom as variants less one."""
    from scipy.special import gammaincc

    share = sum(m for m, _ in counts) / max(1, sum(n for _, n in counts))
    if not 0 < share < 1:
        return 1.0
    statistic = sum((m - n * share) ** 2 / (n * share * (1 - share)) for m, n in counts if n)
    return float(gammaincc((len(counts) - 1) / 2, statistic / 2))


def _outliers(roles: Roles, sums: Sums) -> Check | None:
    """A largest value that makes a large part of the squared deviations from the mean of its variant."""
    looked = False
    for i, metric in enumerate(roles.metrics):
        if metric.kind != "mean" or roles.shape == "sums":
            continue
        looked = True
        for name, found in sums.metrics.items():
            sample = found[i].sample
            if sums.caps[i] is not None or not isinstance(sample, MeanSample) or sample.n < 2:
                continue
            mean = sample.total / sample.n
            variance = max(0.0, sample.squares / sample.n - mean * mean)
            spread = sample.n * variance
            if spread > 0 and (found[i].high - mean) ** 2 > MOST_SPREAD * spread:
                return Check(
                    "outliers",
                    "warn",
                    f"One person carries {percent(found[i].high / sample.total)} of “{metric.column}” in {name}",
                    f"With {figure(metric, found[i].high)} where the mean is {figure(metric, mean)}, this person alone "
                    f"makes {percent((found[i].high - mean) ** 2 / spread)} of the spread between people. "
                    "Cap the largest values of this metric (such as the "
                    "top 0.1 %) and look whether the answer stays.",
                )
    if not looked:
        return None
    return Check("outliers", "ok", "No single person decides", "No value makes much of the spread between people.")


def _before(roles: Roles, sums: Sums) -> Check | None:
    worst: tuple[float, str, str, float, float] | None = None
    for i, metric in enumerate(roles.metrics):
        old = sums.metrics[roles.control][i].paired
        for name, found in sums.metrics.items():
            new = found[i].paired
            if name == roles.control or old is None or new is None:
                continue
            try:
                effect = validity.pre_period(_known(old), _known(new)).effect
            except ProductError:
                continue
            if worst is None or effect.p_value < worst[0]:
                worst = effect.p_value, metric.before, name, effect.control, effect.treatment
    if worst is None:
        return None
    p_value, column, name, control, treatment = worst
    if p_value < SURE:
        return Check(
            "before",
            "warn",
            f"{name} differed before the test: “{column}” {treatment:,.4g} against {control:,.4g}",
            f"A difference this large comes by chance in {by_chance(p_value)}. The people of the variants are not "
            "alike; what differs after may have been there before.",
        )
    return Check("before", "ok", "The variants were alike before the test", f"“{column}” does not differ noticeably.")


def _known(one: PairedSample) -> MeanSample:
    return MeanSample(one.n, one.before, one.before_squares)


def _novelty(path: Path, file: KeptFile, roles: Roles, people: tuple[tuple[str, int], ...]) -> Check:
    metric = roles.metrics[0]
    try:
        days = daily_sums(path, file, roles, metric, cumulated=False)
        found = []
        for name, _ in people[1:]:
            pairs = [
                (_as_mean(day.sums[roles.control]), _as_mean(day.sums[name]))
                for day in days
                if roles.control in day.sums and name in day.sums
            ]
            one = validity.novelty(pairs)
            found.append((one.p_value, name, one))
    except ProductError:
        return Check(
            "novelty", "info", "Whether the effect fades cannot be told", "There are too few days, or people a day."
        )
    _, name, worst = min(found, key=lambda one: (one[0], one[1]))
    if worst.fading or worst.growing:
        return Check(
            "novelty",
            "warn",
            f"The effect of {name} {'fades' if worst.fading else 'grows'} over the days",
            f"It was {worst.first:+.3g} in the first {worst.first_days} days and {worst.later:+.3g} after. What is new "
            "draws attention for a while: let the test run on, or trust the later days.",
        )
    return Check("novelty", "ok", "The effect neither fades nor grows", "The first days say the same as later ones.")


def _as_mean(one: MetricSums) -> MeanSample:
    sample = one.sample
    if isinstance(sample, ProportionSample):
        return MeanSample(sample.n, sample.successes, sample.successes)
    if isinstance(sample, RatioSample):
        return MeanSample(sample.n, sample.numerator, sample.numerator_squares)
    return sample
