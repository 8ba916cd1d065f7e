"""Whom to contact from the file to the reading: known effects, pure noise, broken splits, bad files, Hillstrom."""

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from core.errors import InputError, NotEnoughDataError, ProductError
from core.experiments.results.role_guess import guess_roles
from core.files import KeptFiles
from core.learning.uplift import UpliftDesk, UpliftRoles, guess_uplift_roles, scores_table
from core.learning.uplift.checks import validity
from core.learning.uplift.learner import FOLDS, fold_scores, folds, pseudo_effects, ranked
from core.learning.uplift.reading import difference_of
from core.memo import DictMemo

PUBLIC = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[5] / "shared/data")


@pytest.fixture
def desk(tmp_path: Path) -> UpliftDesk:
    return UpliftDesk(KeptFiles(tmp_path / "files"), DictMemo())


def table(n: int = 3_000, seed: int = 0, effect: float = 0.25, harm: float = 0.0) -> pd.DataFrame:
    """A campaign that works for people of ``town`` North alone, and harms those above 60 by ``harm``."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "town": rng.choice(["North", "South"], n),
            "age": rng.integers(18, 75, n),
            "loyalty": rng.normal(size=n).round(3),
            "group": rng.choice(["control", "mail"], n),
        }
    )
    mailed = frame["group"] == "mail"
    chance = 0.2 + mailed * (effect * (frame["town"] == "North") - harm * (frame["age"] > 60))
    frame["bought"] = (rng.random(n) < chance).astype(int)
    return frame


def kept(desk: UpliftDesk, frame: pd.DataFrame):
    file = desk.files.add(frame.to_csv(index=False).encode(), "campaign.csv")
    return file, guess_uplift_roles(file)


def checked(desk: UpliftDesk, frame: pd.DataFrame, **changes):
    """Whether a campaign can be believed: nothing is learned for that."""
    file, roles = kept(desk, frame)
    roles = replace(roles, **changes)
    return validity(desk.people(file, roles), roles)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory):
    """The reading of a campaign with known effects, and its table; the ids would run in a spreadsheet."""
    desk = UpliftDesk(KeptFiles(tmp_path_factory.mktemp("found")), DictMemo())
    frame = table()
    frame.insert(0, "customer_id", [f"=cmd{n}" for n in range(len(frame))])
    return desk.reading(*kept(desk, frame)), frame


def test_the_persuadable_are_found(found) -> None:
    reading, _ = found
    wanted = UpliftRoles("group", "control", "mail", "bought", ("town", "age", "loyalty"), "customer_id")
    assert reading.roles == wanted
    assert reading.verdict == "better"
    assert reading.works
    assert not reading.validity.broken
    assert not reading.harmed
    assert reading.traits[0].column == "town"
    assert (reading.traits[0].value, reading.traits[0].most, reading.traits[0].least) == (
        "North",
        pytest.approx(1, abs=0.1),
        pytest.approx(0, abs=0.1),
    )
    effects = [one.effect.absolute for one in reading.tenths if one.effect]
    assert np.mean(effects[:4]) == pytest.approx(0.25, abs=0.08)
    assert np.mean(effects[6:]) == pytest.approx(0, abs=0.08)
    # Averages of scores are in the unit of the effect.
    assert reading.score.mean() == pytest.approx(reading.effect.absolute, abs=0.05)


def test_noise_is_called_noise_and_harm_harm(desk: UpliftDesk) -> None:
    noise = [desk.reading(*kept(desk, table(1_200, seed, effect=0.0))) for seed in range(3)]
    assert [one.verdict for one in noise].count("same") >= 2
    assert sum(one.harmed for one in noise) <= 1
    assert desk.reading(*kept(desk, table(4_000, 1, effect=0.0, harm=0.2))).harmed


def test_a_score_never_learns_from_its_own_person_or_a_later_part() -> None:
    frame = table(1_000)
    features = frame[["age", "loyalty"]].astype(float)
    treated = (frame["group"] == "mail").to_numpy()
    outcome = frame["bought"].to_numpy(float)
    fold = folds(treated, outcome)
    changed = np.where(fold >= 2, 1 - outcome, outcome)
    before, after = (fold_scores(features, treated, one, fold, 2) for one in (outcome, changed))
    np.testing.assert_array_equal(before, after)
    earlier = np.where(fold == 1, 1 - outcome, outcome)
    assert not np.array_equal(before, fold_scores(features, treated, earlier, fold, 2))
    assert len(np.unique(np.bincount(fold))) <= 2
    for part in range(FOLDS):
        assert treated[fold == part].mean() == pytest.approx(treated.mean(), abs=0.02)


def test_pseudo_effects_have_the_effect_as_their_mean() -> None:
    frame = table(8_000, 3)
    values = pseudo_effects(
        frame[["age", "loyalty"]].astype(float),
        (frame["group"] == "mail").to_numpy(),
        frame["bought"].to_numpy(float),
    )
    north = (frame["town"] == "North").to_numpy()
    # The town was not known to the learner: the randomisation alone makes the means right.
    assert values[north].mean() == pytest.approx(0.25, abs=0.05)
    assert values[~north].mean() == pytest.approx(0, abs=0.05)


def test_ranks_are_within_parts_and_equals_by_chance() -> None:
    fold = np.repeat([0, 1], 50)
    place = ranked(np.concatenate([np.arange(50.0), np.zeros(50)]), fold)
    np.testing.assert_allclose(place[:50], (49.5 - np.arange(50)) / 50)
    assert sorted(place[50:]) == sorted(place[:50])
    assert np.corrcoef(place[50:], np.arange(50))[0, 1] < 0.5


def test_a_broken_split_is_said(desk: UpliftDesk) -> None:
    frame = table()
    lost = frame[(frame["group"] == "control") | (np.arange(3_000) % 8 > 0)]
    told = checked(desk, lost)
    assert told.broken
    assert "People are missing from one arm" in " ".join(told.words)
    # The same rows are fine where that share was planned.
    assert not checked(desk, lost, planned=0.4667).broken
    unlike = frame[(frame["group"] == "control") | (frame["town"] == "North") | (np.arange(3_000) % 2 > 0)]
    told = checked(desk, unlike, planned=0.43)
    assert [name for name, _ in told.unlike] == ["town"]
    assert "differed from the others already before: in “town”" in " ".join(told.words)


@pytest.mark.slow
def test_alike_arms_are_seldom_called_unlike(desk: UpliftDesk) -> None:
    assert sum(bool(checked(desk, table(800, seed)).unlike) for seed in range(30)) <= 2


def test_unequal_arms_ask_for_the_plan(desk: UpliftDesk) -> None:
    frame = table(6_000)
    told = checked(desk, frame[(frame["group"] == "mail") | (np.arange(6_000) % 8 == 0)])
    assert told.split is None
    assert "Type the planned share" in told.words[0]
    assert not told.broken


def test_gaps_are_set_aside_or_kept_as_gaps(desk: UpliftDesk) -> None:
    frame = table(1_500)
    frame["bought"] = frame["bought"].astype(float)
    frame.loc[:99, "bought"] = np.nan
    frame.loc[500:900, "age"] = np.nan
    frame.loc[1_000:1_100, "town"] = np.nan
    file, roles = kept(desk, frame)
    people = desk.people(file, roles)
    assert (people.set_aside, len(people.outcome)) == (100, 1_400)
    assert people.features["age"].isna().sum() == 401
    assert people.features["town"].isna().sum() == 101
    assert people.rows[0] == 101
    assert np.isfinite(desk.step(file, roles, 1)).all()


def test_amounts_are_compared_by_their_means() -> None:
    frame = table()
    revenue = (frame["bought"] * np.random.default_rng(0).exponential(50, len(frame))).to_numpy()
    mailed = (frame["group"] == "mail").to_numpy()
    effect = difference_of(revenue, mailed, is_share=False)
    assert effect.absolute == pytest.approx(revenue[mailed].mean() - revenue[~mailed].mean())
    assert effect.p_value == pytest.approx(ttest_ind(revenue[mailed], revenue[~mailed], equal_var=False).pvalue)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda f: f.assign(group="mail"), InputError, "No column says who was contacted|one value only"),
        (lambda f: f.drop(columns="bought"), InputError, "No column says what people did|same for everybody"),
        (lambda f: f.assign(bought=0), InputError, "same for everybody"),
        (lambda f: f.head(30), NotEnoughDataError, "at least 200 in each arm"),
        (lambda f: f.assign(bought=np.where(f["bought"], "yes please", "no way")), InputError, "No column|holds words"),
        (lambda f: f[["group", "bought"]], InputError, "known of people before"),
        (lambda f: f.assign(bought=[1] * 5 + [0] * (len(f) - 5)), NotEnoughDataError, "All but 5 people have 0"),
        (lambda f: f[(f["group"] == "mail") | (f.index < 100)], NotEnoughDataError, "“control” has .* at least 200"),
    ],
)
def test_bad_files_are_refused_in_words(desk: UpliftDesk, change, error, words) -> None:
    file = desk.files.add(change(table()).to_csv(index=False).encode(), "campaign.csv")
    roles = guess_uplift_roles(file)
    if file.column("bought") is not None:
        roles = replace(roles, outcome="bought")
    elif roles.outcome:
        roles = replace(roles, outcome="")
    with pytest.raises(error, match=words):
        desk.reading(file, roles)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"arm": "nowhere"}, "no column"),
        ({"arm": "loyalty"}, "different values"),
        ({"control": "mail"}, "cannot be the same"),
        ({"control": "left"}, "Choose the value"),
        ({"outcome": "town"}, "holds words"),
        ({"features": ("group",)}, "not known before"),
        ({"features": ("bought", "age")}, "not known before"),
        ({"person": "gone"}, "no column"),
    ],
)
def test_roles_that_cannot_be_are_refused(desk: UpliftDesk, changes, words) -> None:
    file = desk.files.add(table().to_csv(index=False).encode(), "campaign.csv")
    with pytest.raises(ProductError, match=words):
        desk.people(file, replace(guess_uplift_roles(file), **changes))


def test_roles_stand_in_an_address_and_nonsense_does_not() -> None:
    roles = UpliftRoles("group", "control", "mail", "bought", ("a", "b"), "id", 0.25)
    assert UpliftRoles.from_plain(roles.to_plain()) == roles
    for wrong in (None, 7, [], {"arm": 7}, {"features": 7}, {"features": [None]}, {"planned": "x"}, {"planned": 1e308}):
        with pytest.raises(InputError):
            UpliftRoles.from_plain(wrong)


def test_steps_are_kept_and_no_other_is_answered(desk: UpliftDesk) -> None:
    file = desk.files.add(table(1_000).to_csv(index=False).encode(), "campaign.csv")
    roles = guess_uplift_roles(file)
    first = desk.step(file, roles, 0)
    assert desk.step(file, roles, 0) is first
    for wrong in (-1, FOLDS, 10**30):
        with pytest.raises(InputError):
            desk.step(file, roles, wrong)


def test_the_scores_can_be_saved_and_run_nothing(found) -> None:
    reading, frame = found
    rows = list(csv.DictReader(io.StringIO(scores_table(reading))))
    assert len(rows) == len(frame)
    assert rows[0]["tenth"] == "1"
    assert all(row["person"] == f"'=cmd{int(row['row']) - 1}" for row in rows)
    at = int(rows[0]["row"]) - 1
    assert int(rows[0]["contacted"]) == (frame["group"][at] == "mail")
    assert int(rows[0]["outcome"]) == frame["bought"][at]


@pytest.fixture(scope="module")
def hillstrom(tmp_path_factory: pytest.TempPathFactory):
    path = PUBLIC / "hillstrom.csv"
    if not path.exists():
        pytest.skip(f"hillstrom.csv is not in {PUBLIC}; CAMPAIGN_DATA names the folder.")
    desk = UpliftDesk(KeptFiles(tmp_path_factory.mktemp("hillstrom")), DictMemo())
    file = desk.files.add(path.read_bytes(), "hillstrom.csv")
    return desk, file, pd.read_csv(path)


def test_hillstrom_women_answer_to_mail_for_women(hillstrom) -> None:
    """The known finding: the women's mail makes those visit who bought for women before, and hardly the others."""
    desk, file, frame = hillstrom
    guessed = guess_uplift_roles(file)
    assert guessed == UpliftRoles(
        "segment",
        "No E-Mail",
        "Mens E-Mail",
        "visit",
        ("recency", "history_segment", "history", "mens", "womens", "zip_code", "newbie", "channel"),
    )
    reading = desk.reading(file, replace(guessed, treatment="Womens E-Mail"))
    assert reading.verdict == "better"
    assert not reading.validity.broken
    assert reading.traits[0].column == "womens"
    assert (reading.traits[0].value, reading.traits[0].most > 0.9, reading.traits[0].least < 0.2) == ("1", True, True)
    two = frame[frame["segment"].isin(["Womens E-Mail", "No E-Mail"])]
    share = two.groupby(["womens", two["segment"] == "Womens E-Mail"])["visit"].mean()
    assert share[1, True] - share[1, False] > 3 * (share[0, True] - share[0, False])
    # Half of the people are enough for most of the extra visits.
    at_half = reading.qini.gain[50] / reading.qini.gain[-1]
    assert 0.7 < at_half < 0.95


def test_hillstrom_agrees_with_the_experiments_page(hillstrom, tmp_path: Path) -> None:
    from core.experiments.results.reading import read as read_test

    desk, file, _ = hillstrom
    roles = replace(guess_uplift_roles(file), treatment="Womens E-Mail")
    reading = desk.reading(file, roles)
    known = guess_roles(file)
    visit = next(one for one in known.metrics if one.column == "visit")
    said = read_test(desk.files.path(file.hash), file, replace(known, metrics=(visit,)))
    effects = [one.effect for one in said.metrics[0].comparisons if one.variant == "Womens E-Mail"]
    assert reading.effect.absolute == pytest.approx(effects[0].absolute, abs=1e-12)
    assert reading.effect.absolute_interval.lower == pytest.approx(effects[0].absolute_interval.lower, abs=1e-9)
    # The curve is measured on four fifths of the people: its end is near, its range a little wider.
    assert reading.qini.effect.lower < effects[0].absolute < reading.qini.effect.upper
    width = effects[0].absolute_interval.upper - effects[0].absolute_interval.lower
    assert reading.qini.effect.upper - reading.qini.effect.lower == pytest.approx(width / 0.8**0.5, rel=0.2)
