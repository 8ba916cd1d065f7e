"""The Models page: colours with words, nothing assumed that nobody stated, and figures that are those of the fit."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from components.figures.decomposition import Layer, decomposition, decomposition_table
from components.figures.prior_posterior import Belief as Row
from components.figures.prior_posterior import factor_ticks, height_of, prior_posterior, prior_posterior_table
from components.figures.visualizer import DashboardVisualizer
from components.models import change_note
from components.models_assumptions import ADSTOCK_WORDS, SATURATION_WORDS, Editor, editor_card, range_text
from components.models_card import finding, groups, health_card
from components.models_holdout import HeldOut, holdout_card, progress_text
from components.models_lifts import lift_list
from components.models_periods import (
    BASE_HUE,
    Range,
    Returns,
    decomposition_card,
    hue,
    returns_card,
    returns_table,
)
from components.models_prior import belief_rows, prior_card, prior_title
from components.models_subjects import MOST_CAMPAIGNS, editor_subjects
from components.models_words import change_sentences, computation_facts, method_panel, model_words
from core.assumption_store import AssumptionRecord
from core.assumptions import Aside
from core.data import Dataset
from core.fit_changes import CampaignChange
from core.response import ADSTOCKS, SATURATIONS, Assumptions, Belief, LiftTest, ResponseFit, ResponseModel
from core.response.card import Card, Check
from core.simulation import DataGenerator
from tests.components.reading import prop, said, walk, with_class

START = "models-holdout-start"
NAMES = {"a": "Alpha", "b": "Beta", "c": "Gamma"}


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return DataGenerator(seed=7, campaigns=4, customers=10, days=90).generate()


@pytest.fixture(scope="module")
def fit(dataset: Dataset) -> ResponseFit:
    return ResponseModel().fit(dataset.daily_metrics)


def check(status: str, subject: str | None = None, key: str = "variation", **parts: str) -> Check:
    words = {"title": "Spend never varied", "sentence": "It was the same each day.", "todo": "Run a test."} | parts
    return Check(key, status=status, subject=subject, **words)  # type: ignore[arg-type]


# ---- the card


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        ((), "The curves of all 3 campaigns can be relied on"),
        ((check("amber", "a"),), "Curves can be relied on for 2 of 3 campaigns; 1 with care"),
        ((check("red", "a"), check("amber", "b")), "1 of 3 campaigns; 1 with care, 1 needs a test"),
        # Red goes before amber, and what a test does not answer needs other data.
        ((check("red", "a", "data"), check("amber", "a"), check("red", "b")), "1 of 3 campaigns; 2 need better data"),
        ((check("red", None, title="Draws disagree"), check("red", "a")), "cannot be relied on yet: draws disagree"),
        ((check("green", None), check("green", "a")), "all 3 campaigns can be relied on"),
    ],
)
def test_the_headline_counts_curves(checks: tuple[Check, ...], words: str) -> None:
    assert words in finding(Card(checks), NAMES, "campaign")


def test_the_card_says_colours_in_words_the_worst_first() -> None:
    found = Card((check("green", None, "fit", title="Fit", sentence="Good."), check("amber", "b"), check("red", "a")))
    text = said(health_card(found, NAMES, "campaign"))
    red, amber, green = (text.index(w) for w in ("Red: do not rely on it", "Amber: use it with care", "Green: fine"))
    assert red < amber < green
    assert "1 red, 1 amber, 1 green" in text
    icons = [prop(i, "className").split()[1] for i in with_class(health_card(found, NAMES, "campaign"), "i")]
    assert icons == ["icon-warning", "icon-info", "icon-check-circle"]


def test_campaigns_of_one_finding_stand_together_and_lead_to_their_pages() -> None:
    names = {str(i): f"Number {i}" for i in range(9)}
    found = Card(tuple(check("amber", str(i), sentence=f"Number {i} stood still.") for i in range(9)))
    assert [len(g) for g in groups(found, "amber")] == [9]
    card = health_card(found, names, "campaign")
    links = [c for c in walk(card) if type(c).__name__ == "Link"]
    assert [c.href for c in links] == [f"/campaigns?campaign={i}" for i in range(9)]
    assert said(card).count("Run a test.") == 1  # the same advice stands there once
    assert "And 6 campaigns more" in said(card)
    assert said(with_class(card, "health-found")[0]) == "Number 0  stood still."
    assert not [c for c in walk(health_card(found, names, "channel", linked=False)) if type(c).__name__ == "Link"]


def test_different_advice_stands_with_its_campaign() -> None:
    found = Card((check("red", "a", todo="Do this."), check("red", "b", todo="Do that.")))
    rows = with_class(health_card(found, NAMES, "campaign"), "health-found")
    assert ["Do this." in said(r) for r in rows] == [True, False]


# ---- what is assumed


def editor(fit: ResponseFit, dataset: Dataset, assumptions: Assumptions, **parts: object) -> Editor:
    base = Editor(assumptions, None, editor_subjects(dataset.campaigns, fit, assumptions), (), "revenue", "EUR", 4)
    return replace(base, **parts)  # type: ignore[arg-type]


def test_nothing_stated_is_empty_fields_and_no_way_back(fit: ResponseFit, dataset: Dataset) -> None:
    card = editor_card(editor(fit, dataset, Assumptions()))
    inputs = [c for c in walk(card) if isinstance(getattr(c, "id", None), dict) and c.id["type"] == "models-belief"]
    channels = dataset.campaigns["channel"].nunique()
    assert len(inputs) == 4 * (1 + channels + len(fit.campaigns))
    assert {c.value for c in inputs} == {""}
    assert "Nobody has stated anything yet" in said(card)
    assert [b.disabled for b in walk(card) if getattr(b, "id", "") == "models-undo"] == [True]
    primary = with_class(card, "btn-primary")
    assert [said(b) for b in primary] == ["Learn again"]


def test_what_is_stated_stands_in_its_fields_also_where_the_data_do_not_hold_it(
    fit: ResponseFit, dataset: Dataset
) -> None:
    channel = str(dataset.campaigns["channel"].iloc[0])
    used = Assumptions(beliefs=(Belief(channel, (1.5, 4.0)), Belief("TV", carry_over=(7.0, 28.0))))
    record = AssumptionRecord(1, used, datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "Mara")
    shown = editor(fit, dataset, used, record=record, aside=(Aside("TV", "TV is not in this data set."),))
    card = editor_card(shown)
    values = {
        (c.id["subject"], c.id["field"]): c.value
        for c in walk(card)
        if isinstance(getattr(c, "id", None), dict) and c.id["type"] == "models-belief"
    }
    assert [values[channel, f] for f in ("return_low", "return_high", "days_low")] == ["1.5", "4", ""]
    assert (values["TV", "days_low"], values["TV", "days_high"]) == ("7", "28")
    assert "TV is not in this data set." in said(card)
    assert "by Mara, for everybody" in said(card)


def test_every_field_has_a_name_of_its_own(fit: ResponseFit, dataset: Dataset) -> None:
    card = editor_card(editor(fit, dataset, Assumptions()))
    labels = [said(c) for c in walk(card) if type(c).__name__ == "Label" and with_class(c, "sr")]
    assert len(set(labels)) == len(labels) == 4 * (1 + dataset.campaigns["channel"].nunique() + len(fit.campaigns))


def test_the_cost_of_a_conversion_is_the_return_turned_over() -> None:
    assert range_text((1 / 60, 1 / 20), "conversions", "return") == ("20", "60")
    assert range_text((2.0, 9.0), "conversions", "days") == ("2", "9")


def test_only_so_many_campaigns_have_a_row_but_each_that_was_stated(fit: ResponseFit, dataset: Dataset) -> None:
    many = 40
    wide = replace(
        fit,
        campaign_ids=tuple(map(str, range(many))),
        campaigns=tuple(f"C{i}" for i in range(many)),
        channels=("Search",) * many,
        today=np.arange(many, dtype=float) + 1,
    )
    frame = pd.DataFrame({"campaign_id": wide.campaign_ids, "campaign": wide.campaigns, "channel": wide.channels})
    found = editor_subjects(frame, wide, Assumptions(beliefs=(Belief("C0", (1.0, 2.0)),)))
    own = [s.name for s in found]
    assert own[:2] == ["", "Search"]
    assert {s.kind for s in found[2:]} == {"campaign"}
    assert own[2:] == [f"C{i}" for i in range(many - 1, many - 1 - MOST_CAMPAIGNS, -1)] + ["C0"]


def test_a_test_that_was_not_learned_from_says_so() -> None:
    first = LiftTest("TV", date(2026, 3, 1), date(2026, 3, 14), 1000.0, 2500.0, 304.0)
    text = said(lift_list((first, replace(first, spend_change=-500.0, name="Holdout")), (first,), "revenue", "EUR"))
    assert text.count("Not learned yet") == 1
    assert "€500 less spend" in text
    assert "None yet" in said(lift_list((), (), "revenue", "EUR"))


def test_shapes_have_everyday_names() -> None:
    assert set(ADSTOCK_WORDS) == set(ADSTOCKS)
    assert set(SATURATION_WORDS) == set(SATURATIONS)


# ---- prior beside posterior


def table(fit: ResponseFit) -> pd.DataFrame:
    rows = [
        (c, n, q, "stated" if c == fit.campaign_ids[0] else "default", 0.5, 2.0, 8.0, 1.5, 2.0, 2.5)
        for c, n in zip(fit.campaign_ids, fit.campaigns, strict=True)
        for q in ("roas", "marginal_roas", "carry_over")
    ]
    columns = "campaign_id campaign quantity source prior_lower prior prior_upper lower mean upper"
    return pd.DataFrame(rows, columns=columns.split())


def test_what_was_learned_is_measured_in_factors() -> None:
    row = Row("A", False, (1.0, 4.0, 16.0), (2.0, 4.0, 8.0))
    assert row.learned == pytest.approx(0.5)  # two doublings of four are left
    assert prior_title([row, replace(row, name="B", posterior=(1.1, 4.0, 15.0))], "campaign").startswith(
        "The data say little about B"
    )
    assert "for all 2 campaigns" in prior_title([row, row], "campaign")


def test_the_figure_draws_both_ranges_of_each_row_inside_of_the_axis() -> None:
    rows = [Row("A", True, (0.5, 2.0, 8.0), (1.5, 2.0, 2.5)), Row("B", False, (0.1, 1.0, 9.0), (0.2, 0.3, 30.0))]
    figure = prior_posterior(DashboardVisualizer("EUR"), rows, "€")
    assumed, learned = figure["data"]
    assert assumed["x"] == [2.0, 1.0]
    assert [m + e for m, e in zip(learned["x"], learned["error_x"]["array"], strict=True)] == pytest.approx([2.5, 30.0])
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < math.log10(0.1)
    assert high > math.log10(30.0)
    assert figure["layout"]["yaxis"]["ticktext"] == ["A ●", "B"]
    assert assumed["marker"]["color"] == "@surface"  # hollow
    assert figure["layout"]["height"] == height_of(rows)
    assert prior_posterior_table(rows, "Return").rows[0][:2] == ("A", "a person")


def test_ticks_are_few_and_inside() -> None:
    for low, high in ((0.2, 0.25), (1e-4, 1e4), (0.9, 1.1), (3.0, 3.1)):
        ticks = factor_ticks(low, high)
        assert 2 <= len(ticks) <= 10
        assert low <= ticks[0] < ticks[-1] <= high


def test_the_rows_are_those_of_the_fit_and_unknown_values_have_none(fit: ResponseFit) -> None:
    known = table(fit)
    known.loc[known["campaign_id"].eq(fit.campaign_ids[1]) & known["quantity"].eq("roas"), "mean"] = np.nan
    rows = belief_rows(known, "roas", list(fit.campaign_ids))
    assert [r.name for r in rows] == [n for n in fit.campaigns if n != fit.campaigns[1]]
    assert rows[0].stated
    card = prior_card(replace(fit, prior_table=known), "EUR")
    assert card is not None
    assert len([c for c in walk(card) if prop(c, "data-graph")]) == 3
    assert prior_card(replace(fit, prior_table=known.iloc[:0]), "EUR") is None


# ---- the decomposition


def test_layers_stack_up_under_the_observed_line() -> None:
    days = [date(2026, 3, 2), date(2026, 3, 9)]
    layers = [
        Layer("Baseline", "@chart-context-2", [5.0, 6.0], [4.0, 5.0], [6.0, 7.0]),
        Layer("TV", "@ch-video", [1.0, 2.0]),
    ]
    figure = decomposition(DashboardVisualizer("EUR"), days, layers, [6.5, 7.5])
    *stack, observed = figure["data"]
    assert figure["layout"]["barmode"] == "stack"
    assert [t["y"] for t in stack] == [[5.0, 6.0], [1.0, 2.0]]
    assert observed["y"] == [6.5, 7.5]
    assert figure["layout"]["yaxis"]["range"][1] >= 8.0
    columns, rows = (decomposition_table(days, layers, [6.5, 7.5], "EUR").plain()[k] for k in ("columns", "rows"))
    assert [c["title"] for c in columns] == [  # type: ignore[index]
        "From", "Observed, EUR", "Baseline, EUR", "Baseline, lower (90 %)", "Baseline, upper (90 %)", "TV, EUR",
    ]  # fmt: skip
    assert rows[1] == ["2026-03-09", 7.5, 6.0, 5.0, 7.0, 2.0]


# ---- the check against the last weeks


def test_the_check_says_how_far_off_it_was_and_what_is_left_to_do() -> None:
    nothing = holdout_card((), 3)
    assert "Would it have known" in said(nothing)
    assert "Check against the last weeks" in said(nothing)
    first = HeldOut(date(2026, 10, 26), date(2026, 11, 22), 0.1, 0.3, 0.91)
    folds = (first, replace(first, error=0.2, naive=0.2, inside=0.7))
    some = said(holdout_card(folds, 3))
    assert "15\u00a0% off a day, closer than a plain average (25\u00a0%)" in some
    assert "91\u00a0%   Good" in some
    assert "70\u00a0%   Too sure" in some
    starts = [b.hidden for n in (3, 2) for b in walk(holdout_card(folds, n)) if getattr(b, "id", "") == START]
    assert starts == [False, True]
    assert "no closer than" in said(holdout_card((replace(first, naive=0.05),), 1))
    assert progress_text(2, 3).endswith("3 of 3")


# ---- returns by period


def test_returns_show_the_newest_periods_and_download_all() -> None:
    periods = [date(2026, m, 1) for m in range(1, 10)]
    cells = {("roas", "a", p): Range(float(p.month), p.month - 0.5, p.month + 0.5) for p in periods}
    returns = Returns(periods, {"a": "Alpha", "b": "Beta"}, {"a": "Search", "b": "Video"}, cells)
    card = returns_card(returns, "roas", "revenue", "EUR", "M", {"outcome": "revenue"})
    text = said(card)
    assert "Sep 2026" in text
    assert "Mar 2026" not in text
    assert "9.00 8.50 – 9.50" in text
    links = [c.href for c in walk(card) if type(c).__name__ == "Link"]
    assert links == [
        "/models?outcome=revenue",
        *(f"/models?outcome=revenue&show={q}" for q in ("marginal_roas", "cpa")),
    ]
    table_ = returns_table(returns)
    assert len(table_.rows) == 9
    assert table_.rows[0][:6] == ["2026-01-01", "Alpha", "Search", 1.0, 0.5, 1.5]
    assert "What a conversion cost." in said(returns_card(returns, "cpa", "conversions", "EUR", "M", {}))


def test_shares_of_the_layers_are_those_of_their_sums() -> None:
    days = [date(2026, 3, 2), date(2026, 3, 9)]
    layers = [
        Layer("Baseline", BASE_HUE, [60.0, 60.0]),
        Layer("TV", hue("TV"), [10.0, 20.0]),
        Layer("Search", hue("Search"), [20.0, 30.0]),
    ]
    card = decomposition_card(days, layers, [95.0, 105.0], "revenue", "EUR", "W", {}, claimed=False)
    assert "Advertising brought 40\u00a0% of revenue; Search most, 25\u00a0%" in said(card)
    assert "Baseline 60\u00a0% Search 25\u00a0% TV 15\u00a0%" in said(card)
    assert "only a test can tell" not in said(card)
    assert hue("Paid search") == "@ch-search"


# ---- words


def change(name: str, before: float, after: float, best: tuple[float, float] = (1000.0, 1000.0)) -> CampaignChange:
    return CampaignChange(name, name, before, after, *best)


def test_the_largest_changes_are_said_first_and_the_split_after_them() -> None:
    changes = [change("Display", 1.8, 1.4, (9000, 6000)), change("Search", 2.0, 2.01, (4000, 7000)), change("TV", 1, 3)]
    said_ = change_sentences(changes, "revenue", "EUR")
    assert said_[0] == "What €1 brings in TV: €1.00 → €3.00."
    assert said_[1] == "What €1 brings in Display: €1.80 → €1.40."
    assert said_[2] == "The best split of 30 days moves €3,000 from Display and €3,000 to Search."
    assert "stay within 2" in change_sentences([change("A", 1.0, 1.01)], "revenue", "EUR")[0]
    assert "stays as it was" in change_sentences([change("A", 1.0, 1.5)], "revenue", "EUR")[-1]
    assert change_sentences([change("A", 0.05, 0.02)], "conversions", "EUR")[0] == (
        "What a conversion costs in A: €20.0 → €50.0."
    )
    assert change_note(()) is None
    assert "Undo" in said(change_note(said_))


def test_the_computation_is_judged_in_words(fit: ResponseFit) -> None:
    chains = replace(fit.computation, r_hat=1.05, effective=120.0, k_hat=np.array([0.2, 0.8]), fallback="k-hat of A.")
    text = " ".join(v for _, v in computation_facts(chains))
    for words in ("the chains do not agree", "few (400 or more)", "0.80: not to be trusted", "k-hat of A."):
        assert words in text
    assert "Yes" in dict(computation_facts(fit.computation))["Mode found"]


def test_the_method_gives_each_formula_with_its_source(fit: ResponseFit) -> None:
    text = said(method_panel(fit))
    for shape in (*ADSTOCKS.values(), *SATURATIONS.values()):
        assert shape.formula in text
        assert shape.source in text
    assert text.count("(in use)") == 2
    assert "fades day by day" in model_words(fit)
