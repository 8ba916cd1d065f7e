"""Settings come from the environment, and a wrong one is answered with a sentence."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.settings import ROOT, Settings
from core.errors import InputError


def test_defaults_reach_nobody_but_this_machine(tmp_path: Path) -> None:
    settings = Settings.from_environment({"VAR": str(tmp_path), "PORT": ""})
    assert (settings.host, settings.port, settings.workers, settings.threads) == ("127.0.0.1", 8050, 2, 8)
    assert settings.database_url is None
    assert settings.redis_url is None
    assert Settings.from_environment({"SECRET_KEY": "s"}).var == ROOT / "var"


def test_values_are_taken_from_the_environment(tmp_path: Path) -> None:
    given = {"HOST": "0.0.0.0", "PORT": "80", "WORKERS": "4", "THREADS": "2", "VAR": str(tmp_path), "SECRET_KEY": "abc"}
    given |= {"DATABASE_URL": "postgresql://db/plans", "REDIS_URL": "redis://cache:6379/0"}
    assert Settings.from_environment(given) == Settings(
        "0.0.0.0", 80, 4, 2, tmp_path, "postgresql://db/plans", "redis://cache:6379/0", "abc"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "http"), ("PORT", "-1"), ("PORT", "70000"), ("PORT", "80.5"), ("WORKERS", "0"), ("THREADS", "٣")],
)
def test_a_number_out_of_range_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(InputError, match=f"^{name} is “{value}”; it must be a whole number from"):
        Settings.from_environment({"VAR": str(tmp_path), name: value})


def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="Name another one with VAR"):
        Settings.from_environment({"VAR": str(tmp_path / "file" / "var")})


def test_the_secret_is_made_once_kept_and_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        settings = list(pool.map(lambda _: Settings.from_environment({"VAR": str(tmp_path / "var")}), range(32)))
    (secret,) = {s.secret_key for s in settings}
    assert len(secret) >= 32
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
    assert secret not in repr(settings[0])
