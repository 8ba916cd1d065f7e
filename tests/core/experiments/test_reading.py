"""Reading result files: against pandas by hand, scipy and words for what cannot be read."""

import io
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.errors import FileUnusableError, InputError, NotFoundError
from core.experiments.results.reading import Reading, read
from core.experiments.results.role_guess import guess_roles
from core.experiments.results.roles import Metric, Roles
from core.experiments.results.sums import variant_sums
from core.experiments.results.sums_daily import daily_sums
from core.files.kept_files import KeptFile, KeptFiles

PUBLIC = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[4] / "shared/data")


@pytest.fixture
def files(tmp_path: Path) -> KeptFiles:
    return KeptFiles(tmp_path / "results")


def people(n: int = 3000, seed: int = 0, lift: float = 0.5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    variant = np.array(["control", "B"])[np.arange(n) % 2]
    before = rng.gamma(2, 10, n).round(2)
    revenue = (0.7 * before + rng.gamma(2, 4, n) + lift * (variant == "B")).round(2)
    return pd.DataFrame(
        {
            "user_id": np.arange(n),
            "variant": variant,
            "pre_revenue": before,
            "city": np.where(rng.random(n) < 0.4, "Rome", "Oslo"),
            "bought": (rng.random(n) < 0.3).astype(int),
            "revenue": revenue,
        }
    )


def kept(files: KeptFiles, frame: pd.DataFrame, **csv: object) -> KeptFile:
    return files.add(frame.to_csv(index=False, **csv).encode(), "test.csv")  # type: ignore[call-overload]


def reading(files: KeptFiles, file: KeptFile, roles: Roles | None = None) -> Reading:
    return read(files.path(file.hash), file, roles or guess_roles(file))


def test_every_form_of_a_file_says_the_same(files: KeptFiles) -> None:
    frame = people(300)
    book, parquet = io.BytesIO(), io.BytesIO()
    frame.to_excel(book, index=False) if _can_write_excel() else None
    frame.to_parquet(parquet)
    contents = [
        frame.to_csv(index=False).encode(),
        frame.to_csv(index=False, sep=";", decimal=",").encode("utf-16"),
        ("\ufeff" + frame.to_csv(index=False, sep="\t")).encode(),
        parquet.getvalue(),
        *([book.getvalue()] if _can_write_excel() else []),
    ]
    for content in contents:
        file = files.add(content, "x")
        assert file.rows == 300
        assert [c.kind for c in file.columns] == ["whole", "text", "number", "text", "whole", "number"]
        sums = variant_sums(files.path(file.hash), file, guess_roles(file))
        found = sums.metrics["B"][1].sample
        assert found.total == pytest.approx(frame[frame.variant == "B"].revenue.sum())  # type: ignore[union-attr]
    assert len(files.kept()) == len(contents)


def test_numbers_too_large_to_add_up_are_said(files: KeptFiles) -> None:
    frame = people(60)
    frame.loc[::3, "revenue"] = 1e308
    with pytest.raises(InputError, match="too large to add up"):
        reading(files, kept(files, frame))


def test_a_file_with_more_people_than_there_can_be_is_answered(files: KeptFiles) -> None:
    frame = pd.DataFrame({"variant": ["A", "B"], "visitors": [10**18] * 2, "conversions": [10**18 - 1, 10**18 - 2]})
    roles = Roles(
        "variant", "A", (Metric("conversions", "proportion", denominator="visitors"),), "sums", count="visitors"
    )
    (comparison,) = reading(files, kept(files, frame), roles).metrics[0].comparisons
    assert "trillion" in comparison.problem


def _can_write_excel() -> bool:
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        return False
    return True


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n", "no rows"),
        (b"a\n1\n2\n", "one column"),
        (b"1,2\n3,4\n", "not names"),
        (b"\x89PNG123", "PNG"),
        (b"PAR1broken", "damaged"),
        (b"a,b\n1,2\n1,2,3,4\n", "Line 3"),
    ],
)
def test_what_is_no_table_is_refused_in_words(files: KeptFiles, content: bytes, words: str) -> None:
    with pytest.raises(FileUnusableError, match=words):
        files.add(content, "x.csv")
    assert files.kept() == []


def test_a_hash_is_no_way_out_of_the_folder(files: KeptFiles) -> None:
    for wrong in ("../../etc/passwd", "", "0" * 32):
        with pytest.raises(NotFoundError):
            files.get(wrong)


def test_dates_amounts_and_yes_and_no_are_told_from_text(files: KeptFiles) -> None:
    rows = "variant;when;paid;yes\nA;31.12.2025;€1.234,50;yes\nB;01.01.2026;12,25;no\nA;02.01.2026;;yes\n"
    file = files.add(rows.encode(), "x.csv")
    assert [(c.kind, c.missing) for c in file.columns] == [("text", 0), ("date", 0), ("number", 1), ("yes-no", 0)]
    assert file.columns[2].high == 1234.5


