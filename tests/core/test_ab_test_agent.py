"""ABTestAgent: its report, and that its advice sets no move of money aside."""

import pytest

from core.advice import AdviceMemory, AdviceRoom
from core.agents import agent, agents
from core.database import open_database
from core.errors import InputError
from core.memo import DictMemo
from core.simulation import DataGenerator

MEMO = DictMemo()


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=7, campaigns=10, customers=20, days=300).generate()


def test_the_report_leads_with_the_most_valuable_test(dataset):
    report = agent("ABTestAgent").run(dataset, memo=MEMO)
    table = report.tables["suggestions"]
    assert table["net"].is_monotonic_decreasing
    assert table["name"].iloc[0] in report.headline
    assert "over the next 90 days" in report.headline
    assert report.findings
    for advice in report.recommendations:
        assert advice.chance is None
        assert set(advice.directions.values()) == {0}
        assert advice.effect is not None
        assert advice.effect.lower <= advice.effect.mean <= advice.effect.upper
        assert advice.evidence[0][1] == "/experiments"
        assert advice.id.split("-")[0] in ("spend", "holdout", "creative", "audience", "landingpage")


@pytest.mark.parametrize("seed", range(3))
def test_no_move_of_money_waits_for_a_test(seed, tmp_path):
    made = DataGenerator(seed=seed, campaigns=6, customers=20, days=150).generate()
    memo = DictMemo()
    room = AdviceRoom(
        lambda: made,
        lambda name, data: next(a for a in agents() if a.name == name).run(data, memo=memo),
        AdviceMemory(open_database(f"sqlite:///{tmp_path / 'a.db'}")),
    )
    found = room.current()
    assert not [one for one in found.aside if one.because.agent == "ABTestAgent"]
    tests = [item for item in found.open if item.recommendation.agent == "ABTestAgent"]
    touched = [c for item in tests for c in item.recommendation.campaign_ids]
    assert len(touched) == len(set(touched))


def test_what_cannot_be_used_is_refused(dataset):
    for wrong in ({"days": "90"}, {"outcome": 3}, {"memo": 3}, {"assumptions": 3}, {"curves": 3}):
        with pytest.raises(InputError):
            agent("ABTestAgent").run(dataset, **wrong)
