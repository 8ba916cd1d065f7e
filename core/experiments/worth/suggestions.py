"""Suggestions: which tests are worth it, ranked by what their answer brings to the plan less what they cost."""

from core.allocation.planning import Planner
from core.curve_matching import match_curves
from core.curve_planning import choose_key, choose_planner
from core.data import Dataset
from core.errors import InputError
from core.experiments.worth.daily_noise import daily_noise
from core.experiments.worth.rate_tests import RateTest, rate_tests
from core.experiments.worth.spend_tests import LEAST_DAYS, Known, SpendTest, SpendTests
from core.experiments.worth.suggestion import LEVEL, Suggestion, SuggestionList
from core.experiments.worth.suggestion_words import RATES, rate_answers, rate_words, spend_answers, spend_words
from core.memo import Memo, content_key, memo_key
from core.planning import fit_response, main_outcome
from core.response import Assumptions
from core.response.external import CurveSet
from core.response.threads import one_blas_thread
from core.wording import counted

HORIZON = 90
"""Days over which the answer of a test counts, with those of the test."""
SHORTEST = 21
"""Days of a horizon in which a test of two weeks still leaves time to use its answer."""
LEAST = 0.001
"""Share of the expected outcome of the horizon that a test has to be worth, less its cost, to be suggested."""
LEAST_CHANGES = 0.1
"""Probability that the answer changes the plan, below which a test of spend is not suggested."""
BROUGHT_CARRY_OVER = 7.0
"""Days at the start of a test that do not count where curves from elsewhere do not say how long ads go on working."""


def suggest(
    dataset: Dataset,
    memo: Memo,
    assumptions: Assumptions,
    curves: CurveSet | None = None,
    outcome: str | None = None,
    days: int = HORIZON,
) -> SuggestionList:
    """Return the tests that are worth it, computed once for everybody who asks.

    Args:
        dataset: The data in use.
        memo: Where expensive results are shared.
        assumptions: What people assume of the outcome.
        curves: Curves from elsewhere that plans are made with; None where the product's own model makes them.
        outcome: What plans are made for; None is what the Budget page begins with.
        days: Days over which an answer counts, with those of the test.

    Raises:
        InputError: If the horizon cannot be used, or curves and data do not go together.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """
    if isinstance(days, bool) or not isinstance(days, int) or not SHORTEST <= days <= 366:
        raise InputError(f"An answer can count for {SHORTEST} to 366 days, not for {str(days)[:20]}.")
    chosen = outcome or (curves.outcome if curves else main_outcome(dataset))
    key = choose_key(dataset, chosen, days, assumptions, curves)
    return memo(
        memo_key("suggestions", planner=key, data=dataset.content_hash),
        lambda: _suggest(
            dataset, choose_planner(dataset, chosen, days, memo, assumptions, curves), memo, assumptions, curves
        ),
    )


@one_blas_thread()
def _suggest(
    dataset: Dataset, planner: Planner, memo: Memo, assumptions: Assumptions, curves: CurveSet | None
) -> SuggestionList:
    covers, known = _known(dataset, planner, memo, assumptions, curves)
    noise = daily_noise(dataset, planner, covers)
    seed = int(content_key("shares", data=planner.key)[-12:], 16)
    desk = SpendTests(planner, noise, known, seed)
    expected = float(noise.outcome.sum()) * planner.days
    least = LEAST * expected
    weighed = [t for s in desk.subjects() if (t := desk.best(s)) is not None] if planner.ranged else []
    rates = rate_tests(dataset, planner.outcome, planner.days)
    good = [t for t in weighed if t.net > max(least, 2 * t.left * t.value.error) and t.changes >= LEAST_CHANGES]
    best_rates: dict[str, RateTest] = {}
    for one in sorted(rates, key=lambda t: -t.worth):
        if one.worth > least:
            best_rates.setdefault(one.campaign_id, one)
    data = dict(zip((c.id for c in planner.campaigns), covers, strict=True))
    found = [_of_spend(t, desk, data) for t in good]
    found += [_of_rate(t, planner) for t in best_rates.values()]
    found.sort(key=lambda s: (-s.net, s.id))
    return SuggestionList(
        outcome=planner.outcome,
        currency=planner.currency,
        days=planner.days,
        found=tuple(found),
        skipped=tuple(_skipped(planner, desk, found)),
        brought=planner.brought,
        expected=expected,
        looked=len(weighed) + len(rates),
    )


def _known(
    dataset: Dataset, planner: Planner, memo: Memo, assumptions: Assumptions, curves: CurveSet | None
) -> tuple[list[tuple[str, ...]], list[Known]]:
    """Return which campaigns of the data stand behind each of the planner, and what is known of it."""
    if planner.brought and curves is not None:
        subjects = {s.id: s.covers for s in match_curves(curves, dataset).subjects}
        return (
            [subjects.get(c.id, ()) for c in planner.campaigns],
            # A model of the business total gives what each channel adds to it.
            [Known(True, BROUGHT_CARRY_OVER)] * len(planner.campaigns),
        )
    fit = fit_response(dataset, planner.outcome, memo, assumptions)
    at = {campaign: c for c, campaign in enumerate(fit.campaign_ids)}
    known = [
        Known(bool(fit.incremental and fit.incremental[at[c.id]]), float(fit.carry_over[:, at[c.id]].mean()))
        for c in planner.campaigns
    ]
    return [(c.id,) for c in planner.campaigns], known