def test_sums_are_those_of_pandas_also_of_large_values(files: KeptFiles) -> None:
    frame = people()
    frame["revenue"] += 1e6
    file = kept(files, frame)
    sums = variant_sums(files.path(file.hash), file, guess_roles(file))
    for name, group in frame.groupby("variant"):
        paired = sums.metrics[str(name)][1].paired
        assert paired is not None
        assert paired.squares / paired.n - (paired.total / paired.n) ** 2 == pytest.approx(
            group.revenue.var(ddof=0), rel=1e-3
        )
        assert paired.products == pytest.approx((group.revenue * group.pre_revenue).sum(), rel=1e-12)
        assert sums.people[str(name)] == len(group)


def test_several_rows_a_person_are_added_up_and_who_saw_both_is_left_out(files: KeptFiles) -> None:
    rng = np.random.default_rng(1)
    unit = rng.integers(0, 400, 3000)
    frame = pd.DataFrame(
        {
            "user_id": unit,
            "variant": np.where(unit % 2, "A", "B"),
            "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 8, 3000), "D"),
            "revenue": rng.gamma(1, 5, 3000).round(2),
        }
    )
    frame.loc[0, "variant"] = "B" if frame.loc[0, "variant"] == "A" else "A"
    file = kept(files, frame)
    roles = guess_roles(file)
    sums = variant_sums(files.path(file.hash), file, roles)
    assert sums.about.crossed == 1
    left = frame[frame.user_id != frame.loc[0, "user_id"]]
    by_hand = left[left.variant == "A"].groupby("user_id").revenue.sum()
    sample = sums.metrics["A"][0].sample
    assert (sample.n, sample.squares) == (len(by_hand), pytest.approx((by_hand**2).sum()))  # type: ignore[union-attr]
    for day in daily_sums(files.path(file.hash), file, roles, roles.metrics[0]):
        so_far = left[(left.variant == "A") & (left.day <= pd.Timestamp(day.day))].groupby("user_id").revenue.sum()
        known = day.sums["A"].sample
        assert (known.n, known.squares) == (len(so_far), pytest.approx((so_far**2).sum()))  # type: ignore[union-attr]


def test_an_effect_is_that_of_scipy_and_cuped_narrows_it(files: KeptFiles) -> None:
    frame = people()
    found = reading(files, kept(files, frame)).metrics[1].comparisons[0]
    new, old = (frame[frame.variant == v].revenue for v in ("B", "control"))
    welch = stats.ttest_ind(new, old, equal_var=False)
    assert found.unadjusted is not None
    assert found.effect is not None
    assert found.unadjusted.p_value == pytest.approx(welch.pvalue, rel=1e-6)
    assert found.effect.standard_error < 0.7 * found.unadjusted.standard_error
    assert found.reduction == pytest.approx(np.corrcoef(frame.revenue, frame.pre_revenue)[0, 1] ** 2, abs=0.01)


def test_capping_takes_the_quantile_of_all_variants(files: KeptFiles) -> None:
    frame = people()
    frame.loc[5, "revenue"] = 90_000
    file = kept(files, frame)
    plain = Roles("variant", "control", (Metric("revenue"),))
    assert [c.state for c in reading(files, file, plain).checks if c.name == "outliers"] == ["warn"]
    capped = Roles("variant", "control", (Metric("revenue", winsorise=0.01),))
    found = reading(files, file, capped).metrics[0].comparisons[0].effect
    by_hand = frame.revenue.clip(upper=frame.revenue.quantile(0.99))
    assert found is not None
    assert found.treatment == pytest.approx(by_hand[frame.variant == "B"].mean())


def test_sums_of_variants_and_days_say_what_people_say(files: KeptFiles) -> None:
    frame = people().assign(squares=lambda f: f.revenue**2, day="2026-01-01")
    sums = frame.groupby(["day", "variant"]).agg(
        visitors=("bought", "size"),
        orders=("bought", "sum"),
        revenue=("revenue", "sum"),
        revenue_squares=("squares", "sum"),
    )
    by_sums = reading(files, kept(files, sums.reset_index()))
    by_people = reading(files, kept(files, frame[["variant", "bought", "revenue"]]))
    assert by_sums.roles.shape == "sums"
    for one, other in zip(by_sums.metrics, by_people.metrics, strict=True):
        first, second = one.comparisons[0].effect, other.comparisons[0].effect
        assert first is not None
        assert second is not None
        assert first.p_value == pytest.approx(second.p_value, rel=1e-6)


