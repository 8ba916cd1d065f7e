"""The Predictions and What if views over a real workbench with a training made by hand: asking, steps, versions."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from callbacks import (
    models,
    models_case,
    models_predict,
    models_registry,
    models_report,
    models_training,
    models_whatif,
)
from callbacks.models_asked import addresser, asked_for
from components.models_predict_address import question_text
from components.models_predict_report import models_card
from core.errors import InputError, NotFoundError, ProductError
from core.learning.desk import LearningDesk
from core.learning.task import TaskSpec
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import open_workbench
from tests.callbacks.test_forecast_outlook import text
from tests.core.learning.made import MadeModel, MadeTraining, made_card, made_data, ranged


def people(rows: int = 200) -> bytes:
    data = made_data(rows)
    frame = data.features.assign(y=pd.Series(data.target).map({1.0: "yes", 0.0: "no"}), id=data.labels)
    return frame.to_csv(index=False).encode()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    bench = open_workbench(tmp_path_factory.mktemp("predict"), DictMemo())
    data = DataGenerator(seed=5, campaigns=4, customers=0, days=60).generate()
    bench.import_file(data.daily_metrics.assign(currency="EUR").to_csv(index=False).encode(), "made.csv")
    return bench


@pytest.fixture
def workbench(whole, tmp_path, monkeypatch):
    """The same data, but a learning desk of its own, whose training is made by hand."""
    bench = open_workbench(tmp_path, DictMemo())
    taken: list[int] = []

    def training(desk, spec):
        leak = "duration" not in spec.left_out
        return MadeTraining(desk.key(spec), bench._memo, MadeModel(made_card(leak=leak)), taken)

    monkeypatch.setattr(LearningDesk, "_training", training)
    monkeypatch.setattr(bench.learning, "_dataset", whole.dataset)
    bench.taken = taken
    return bench


@pytest.fixture
def spec(workbench):
    return TaskSpec("behaviour", workbench.learning.files.add(people(), "people.csv").hash, "y", "yes", seconds=10)


def parameters(href: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}


def report(workbench, spec) -> str:
    given = {"view": "predict", "spec": question_text(spec)}
    return text(models_training.advanced(workbench, given, {"run": 1})[1])


def test_the_start_offers_people_and_campaigns(workbench) -> None:
    said = text(models.PAGE.layout(workbench, "?view=predict"))
    for words in (
        "What can be foretold?",
        "What people will do",
        "Return on ad spend, by week",
        "No model is kept yet",
    ):
        assert words in said


def test_the_form_proposes_the_answer_of_two_values(workbench, spec) -> None:
    page = models.PAGE.layout(workbench, f"?view=predict&file={spec.file}")
    assert "What is to be foretold from people.csv?" in text(page)
    form = {"target": "y", "positive": "yes", "left_out": [], "time": "-none-", "seconds": "10"}
    assert models_predict.spec_of_form(workbench, spec.file, form) == spec


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": "zz"}, "Choose the column"),
        ({"target": None}, "Choose the column"),
        ({"positive": "maybe"}, "no answer in y"),
        ({"positive": "-none-", "target": "job"}, "holds words"),
        ({"left_out": ["y"]}, "cannot be left out"),
        ({"left_out": ["job", "age", "id"]}, "All columns are left out"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(workbench, spec, change, words) -> None:
    form = {"target": "y", "positive": "yes", "left_out": [], "time": "", "seconds": "10"} | change
    with pytest.raises(InputError, match=words):
        models_predict.spec_of_form(workbench, spec.file, form)


def test_nonsense_in_a_form_is_as_nothing(workbench, spec) -> None:
    form = {"target": "y", "positive": "yes", "left_out": [7, None, "zz"], "time": ["y"], "seconds": "1e400"}
    assert models_predict.spec_of_form(workbench, spec.file, form).seconds == 30
    for file in (None, 7, "", "x" * 32, "../../etc"):
        with pytest.raises(NotFoundError, match="Upload it again"):
            models_predict.spec_of_form(workbench, file, form)


def test_a_training_goes_in_steps_and_each_is_taken_once(workbench, spec) -> None:
    given = {"view": "predict", "spec": question_text(spec)}
    went = workbench.learning.advance(spec, seconds=0.0)
    assert (went.done, went.steps, went.doing, went.ready) == (1, 3, "Tuning the forest", False)
    done, body = models_training.advanced(workbench, given, {"run": 4})
    assert done == {"run": 4, "ready": True}
    assert workbench.taken == [0, 1, 2]
    assert "Whether y is yes can be foretold" in text(body)
    models_training.advanced(workbench, given, {"run": 5})
    assert workbench.taken == [0, 1, 2]


def test_what_waits_says_what_is_done_and_how_long(workbench) -> None:
    from core.learning.steps import Advance

    said = models_training.progress_words(Advance(3, 50, "Trying settings", 42.4))
    assert said == "Trying settings (3 of 50 steps done, about 42 s left)"
    assert "about 3 min left" in models_training.progress_words(Advance(3, 50, "x", 170.0))
    assert models_training.progress_words(Advance(1, 3, "x")) == "x (1 of 3 steps done)"


def test_a_leak_comes_first_and_its_act_trains_without_it(workbench, spec) -> None:
    said = report(workbench, spec)
    assert said.index("duration knows the answer") < said.index("Random forest does best")
    assert "Leave out duration and train again" in said
    without = TaskSpec("behaviour", spec.file, "y", "yes", ("duration",), seconds=10)
    assert "duration knows the answer" not in report(workbench, without)


def test_the_report_shows_models_charts_and_limits(workbench, spec) -> None:
    said = report(workbench, spec)
    for words in (
        "The average", "Weighted sum", "0.800", "0.780 to 0.820", "Model card", "Other countries", "It names a person.",
        "Keep this version", "CSV of all predictions", "More rows would help", "<b>boss</b>",
    ):  # fmt: skip
        assert words in said, words


def test_a_model_that_is_no_better_says_so(workbench, spec, monkeypatch) -> None:
    made = MadeModel(made_card(useful=False))
    monkeypatch.setattr(LearningDesk, "_training", lambda d, s: MadeTraining(d.key(s), d._memo, made, []))
    assert "No better than the average: do not use it" in report(workbench, spec)


@pytest.mark.parametrize(
    ("useful", "title"),
    [
        (True, "Random forest was chosen before this check, and it holds"),
        (False, "The model chosen before this check does not beat the 4 weeks before beyond chance"),
    ],
)
def test_the_table_of_models_does_not_contradict_its_title(useful: bool, title: str) -> None:
    scores = tuple(replace(one, gain=ranged(0.4)) if one.name == "linear" else one for one in made_card().scores)
    said = text(models_card(made_card(useful=useful, scores=scores, naive="the 4 weeks before")))
    assert title in said
    assert "As in the 4 weeks before" in said
    assert "does best" not in said
    assert "The average for everybody" not in said


def test_a_file_that_has_gone_is_said_and_another_question_offered(workbench) -> None:
    gone = TaskSpec("behaviour", "c" * 32, "y", "yes")
    said = report(workbench, gone)
    assert "This cannot be foretold" in said
    assert "This file is not kept any more." in said
    assert "Upload it again" in said


@pytest.mark.parametrize(
    "given",
    ["", "{", "[]", "7", '{"kind": "x"}', '{"kind": "behaviour"}', "[" * 9_000, '{"kind":"roi","seconds":1e400}'],
)
def test_an_address_that_says_nothing_is_met_with_words(workbench, given) -> None:
    for view in ("predict", "whatif"):
        done, body = models_training.advanced(workbench, {"view": view, "spec": given}, {"run": 1})
        assert done["ready"]
        assert "This cannot be foretold" in text(body)


def test_a_long_question_has_a_short_address(workbench, spec) -> None:
    long = TaskSpec("behaviour", spec.file, "y", "yes", tuple(f"column {n} {'x' * 40}" for n in range(100)))
    href = addresser(workbench)("predict", long)
    assert len(href) < 100
    assert asked_for(workbench, parameters(href)).spec == long
    assert asked_for(workbench, parameters(addresser(workbench)("whatif", spec))).spec == spec


def test_predictions_of_all_rows_as_csv_that_runs_nothing(workbench) -> None:
    data = made_data(50)
    data.labels[0] = '=HYPERLINK("x")'
    rows = models_report.predictions_csv(MadeModel(made_card(), data)).splitlines()
    assert len(rows) == 51
    assert rows[1].startswith("\"'=HYPERLINK")
    assert rows[0] == "case,predicted,lower,upper,happened,never seen before"


def test_versions_are_kept_used_retired_and_undone(workbench, spec) -> None:
    learning = workbench.learning
    model, first = learning.keep(spec, "Response", "Ann")
    model, second = learning.keep(
        TaskSpec("behaviour", spec.file, "y", "yes", ("duration",), seconds=10), "Response", "Bo"
    )
    assert (first.number, second.number) == (1, 2)
    assert "This model is kept" in report(workbench, spec)
    said = text(models.PAGE.layout(workbench, f"?view=predict&model={model.id}"))
    for words in (
        "Response: version 1 is in use",
        "Version 2",
        "Use version 2: version 1",
        "duration",
        "Does it still fit?",
    ):
        assert words in said, words
    message = models_registry.act(workbench, "use", {"model": model.id, "number": 2}, "Ann")
    assert message["text"] == "Version 2 of “Response” is in use"
    undo = models_registry.undos(workbench)["trained-model:"]
    undo.work(message["name"].removeprefix("trained-model:"), "Ann")
    assert learning.registry.get(model.id).in_use == 1
    for button in (
        {},
        {"model": 7, "number": "x"},
        {"model": model.id, "number": True},
        {"model": model.id, "number": 10**30},
    ):
        with pytest.raises(ProductError):
            models_registry.act(workbench, "retire", button, "")


def test_a_version_is_checked_against_newer_data(workbench, spec) -> None:
    learning = workbench.learning
    model, _ = learning.keep(spec, "Response")
    older = made_data(300, seed=3).features.assign(y="no", age=lambda f: f["age"] + 25)
    older.loc[:40, "y"] = "yes"
    newer = learning.files.add(older.to_csv(index=False).encode(), "newer.csv")
    assert "of 2 columns moved: age" in text(models_registry.drift_body(workbench, model.id, newer.hash))
    assert "exactly these data" in text(models_registry.drift_body(workbench, model.id, spec.file))
    for nonsense in ("", "x" * 32, "now"):
        assert "Choose others" in text(models_registry.drift_body(workbench, model.id, nonsense))
    assert "not kept" in text(models_registry.drift_body(workbench, "zz", newer.hash))


def test_a_version_whose_file_was_deleted_keeps_its_figures(workbench, spec, tmp_path) -> None:
    import shutil

    model, _ = workbench.learning.keep(spec, "Response")
    shutil.rmtree(tmp_path / "uploads" / "people" / spec.file, ignore_errors=True)
    for folder in tmp_path.rglob(spec.file):
        shutil.rmtree(folder)
    said = text(models.PAGE.layout(workbench, f"?view=predict&model={model.id}&number=1"))
    assert "Upload it again" in said
    assert "Random forest does best" in said
    assert "Train again" in said
    assert "CSV of all predictions" not in said


def test_a_case_stands_in_the_address_and_comes_back(workbench, spec) -> None:
    given = {"view": "whatif", "spec": question_text(spec), "case": '{"age":"50","job":"<b>boss</b>"}'}
    said = text(models_training.advanced(workbench, given, {"run": 1})[1])
    assert "A chance of 50 %: 2.5 times the average of 20 %" in said
    assert "45 % to 55 %" in said
    given["case"] = '{"age":"99","job":"pilot"}'
    said = text(models_training.advanced(workbench, given, {"run": 1})[1])
    assert "Outside of what was learned." in said
    assert "“pilot”, which no case learned from was" in said
    given["case"] = '{"age":"1e400"}'
    assert "too large" in text(models_training.advanced(workbench, given, {"run": 1})[1])
    _, _, _, fields = models_whatif.loaded(workbench, given | {"case": ""})
    long = {"age": 50.0, "job": "x" * 1_500}
    search = models_case.search_of(workbench, given, fields, long, None)
    assert len(search) < 100
    assert models_case.opened(workbench, parameters(search))["case"] == '{"age":"50","job":"' + "x" * 1_500 + '"}'


def test_two_cases_stand_side_by_side(workbench, spec) -> None:
    given = {"view": "whatif", "spec": question_text(spec), "case": '{"age":"50"}', "pinned": '{"age":"30"}'}
    said = text(models_training.advanced(workbench, given, {"run": 1})[1])
    assert "Case B is 20.0 points higher." in said
    assert "What differs" in said


def test_what_if_offers_the_models_in_use(workbench, spec) -> None:
    assert "No model is in use yet" in text(models.PAGE.layout(workbench, "?view=whatif"))
    workbench.learning.keep(spec, "Response <b>1</b>")
    assert "Response <b>1</b>" in text(models.PAGE.layout(workbench, "?view=whatif"))


@pytest.mark.parametrize("nonsense", ["<b>", "9" * 400, "nan", "-1", "\0", "[[1]]", "x" * 5_000])
def test_addresses_may_ask_for_anything(workbench, nonsense) -> None:
    for view in ("predict", "whatif"):
        for name in (
            "spec",
            "link",
            "model",
            "file",
            "number",
            "case",
            "pinned",
            "row",
            "left",
            "right",
            "against",
            "at",
        ):
            page = models_predict if view == "predict" else models_whatif
            assert page.layout(workbench, {"view": view, name: nonsense}) is not None
