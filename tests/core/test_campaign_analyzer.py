"""The analyzer on data of every kind: little is not called good, bad input gives words, advice carries its money."""

import time

import numpy as np
import pandas as pd
import pytest

from core.agents import agent, campaign_analyzer
from core.data import Dataset, read_campaign_file
from core.errors import NotEnoughDataError
from core.memo import DictMemo
from core.simulation import DataGenerator
from tests.core.campaigns.making import dataset
from tests.core.data.files import public_file

ANALYZER = agent("CampaignAnalyzer")
COLUMNS = {
    "campaign_id",
    "campaign",
    "channel",
    "today",
    "mean",
    "lower",
    "upper",
    "next_unit",
    "chance_best",
    "running",
}


@pytest.fixture
def unfitted(monkeypatch):
    """As where no model can be fitted."""

    def refuse(*_):
        raise NotEnoughDataError("There are too few days.")

    monkeypatch.setattr(campaign_analyzer, "fit_response", refuse)


def shop(rng=None, campaigns=6, length=60):
    rng = rng or np.random.default_rng(1)
    spend = rng.uniform(50, 150, (length, campaigns))
    sold = rng.poisson(spend / 20).astype(float)
    return {"spend": spend, "impressions": spend * 100, "clicks": spend, "conversions": sold, "revenue": 40 * sold}


def with_a_lucky_one(values):
    """The last campaign spent 12 in a month and sold three times."""
    values["spend"][:, -1] = 0.0
    values["spend"][-28:, -1] = 12 / 28
    values["conversions"][:, -1] = 0.0
    values["conversions"][[-3, -9, -20], -1] = 1.0
    return values | {"clicks": values["spend"], "revenue": 40 * values["conversions"]}


@pytest.mark.parametrize("fitted", [True, False])
def test_three_conversions_do_not_make_the_best_campaign(fitted, request):
    if not fitted:
        request.getfixturevalue("unfitted")
    made = dataset(with_a_lucky_one(shop()))
    report = ANALYZER.run(made)
    table = report.tables["ranking"]
    lucky = table[table["campaign_id"] == "c5"].iloc[0]
    assert lucky["measured"] == table["measured"].max() > 5  # raw, it is the best by far
    assert table["campaign_id"].iloc[0] != "c5"
    assert not lucky["known"]
    assert "Campaign 5" not in report.headline
    assert any(f.campaign_id == "c5" and "too little data" in f.text for f in report.findings)
    assert set(table["basis"]) == ({"model"} if fitted else {"sums"}) or fitted


def test_without_a_model_sums_are_judged_and_it_is_said(unfitted):
    report = ANALYZER.run(dataset(shop()))
    table = report.tables["ranking"]
    assert set(table["basis"]) == {"sums"}
    assert table["next_unit"].isna().all()
    assert report.findings[0].text.startswith("There are too few days. So campaigns are ranked by the sums")
    spent, sold = shop()["spend"][-28:].sum(axis=0), shop()["revenue"][-28:].sum(axis=0)
    raw = dict(zip(range(6), sold / spent, strict=True))
    for row in table.itertuples():
        assert row.measured == pytest.approx(raw[int(row.campaign_id[1:])])
        assert row.lower < row.mean < row.upper
        # Drawn to the others and never past them.
        assert min(raw.values()) < row.mean < max(raw.values())
    assert table["chance_best"].sum() == pytest.approx(1)
    assert table["chance_worst"].sum() == pytest.approx(1)  # one of six is the lowest fifth


def test_what_loses_is_advised_against_with_what_it_loses(unfitted):
    values = shop(campaigns=4, length=90)
    values["revenue"][:, 2] *= 0.25
    report = ANALYZER.run(dataset(values))
    advice = next(r for r in report.recommendations if r.campaign_ids == ("c2",))
    spent, sold = values["spend"][-28:, 2].sum(), values["revenue"][-28:, 2].sum()
    assert advice.stake.lower < spent - sold < advice.stake.upper
    assert advice.directions == {"c2": -1}
    assert advice.chance > 0.9
    assert advice.evidence == (("Days of Campaign 2", "/campaigns?campaign=c2"),)
    assert "its orders are 75" in advice.why
    assert report.tables["ranking"]["campaign_id"].iloc[-1] == "c2"


def test_what_a_week_loses_is_carried_over_28_days(unfitted):
    values = {name: part * 20 for name, part in shop(campaigns=4, length=7).items()}
    values["revenue"][:, 2] *= 0.2
    advice = next(r for r in ANALYZER.run(dataset(values)).recommendations if r.campaign_ids == ("c2",))
    lost = (values["spend"][:, 2].sum() - values["revenue"][:, 2].sum()) * 4
    assert advice.stake.mean == pytest.approx(lost, rel=0.35)


def test_without_revenue_a_dear_conversion_is_what_loses(unfitted):
    values = shop(campaigns=4, length=90)
    values["conversions"][:, 1] = np.floor(values["conversions"][:, 1] / 4)
    report = ANALYZER.run(dataset(values, measured=("spend", "clicks", "conversions")))
    advice = next(r for r in report.recommendations if r.campaign_ids == ("c1",))
    assert "less than half of what the others bring" in advice.why
    assert 0 < advice.stake.mean < values["spend"][-28:, 1].sum()


