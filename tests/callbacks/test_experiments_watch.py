"""The view Running over a real workbench: verdicts, the warning about the split first, and what cannot be watched."""

from typing import Any

import pytest

from callbacks import experiments_watch
from core.memo import DictMemo
from core.workbench import Workbench, open_workbench
from tests.callbacks.running_tests import frame, keep
from tests.callbacks.test_plan_actual import text


@pytest.fixture
def bench(tmp_path) -> Workbench:
    return open_workbench(tmp_path, DictMemo())


def shown(bench: Workbench, **parameters: Any) -> tuple[str, str]:
    head, body = experiments_watch.content(bench, parameters)
    return text(head), text(body)


def test_without_a_running_test_the_page_says_what_to_do(bench: Workbench) -> None:
    head, body = shown(bench)
    assert "No test is running" in head
    assert "Design a test" in body
    bench.experiments.book.add({"name": "<b>Bold</b>", "state": "running"})
    head, body = shown(bench)
    assert "We cannot watch this test yet" in head
    assert "Upload results" in body


def test_each_verdict_comes_first_with_its_safe_range(bench: Workbench) -> None:
    same = keep(bench, frame({"A": 0.10, "B": 0.11}, 12_000), "Same", design={"n": 60_000.0, "relative": 0.1})
    better = keep(bench, frame({"A": 0.10, "B": 0.14}, 12_000), "Better")
    worse = keep(bench, frame({"A": 0.14, "B": 0.10}, 12_000), "Worse")
    small = keep(bench, frame({"A": 0.10, "B": 0.14}, 300), "Small")
    assert "Go on: we cannot tell yet. So far B is" in shown(bench, test=same.id)[0]
    head, body = shown(bench, test=better.id)
    assert "You can stop: B is better than A. So far B is" in head
    assert "safely between +" in head
    assert "B would become the standard" in body
    assert "12,000 of 24,000 (50" in body
    assert "14 of 28" in body
    assert "Stop: B is worse than A." in shown(bench, test=worse.id)[0]
    assert "Go on: it is too early to tell." in shown(bench, test=small.id)[0]
    # Without a test in the address the newest one is shown, and the others are one press away.
    head, body = shown(bench)
    assert "Small" in head
    assert all(name in body for name in ("Same", "Better", "Worse"))


def test_a_wrong_split_is_said_before_anything_else(bench: Workbench) -> None:
    one = keep(bench, frame({"A": 0.10, "B": 0.14}, 12_000, B=1.15))
    head, body = shown(bench, test=one.id)
    assert head.startswith("Do not decide by this test: people were not split as planned.")
    assert "better than" not in head
    # Only what can be pressed stands above it.
    assert body.startswith("Upload newer dataRead all of itSee the testPeople were not split as planned.")
    assert "Split is wrong" in body
    planned = keep(bench, frame({"A": 0.10, "B": 0.14}, 12_000, B=1.15), design={"split": [1.0, 1.15]})
    assert "better than" in shown(bench, test=planned.id)[0]


def test_three_variants_and_planned_looks(bench: Workbench) -> None:
    rows = frame({"A": 0.10, "B": 0.10, "C": 0.16}, 18_000)
    looks = {"n": 27_000.0, "watch": "looks", "looks": 3, "spending": "obrien-fleming", "relative": 0.1}
    one = keep(bench, rows, design=looks)
    head, body = shown(bench, test=one.id)
    assert "C is better than A" in head
    assert "2 of 3, strict early, easier late" in body
    assert "by Holm for 2 variants" in body
    assert "all variants together" in body


def test_what_cannot_be_watched_is_said_in_words(bench: Workbench) -> None:
    rows = frame({"A": 0.10, "B": 0.14}, 2_000)
    fields = [{"column": "bought", "kind": "proportion"}]
    for roles, words in (
        ({"variant": "variant", "control": "A", "metrics": fields}, "says no days"),
        ({"variant": "variant", "control": "Z", "date": "day", "metrics": fields}, "Z"),
        ({"variant": "nothing", "control": "A", "date": "day", "metrics": fields}, "nothing"),
        ({}, "Nothing says yet what is measured"),
    ):
        one = keep(bench, rows, roles=roles)
        head, body = shown(bench, test=one.id)
        assert "We cannot watch this test yet" in head
        assert words in body
    gone = keep(bench, rows, file="0" * 32)
    assert "not kept any more" in shown(bench, test=gone.id)[1]
    nobody = keep(bench, frame({"A": 0.0, "B": 0.0}, 2_000))
    assert "too early to tell. So far B is level with A, with no safe limits yet." in shown(bench, test=nobody.id)[0]


@pytest.mark.parametrize("ask", [None, 3, [], "x", {"test": ["a"]}, {"test": {"b": 1}}, {"test": "' OR 1=1"}])
def test_hand_made_posts_never_crash(bench: Workbench, ask: Any) -> None:
    keep(bench, frame({"A": 0.10, "B": 0.14}, 600), design={"n": 1e300, "alpha": "x", "split": [1e9, -1]})
    head, _ = experiments_watch.content(bench, ask)
    assert text(head)