@pytest.mark.parametrize(
    ("rows", "metric", "words"),
    [
        ("variant,x\nA,1\nA,0\n", Metric("x"), "one variant only"),
        ("variant,x\nA,one\nB,two\n", Metric("x"), "holds text"),
        ("variant,x\nA,-1\nB,0\n", Metric("x", "proportion"), "below 0"),
        ("variant,x\nA,1\nB,0\n", Metric("gone"), "no column"),
        ("variant,x\n" + "".join(f"v{i},1\n" for i in range(25)), Metric("x"), "up to 20 variants"),
    ],
)
def test_roles_that_cannot_be_played_are_refused(files: KeptFiles, rows: str, metric: Metric, words: str) -> None:
    file = files.add(rows.encode(), "x.csv")
    control = sorted(value for value, _ in file.columns[0].values)[:1]
    with pytest.raises(InputError, match=words):
        reading(files, file, Roles("variant", control[0] if control else "A", (metric,)))


def test_more_orders_than_visitors_is_said(files: KeptFiles) -> None:
    file = files.add(b"variant,visitors,orders\nA,100,120\nB,100,10\n", "x.csv")
    with pytest.raises(InputError, match=r"120 in “orders” but 100 people"):
        reading(files, file, Roles("variant", "A", (Metric("orders", "proportion"),), "sums", count="visitors"))


def test_what_does_not_vary_is_words_and_not_a_crash(files: KeptFiles) -> None:
    frame = people(400).assign(bought=0, revenue=5)
    found = reading(
        files, kept(files, frame), Roles("variant", "control", (Metric("bought", "proportion"), Metric("revenue")))
    )
    assert found.sentence
    assert found.metrics[1].comparisons[0].problem


def test_a_planned_variant_without_rows_stops_the_reading(files: KeptFiles) -> None:
    shares = (("control", 1.0), ("B", 1.0), ("C", 1.0))
    found = reading(files, kept(files, people(400)), Roles("variant", "control", (Metric("revenue"),), shares=shares))
    assert found.sentence.startswith("Do not read this result yet")
    assert "“C” has no rows" in found.checks[0].title


def test_unequal_before_and_missing_values_are_warned_of(files: KeptFiles) -> None:
    frame = people()
    frame.loc[frame.variant == "B", "pre_revenue"] += 5
    frame.loc[(frame.variant == "B") & (frame.index < 300), "revenue"] = np.nan
    states = {c.name: c.state for c in reading(files, kept(files, frame)).checks}
    assert states["before"] == "warn"
    assert states["missing"] == "warn"


def test_no_difference_says_what_could_have_been_seen(files: KeptFiles) -> None:
    found = reading(files, kept(files, people(lift=0.0, seed=3)), Roles("variant", "control", (Metric("revenue"),)))
    assert found.sentence.startswith("No difference in revenue can be seen; the test could have shown one of")


def test_roles_survive_their_plain_form_and_refuse_nonsense() -> None:
    roles = Roles("v", "a", (Metric("x", "ratio", "y"),), dimensions=("d",), shares=(("a", 0.5), ("b", 0.5)))
    assert Roles.from_plain(roles.to_plain()) == roles
    for wrong in (None, [], {"metrics": 3}, {"variant": 4}, {"metrics": [{"kind": "mode"}]}, {"level": float("nan")}):
        with pytest.raises(InputError):
            assert Roles.from_plain(wrong).variant != ""


def public(name: str) -> bytes:
    path = PUBLIC / name
    if not path.exists():
        pytest.skip(f"{name} is not in {PUBLIC}; CAMPAIGN_DATA names the folder.")
    return path.read_bytes()


def test_hillstrom_reads_as_by_hand(files: KeptFiles) -> None:
    content = public("hillstrom.csv")
    file = files.add(content, "hillstrom.csv")
    roles = guess_roles(file)
    assert (roles.variant, roles.control) == ("segment", "No E-Mail")
    assert {m.column: m.before for m in roles.metrics} == {"conversion": "", "visit": "", "spend": "history"}
    found = reading(files, file)
    frame = pd.read_csv(io.BytesIO(content))
    means = frame.groupby("segment").spend.mean()
    spend = next(m for m in found.metrics if m.metric.column == "spend").comparisons[0]
    assert spend.unadjusted is not None
    assert spend.unadjusted.absolute == pytest.approx(means[spend.variant] - means["No E-Mail"])
    assert not found.stopped
    assert "Mens E-Mail does better" in found.sentence


def test_cookie_cats_says_the_split_first(files: KeptFiles) -> None:
    found = reading(files, files.add(public("cookie_cats.csv"), "cookie_cats.csv"))
    assert found.checks[0].name == "split"
    assert found.sentence == (
        "Do not read this result yet: gate_30 has 44,700 people and gate_40 45,489, which happens by chance in 1 of "
        "116 tests."
    )
