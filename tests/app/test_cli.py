"""`python -m app optimize`: a plan that adds up, its proof, and one clear line for everything that cannot be used."""

import csv
import json
import os
import subprocess
import sys
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from app.cli import main
from tests.app.data import ROOT, generated_file, public_file

WEB = {"dash", "flask", "werkzeug", "flask_caching", "gunicorn", "plotly", "dash_ag_grid", "dash_bootstrap_components"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated_file(tmp_path_factory.mktemp("cli") / "data.csv")


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run what has to be refused and return its one line."""
    assert main([str(a) for a in arguments]) == 2
    output, error = capsys.readouterr()
    assert output == ""
    assert error.count("\n") == 1
    assert error.endswith("\n")
    return error.strip()


def planned(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    assert main([*map(str, arguments), "--json"]) == 0
    output, error = capsys.readouterr()
    assert error == ""
    result: dict = json.loads(output, parse_float=Decimal)
    return result


def today_of(path: Path, days: int) -> dict[str, float]:
    """Today's spend, computed apart from the product: mean of the last 28 days with spend, over the horizon."""
    frame = pd.read_csv(path, parse_dates=["date"])
    daily = frame.groupby(["campaign", "date"])["spend"].sum()
    return {
        str(name): days * float(spend[spend > 0].tail(28).mean()) for name, spend in daily.groupby(level="campaign")
    }


def check(result: dict, path: Path, budget: str, days: int) -> None:
    today = today_of(path, days)
    assert set(result) == {"budget", "days", "outcome", "upper_bound", "gap", "campaigns"}
    assert result["budget"] == Decimal(budget)
    assert result["days"] == days
    assert sum(c["plan"] for c in result["campaigns"]) == Decimal(budget)
    assert 0 <= result["gap"] <= Decimal("1e-6")
    expected = float(sum(c["expected"] for c in result["campaigns"]))
    assert expected == pytest.approx(float(result["upper_bound"]), rel=2e-6)
    for c in result["campaigns"]:
        assert set(c) == {"campaign", "today", "plan", "expected", "lower", "upper"}
        assert float(c["today"]) == pytest.approx(today[c["campaign"]], abs=0.01)
        assert 0 <= c["plan"] <= 3 * c["today"] + Decimal("0.02")
        assert c["lower"] <= c["upper"]


def test_a_plan_adds_up_to_the_cent_and_is_proved(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    budget = f"{sum(today_of(file, 30).values()):.2f}"
    check(planned(capsys, "optimize", file, "--budget", budget), file, budget, 30)


def test_days_and_outcome_are_followed(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    budget = f"{0.5 * sum(today_of(file, 7).values()):.2f}"
    result = planned(capsys, "optimize", file, "--budget", budget, "--days", 7, "--outcome", "conversions")
    check(result, file, budget, 7)
    assert result["outcome"] == "conversions"


@pytest.mark.parametrize("share", [0.31, 1.0, 2.2])
def test_the_public_file_is_planned(capsys: pytest.CaptureFixture[str], share: float) -> None:
    path = public_file("ad_network_daily.csv")
    budget = f"{share * sum(today_of(path, 30).values()):.2f}"
    check(planned(capsys, "optimize", path, "--budget", budget), path, budget, 30)


def test_the_same_question_has_the_same_answer(file: Path) -> None:
    answers = {run("optimize", file, "--budget", 1000, "--json").stdout for _ in range(2)}
    assert len(answers) == 1


def test_the_plan_is_printed_with_its_certificate_and_written(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    output = tmp_path / "plan.csv"
    assert main(["optimize", str(file), "--budget", "2000.5", "--output", str(output)]) == 0
    text = capsys.readouterr().out
    assert "Most revenue for" in text
    assert "in 30 days" in text
    assert "Proved within 0.00" in text
    rows = list(csv.DictReader(output.read_text().splitlines()))
    assert list(rows[0]) == ["campaign", "today", "plan", "expected", "lower", "upper"]
    assert sum(Decimal(row["plan"]) for row in rows) == Decimal("2000.5")
    assert all(row["campaign"] in text for row in rows)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.csv"]


def test_a_formula_in_a_name_stays_text_in_the_written_plan(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    frame = pd.read_csv(file)
    first = frame["campaign"].iloc[0]
    frame["campaign"] = frame["campaign"].replace({first: "=1+1"})
    frame.to_csv(tmp_path / "data.csv", index=False)
    assert main(["optimize", str(tmp_path / "data.csv"), "--budget", "1000", "--output", str(tmp_path / "p.csv")]) == 0
    names = [row["campaign"] for row in csv.DictReader((tmp_path / "p.csv").read_text().splitlines())]
    assert "'=1+1" in names
    assert "=1+1" not in names
    capsys.readouterr()


def test_no_web_library_is_imported(file: Path) -> None:
    code = (
        "import sys; from app.cli import main; code = main(sys.argv[1:]); "
        "print(*sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "optimize", str(file), "--budget", "1000", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    loaded = set(done.stderr.split())
    assert "core" in loaded
    assert loaded & WEB == set()


@pytest.mark.parametrize("budget", ["-5", "nan", "inf", "lots", "", "1e400"])
def test_a_budget_that_is_no_amount_is_refused(capsys: pytest.CaptureFixture[str], file: Path, budget: str) -> None:
    assert "must be an amount of money" in refused(capsys, "optimize", file, f"--budget={budget}")


@pytest.mark.parametrize("days", ["0", "-1", "10000", "1.5", "x"])
def test_days_out_of_range_are_refused(capsys: pytest.CaptureFixture[str], file: Path, days: str) -> None:
    line = refused(capsys, "optimize", file, "--budget", 1000, f"--days={days}")
    assert "must be a whole number from 1 to 366" in line


def test_a_budget_above_the_maximums_is_refused_with_both_amounts(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    line = refused(capsys, "optimize", file, "--budget", 10**12)
    assert "No split fits these limits" in line
    assert "1,000,000,000,000" in line


def test_wrong_arguments_are_refused_in_one_line(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert "--budget" in refused(capsys, "optimize", file)
    assert "outcome is “profit”" in refused(capsys, "optimize", file, "--budget", 1, "--outcome", "profit")
    assert "invalid choice" in refused(capsys, "plan", file)
    assert "unrecognized" in refused(capsys, "optimize", file, "--budget", 1, "--dayz", 3).lower()
    refused(capsys)


def test_an_outcome_that_the_file_does_not_hold_is_refused(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    pd.read_csv(file).drop(columns="revenue").to_csv(tmp_path / "data.csv", index=False)
    line = refused(capsys, "optimize", tmp_path / "data.csv", "--budget", 1000)
    assert "--outcome conversions" in line


UNUSABLE = {
    "missing column": b"date,campaign,revenue\n2026-01-01,A,20\n",
    "text in spend": b"date,campaign,spend,revenue\n2026-01-01,A,much,20\n2026-01-02,A,more,22\n",
    "two currencies": b"date,campaign,spend,revenue,currency\n2026-01-01,A,10,20,EUR\n2026-01-02,A,10,20,USD\n",
    "empty": b"",
    "header only": b"date,campaign,spend,revenue\n",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "zeros": bytes(4096),
}


@pytest.mark.parametrize("content", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_file_that_cannot_be_used_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    assert len(refused(capsys, "optimize", path, "--budget", 100)) > 20


def test_dates_of_two_orders_are_refused_or_set_aside_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = "".join(f"{day:02d}/25/2026,A,10,20\n" for day in range(1, 10)) + "25/01/2026,A,10,20\n"
    path = tmp_path / "data.csv"
    path.write_text("date,campaign,spend,revenue\n" + rows)
    assert "date" in refused(capsys, "optimize", path, "--budget", 100).lower()


def test_a_60_mb_file_is_refused_before_it_is_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(60 * 2**20)
    assert "60 MB" in refused(capsys, "optimize", path, "--budget", 100)


def test_files_that_are_none_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "There is no file" in refused(capsys, "optimize", tmp_path / "absent.csv", "--budget", 1)
    assert "is a folder" in refused(capsys, "optimize", tmp_path, "--budget", 1)
    workbook = BytesIO(b"PK\x03\x04 no workbook")
    (tmp_path / "book.xlsx").write_bytes(workbook.getvalue())
    refused(capsys, "optimize", tmp_path / "book.xlsx", "--budget", 1)


def test_a_place_that_cannot_be_written_is_refused_and_the_data_stay(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    before = file.read_bytes()
    for place in (tmp_path, tmp_path / "absent" / "plan.csv", file / "plan.csv"):
        assert "cannot be written" in refused(capsys, "optimize", file, "--budget", 1000, "--output", place)
    assert "would replace the data" in refused(capsys, "optimize", file, "--budget", 1000, "--output", file)
    assert file.read_bytes() == before


def test_a_reader_that_stops_reading_gets_no_traceback(file: Path) -> None:
    command = f'"{sys.executable}" -m app optimize "{file}" --budget 1000 --json | head -c 1'
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, env=os.environ)
    assert done.stdout == "{"
    assert done.stderr == ""


def test_a_failure_of_the_whole_command_has_exit_code_2() -> None:
    done = run("optimize", "absent.csv", "--budget", "100")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no file “absent.csv”. Check the name.\n"


def test_curves_of_another_model_are_planned_with(tmp_path, capsys):
    curves = tmp_path / "curves.csv"
    curves.write_text("name,scale,half_saturation,slope,spend_today\na,900,100,1,60\nb,400,100,1,40\n")
    assert main(["optimize", "--curves", str(curves), "--budget", "100", "--days", "7", "--json"]) == 0
    plan = {c["campaign"]: c["plan"] for c in json.loads(capsys.readouterr().out)["campaigns"]}
    # 900 h / (h + x)^2 = 400 h / (h + y)^2 with x + y = 100: (100 + x) / (100 + y) = 3 / 2.
    assert plan == {"a": 80.0, "b": 20.0}
    assert main(["optimize", "--curves", str(curves), "--budget", "100"]) == 0
    assert "how sure" in capsys.readouterr().out
    curves.write_text("name,scale\na,1\n")
    assert main(["optimize", "--curves", str(curves), "--budget", "100"]) == 2
    assert main(["optimize", "--budget", "100"]) == 2
    assert main(["optimize", "data.csv", "--curves", str(curves), "--budget", "100"]) == 2