def _of_spend(test: SpendTest, desk: SpendTests, covers: dict[str, tuple[str, ...]]) -> Suggestion:
    design, subject = test.design, test.subject
    ids = tuple(i for c in subject.rows for i in covers[desk.planner.campaigns[c].id])
    tail, answers = (1 - LEVEL) / 2, test.value.answers
    per_day = test.today / desk.planner.days
    settings = {
        "kind": design.kind,
        "campaigns": ",".join(ids),
        "change": f"{design.change:g}",
        "days": str(design.days),
        "spend": f"{per_day:.2f}",
        "outcome": desk.planner.outcome,
    }
    return Suggestion(
        id=_name(desk.planner.dataset_hash, design.kind, subject.key),
        kind=design.kind,
        name=subject.name,
        scope=subject.kind,
        campaign_ids=ids,
        days=design.days,
        answers=spend_answers(test, desk),
        worth=test.worth,
        lower=_visible(test.left * answers.quantile(tail), test.worth),
        upper=test.left * answers.quantile(1 - tail),
        cost=test.cost,
        lost=test.lost,
        extra_spend=test.extra_spend,
        perfect=test.perfect,
        changes=test.changes,
        error=test.left * test.value.error,
        settings=settings,
        **spend_words(test, desk),
    )


def _of_rate(test: RateTest, planner: Planner) -> Suggestion:
    tail = (1 - LEVEL) / 2
    # Names and texts of the form of the view Design (core.experiments.design.question).
    settings = {
        "measure": "share",
        "metric": RATES[test.what.kind][1],
        "base": f"{test.rate * 100:.4g} %",
        "effect": f"{test.what.spread * 100:g} %",
        "people": f"{test.per_day:.0f}",
        "kind": test.what.kind,
        "campaigns": test.campaign_id,
    }
    return Suggestion(
        id=_name(planner.dataset_hash, test.what.kind, test.campaign_id),
        kind=test.what.kind,
        name=test.name,
        scope="campaign",
        campaign_ids=(test.campaign_id,),
        days=test.days,
        answers=rate_answers(test),
        worth=test.worth,
        lower=test.quantile(tail),
        upper=test.quantile(1 - tail),
        cost=0.0,
        lost=0.0,
        extra_spend=0.0,
        perfect=test.perfect,
        changes=0.5,
        error=0.0,
        settings=settings,
        **rate_words(test, planner.outcome, planner.currency),
    )


def _visible(lower: float, worth: float) -> float:
    """A hundredth of what a test is worth is nothing: an end of €5.40 would claim to be known."""
    return lower if lower > 0.01 * worth else 0.0


def _name(data: str, kind: str, subject: str) -> str:
    return content_key(kind.replace(" ", "").replace("/", ""), data=data, subject=subject)[: len(kind) + 12]


def _skipped(planner: Planner, desk: SpendTests, found: list[Suggestion]) -> list[str]:
    told = []
    if not planner.ranged:
        told.append(
            "The curves in use are a best estimate alone: they do not say how sure they are, so nobody can say what a "
            "test of spend would be worth. Tests of ads and pages are weighed all the same."
        )
    stopped = [c for c in planner.campaigns if not c.running]
    if stopped:
        told.append(f"{counted(len(stopped), 'campaign')} {_stand(len(stopped))} still and cannot be tested.")
    few = [c for c in desk.members if not desk.able[c]]
    if few:
        told.append(
            f"{counted(len(few), 'campaign')} {'has' if len(few) == 1 else 'have'} fewer than {LEAST_DAYS} days with "
            "spend, or no outcome yet: too few data to weigh a test."
        )
    if len(desk.members) == 1:
        told.append(
            "Only one campaign runs, so there is nowhere to move its money: a test of spend would change nothing."
        )
    if planner.left_out:
        told.append(f"{counted(len(planner.left_out), 'campaign')} of the data cannot be planned and is left out.")
    tested = {i for s in found for i in s.campaign_ids if s.scope == "campaign"}
    idle = [c for c in desk.members if desk.able[c] and planner.campaigns[c].id not in tested]
    if idle and planner.ranged and len(desk.members) > 1:
        told.append(f"For {counted(len(idle), 'campaign')} no test of its own is worth its cost.")
    told.append(
        "Tests by region cost less, because only some regions go without ads. They need the outcome by day and region, "
        "which these data do not hold: bring it on the view Regions."
    )
    return told


def _stand(count: int) -> str:
    return "stands" if count == 1 else "stand"