def test_silent_spend_is_checked_and_not_also_lowered(unfitted):
    values = shop(campaigns=4, length=90)
    values["conversions"][-14:, 1] = values["revenue"][-14:, 1] = 0.0
    found = [r for r in ANALYZER.run(dataset(values)).recommendations if r.campaign_ids == ("c1",)]
    assert [r.directions for r in found] == [{"c1": 0}]
    assert "in 14 days without a conversion" in found[0].action
    assert found[0].stake.lower <= found[0].stake.mean <= found[0].stake.upper


def test_ads_that_tire_are_to_be_renewed_at_the_price_of_lost_clicks(unfitted):
    values = shop(campaigns=4, length=70)
    values["impressions"] = np.full((70, 4), 50_000.0)
    values["clicks"] = np.full((70, 4), 500.0)
    values["clicks"][-56:, 0] = np.round(500 * np.linspace(1, 0.6, 56))
    found = [r for r in ANALYZER.run(dataset(values)).recommendations if r.action == "Renew the ads of Campaign 0"]
    lost = 28 * 500 - values["clicks"][-28:, 0].sum()
    price = values["spend"][-28:, 0].sum() / values["clicks"][-28:, 0].sum()
    assert found[0].stake.mean == pytest.approx(lost * price, rel=0.15)
    assert found[0].stake.lower < found[0].stake.mean < found[0].stake.upper
    assert "is not in the data" in found[0].why


def negative(values):
    values["spend"][5, 0], values["revenue"][6, 1], values["conversions"][7, 2] = -500.0, -900.0, -3.0
    return values


def gaps(values):
    made = dataset(values)
    frame = made.daily_metrics
    keep = ~frame["date"].isin(frame["date"].unique()[20:40])
    return Dataset("gaps", frame[keep].reset_index(drop=True), made.campaigns, currency=None)


BAD = {
    "seven days": lambda: dataset(shop(length=7)),
    "one day": lambda: dataset(shop(length=1)),
    "one campaign": lambda: dataset(shop(campaigns=1)),
    "no revenue": lambda: dataset(shop() | {"revenue": np.zeros((60, 6))}, measured=("spend", "clicks", "conversions")),
    "no clicks": lambda: dataset(shop(), measured=("spend", "conversions", "revenue")),
    "no conversions": lambda: dataset(shop(), measured=("spend", "clicks", "revenue")),
    "negative": lambda: dataset(negative(shop())),
    "gaps": lambda: gaps(shop()),
    "ended": lambda: dataset({k: np.vstack([v, np.zeros((40, 6))]) for k, v in shop().items()}),
    "each its own channel": lambda: dataset(shop(), channels=[f"channel {i}" for i in range(6)]),
}


@pytest.mark.parametrize("fitted", [True, False])
@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_ranked_in_words(case, fitted, request):
    if not fitted:
        request.getfixturevalue("unfitted")
    made = BAD[case]()
    report = ANALYZER.run(made)
    table = report.tables["ranking"]
    assert set(table.columns) >= COLUMNS
    assert len(table) == made.daily_metrics["campaign_id"].nunique()
    assert np.isfinite(table[["mean", "lower", "upper", "today"]].to_numpy(float)).all()
    assert "nan" not in " ".join([report.headline, *(f.text for f in report.findings)]).lower()
    assert report.headline.endswith(".")
    for advice in report.recommendations:
        assert advice.stake.lower <= advice.stake.mean <= advice.stake.upper
        assert "nan" not in advice.action + advice.why


@pytest.mark.parametrize(
    "zero", [("spend",), ("conversions", "revenue"), ("spend", "conversions", "revenue", "clicks")]
)
def test_what_cannot_be_ranked_says_why(zero):
    values = shop() | {name: np.zeros((60, 6)) for name in zero}
    with pytest.raises(NotEnoughDataError, match="spend" if "spend" in zero else "neither revenue nor conversions"):
        ANALYZER.run(dataset(values))


def test_the_same_data_give_the_same_report(unfitted):
    one, two = ANALYZER.run(dataset(shop())), ANALYZER.run(dataset(shop()))
    assert one.recommendations == two.recommendations
    pd.testing.assert_frame_equal(one.tables["ranking"], two.tables["ranking"])


def test_five_hundred_campaigns_take_about_a_second(unfitted):
    made = DataGenerator(seed=7, campaigns=500, customers=2_000, days=400).generate()
    made.content_hash  # noqa: B018 known already where a report is asked for
    start = time.perf_counter()
    report = ANALYZER.run(made)
    assert time.perf_counter() - start < 5  # a second on an idle machine
    assert len(report.tables["ranking"]) == 500


@pytest.mark.parametrize("name", ["ad_network_daily.csv", "listing_sites_daily.csv"])
def test_public_data_are_ranked(name):
    made = read_campaign_file(public_file(name), filename=name).dataset(name)
    report = ANALYZER.run(made, memo=DictMemo())
    table = report.tables["ranking"]
    known = table[table["running"] & table["known"]]
    assert len(known) >= 2
    assert known.index.tolist() == list(range(len(known)))
    assert known["campaign"].iloc[0] in report.headline


def test_generated_data_are_ranked_close_to_the_truth():
    made = DataGenerator(seed=11, campaigns=12, customers=10, days=240).generate()
    table = ANALYZER.run(made).tables["ranking"].set_index("campaign_id")
    ids = list(made.truth.parameters["campaign_id"])
    running = [i for i in ids if i in table.index and table.loc[i, "running"]]
    spend = np.array([table.loc[i, "today"] if i in table.index else 1.0 for i in ids])
    truth = pd.Series(made.truth.predict(spend) / spend, index=ids)[running]
    assert truth.corr(table.loc[running, "mean"], method="spearman") > 0.9
