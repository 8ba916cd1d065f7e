"""Rules of thumb and credits: closed forms, sums, intervals, and the errors against a known truth."""

import numpy as np
import pandas as pd
import pytest

from core.attribution.credit import attribute
from core.attribution.judged import judge
from core.attribution.paths import find_paths
from core.attribution.rules import SIMPLE, weights
from core.errors import InputError, NotEnoughDataError
from tests.core.attribution.making import events, paths_of, random_ways, source_of

RULES = (*SIMPLE, "markov", "markov2", "shapley")


@pytest.mark.parametrize(
    ("rule", "shares"),
    [
        ("first", [1, 0, 0, 0]),
        ("last", [0, 0, 0, 1]),
        ("linear", [0.25] * 4),
        ("position", [0.4, 0.1, 0.1, 0.4]),
        # Ages of 3, 2, 1 and 0 days.
        ("decay", np.array([2 ** (-3 / 7), 2 ** (-2 / 7), 2 ** (-1 / 7), 1]) / sum(2 ** (-k / 7) for k in range(4))),
    ],
)
def test_each_rule_divides_a_path_of_four(rule, shares):
    np.testing.assert_allclose(weights(paths_of([("abcd", True)]), rule), shares)


@pytest.mark.parametrize(("way", "shares"), [("a", [1]), ("ab", [0.5, 0.5]), ("abc", [0.4, 0.2, 0.4])])
def test_position_of_short_paths(way, shares):
    np.testing.assert_allclose(weights(paths_of([(way, True)]), "position"), shares)


def test_credits_of_every_rule_add_up_to_all_purchases_and_all_value():
    rng = np.random.default_rng(0)
    rows = []
    for customer in range(300):
        day = 1
        for _ in range(rng.integers(1, 12)):
            kind = rng.choice(["view", "click", "purchase"])
            rows.append(
                (customer, day, kind, rng.choice(list("abcdef")), float(rng.gamma(2, 30)) if kind == "purchase" else 0)
            )
            day += int(rng.integers(0, 6))
    paths = find_paths(source_of(events(*rows)))
    for measure, total in (("purchases", paths.bought.sum()), ("value", sum(r[4] for r in rows))):
        made = attribute(paths, measure)
        assert made.rules == RULES
        assert made.total == pytest.approx(total)
        np.testing.assert_allclose(made.shares.sum(axis=1), 1, rtol=1e-12)
        np.testing.assert_allclose(made.draws.sum(axis=2), 1, rtol=1e-5)
        assert (made.shares >= 0).all()
        for rule in made.rules:
            lower, upper = made.interval(rule)
            assert (lower <= made.share(rule)).all()
            assert (made.share(rule) <= upper).all()


def test_channels_that_stand_in_each_other_s_place_get_the_same():
    made = random_ways(5, "abc", 150, 4)
    mirrored = [(way.translate(str.maketrans("ab", "ba")), won) for way, won in made]
    answer = attribute(paths_of(made + mirrored))
    a, b = answer.names.index("a"), answer.names.index("b")
    np.testing.assert_allclose(answer.shares[:, a], answer.shares[:, b], rtol=1e-9)


def test_paths_of_one_contact_leave_nothing_to_divide():
    answer = attribute(paths_of([("a", True)] * 30 + [("b", True)] * 10))
    for rule in answer.rules:
        np.testing.assert_allclose(answer.share(rule), [0.75, 0.25], rtol=1e-9)


def test_one_channel_gets_all():
    answer = attribute(paths_of([("aa", True), ("a", False), ("aaa", True)] * 10))
    np.testing.assert_allclose(answer.shares, 1)


def test_intervals_are_those_of_a_bootstrap_over_customers():
    """The spread of the share of the last contact against that of drawing customers one by one."""
    rng = np.random.default_rng(1)
    rows, per = [], []
    for customer in range(400):
        favourite = rng.choice(["a", "b"])
        bought = {"a": 0, "b": 0}
        for k in range(rng.integers(1, 6)):
            channel = str(favourite if rng.random() < 0.9 else rng.choice(["a", "b"]))
            rows.append((customer, 2 * k + 1, "purchase", channel, 1.0))
            bought[channel] += 1
        per.append((bought["a"], bought["b"]))
    answer = attribute(find_paths(source_of(events(*rows))), resamples=800)
    counts = np.array(per)
    plain = [(s := counts[rng.integers(0, 400, 400)].sum(axis=0))[0] / s.sum() for _ in range(800)]
    a = answer.names.index("a")
    spread = answer.draws[answer.rules.index("last"), :, a].std()
    assert spread == pytest.approx(np.std(plain), rel=0.12)
    # Purchases of the same customer are alike: taken for independent they would seem surer by a third.
    assert spread > 1.25 * np.sqrt(0.25 / counts.sum())


def test_the_same_question_gives_the_same_answer():
    one, other = (attribute(paths_of(random_ways(2))) for _ in range(2))
    np.testing.assert_array_equal(one.draws, other.draws)


def test_few_customers_have_shares_and_no_intervals():
    answer = attribute(paths_of([("ab", True)]))
    assert answer.interval("last") is None
    assert answer.difference("first", "last") is None
    np.testing.assert_allclose(answer.share("linear"), 0.5)


def test_what_cannot_be_credited_says_why():
    with pytest.raises(InputError, match="measure"):
        attribute(paths_of([("a", True)]), "clicks")
    frame = events((1, 1, "click", "a", 0), (1, 2, "purchase", "b", 0)).drop(columns="value")
    with pytest.raises(NotEnoughDataError, match="no amounts"):
        attribute(find_paths(source_of(frame, value="")), "value")
    late = events((1, 1, "click", "a", 0), (1, 30, "purchase", None, 5))
    with pytest.raises(NotEnoughDataError, match="Choose more days"):
        attribute(find_paths(source_of(late), lookback=7))


def test_misplaced_credit_is_half_the_sum_of_the_differences():
    answer = attribute(paths_of([("ab", True)] * 30 + [("cb", True)] * 10))
    causes = pd.DataFrame({"channel": ["a"] * 20 + ["b"] * 12 + ["c"] * 8, "campaign_id": "x", "value": 1.0})
    judged = judge(answer, causes, "channel")
    assert list(judged.truth[[answer.names.index(n) for n in "abc"]]) == [0.5, 0.3, 0.2]
    # Last gives b all: 0.7 too much. First gives a 0.75 and c 0.25: 0.25 and 0.05 too much.
    assert judged.misplaced["last"] == pytest.approx(0.7)
    assert judged.misplaced["first"] == pytest.approx(0.3)
    assert judged.best == min(judged.misplaced, key=judged.misplaced.get)
    # What was caused by something that nobody met is misplaced by all.
    unmet = pd.concat([causes, pd.DataFrame({"channel": ["z"] * 40, "campaign_id": "x", "value": 1.0})])
    assert judge(answer, unmet, "channel").misplaced["last"] == pytest.approx(0.5 + 0.35)
    assert judge(answer, causes.iloc[:0], "channel") is None
