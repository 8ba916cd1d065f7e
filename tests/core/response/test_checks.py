"""Each check says green where nothing is amiss, and says what is amiss where something is."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.response import ResponseModel
from core.response.checks import diagnose
from core.response.holdout import Fold, pool
from tests.core.response.synthetic import draw

JARGON = re.compile(r"posterior|prior\b|k-hat|R-hat|collinear|autocorrel|MCMC|residual", re.I)


@pytest.fixture(scope="module")
def fit():
    return ResponseModel(draws=200).fit(draw(3, campaigns=4, days=200).frame)


def colour(card, key, subject=None):
    return {check.key: check.status for check in card.about(subject)}[key]


def test_sound_fit_is_green(fit):
    card = diagnose(fit)
    for key in ("fit", "autocorrelation", "variation", "data"):
        assert colour(card, key) == "green", key
    assert not any(JARGON.search(check.sentence + check.todo) for check in card.checks)


def test_spend_that_never_varied_is_red():
    frame = draw(3, campaigns=3, days=120).frame
    frame.loc[frame["campaign_id"] == "c001", "spend"] = 100.0
    card = ResponseModel(draws=100).fit(frame).card()
    assert colour(card, "variation", "c001") == "red"
    assert "cannot know" in card.about("c001")[0].sentence
    assert colour(card, "variation") == "amber"


def test_errors_in_runs_are_amiss(fit):
    t = np.arange(len(fit.timeline.dates))
    wave = 1 + 0.9 * np.sin(t / 6)[:, None]
    moved = replace(fit, timeline=replace(fit.timeline, observed=fit.timeline.expected() * wave))
    assert colour(diagnose(moved), "autocorrelation") == "red"
    assert colour(diagnose(moved), "fit") == "amber"


def test_channels_raised_together_are_red_in_a_mix(fit):
    spend = fit.timeline.spend.copy()
    spend[:, 1] = 2 * spend[:, 0]
    line = replace(fit.timeline, mean=replace(fit.timeline.mean, spend=spend))
    checks = [c for c in diagnose(replace(fit, mode="mix", timeline=line)).checks if c.key == "collinearity"]
    assert checks[0].status == "red"
    assert "correlation 1.00" in checks[0].sentence
    alone = diagnose(replace(fit, mode="mix"))
    assert colour(alone, "collinearity") == "green"
    assert colour(alone, "identification") == "amber"


def test_computation_that_failed_is_red_and_rough_one_amber(fit):
    done = replace(fit.computation, converged=True, k_hat=np.zeros(4))
    assert colour(diagnose(replace(fit, computation=done)), "computation") == "green"
    assert colour(diagnose(replace(fit, computation=replace(done, k_hat=np.full(4, 0.9)))), "computation") == "amber"
    assert colour(diagnose(replace(fit, computation=replace(done, r_hat=1.2))), "computation") == "red"


@pytest.mark.parametrize(("shrunk", "status"), [(0.05, "red"), (0.2, "amber"), (0.8, "green")])
def test_share_of_width_that_data_took_away(fit, shrunk, status):
    row = {"campaign_id": "c000", "campaign": "c000", "quantity": "roas", "prior_lower": 1.0, "prior_upper": np.e}
    table = pd.DataFrame([row | {"lower": 1.0, "upper": np.exp(1 - shrunk)}])
    assert colour(diagnose(replace(fit, prior_table=table)), "prior") == status


@pytest.mark.parametrize(("inside", "status"), [(90, "green"), (75, "amber"), (50, "red")])
def test_holdout_is_judged(fit, inside, status):
    day = pd.Timestamp("2025-01-01")
    fold = Fold(day, day, 10.0, 20.0, 100.0, 100, inside, inside, 4, 4, 4)
    card = diagnose(fit, pool([fold]))
    assert colour(card, "coverage") == status
    assert colour(card, "holdout") == "green"
    assert colour(diagnose(fit, pool([replace(fold, error=40.0)])), "holdout") == "red"


def test_few_days_and_implausible_outcomes_are_named(fit):
    short = ResponseModel(draws=100).fit(draw(3, campaigns=2, days=20).frame)
    assert colour(short.card(), "data") == "red"
    assert colour(diagnose(replace(fit, lowered=np.array([0.0, 3.0, 0.0, 0.0]))), "data", "c001") == "amber"
    said = replace(fit, timeline=replace(fit.timeline, notes=("Two rows of one week were added up.",)))
    assert "Two rows of one week were added up." in [check.sentence for check in diagnose(said).checks]


@pytest.mark.parametrize(("follow", "status"), [(0.1, "red"), (0.0, "green")])
def test_spend_that_follows_demand_is_seen_and_demand_alone_is_not(follow, status):
    fit = ResponseModel(draws=100).fit(draw(2, demand=0.15, follow=follow).frame)
    assert colour(fit.card(), "demand") == status
    found = next(check for check in fit.card().about(None) if check.key == "demand")
    assert bool(found.todo) == (status == "red")
    assert not JARGON.search(found.sentence + found.todo)
