"""The settings of a server, read from the environment once at start."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.delivery_settings import DeliverySettings
from core.errors import InputError

ROOT: Final = Path(__file__).resolve().parents[1]
"""The folder of the product: assets/ lies in it, and var/ where nothing else is said."""


@dataclass(frozen=True)
class Settings:
    """Where a server listens, and where it keeps things.

    Attributes:
        host: Address to listen on, ``HOST``. The default is reached from this machine only.
        port: Port to listen on, ``PORT``; 0 takes a free one.
        workers: Server processes, ``WORKERS``.
        threads: Threads of each process, ``THREADS``.
        var: Folder of everything that is kept, ``VAR``. Private to this user.
        database_url: Database of scenarios and data set versions, ``DATABASE_URL``; None is SQLite under ``var``.
        redis_url: Redis for the results that server processes share, ``REDIS_URL``; None is files under ``var``.
        secret_key: Signs what goes through browsers and what the memo keeps, ``SECRET_KEY``. Where none is given, one
            is made at first start and kept in ``var``.
        delivery: E-mail, webhooks and links of alerts, see ``app.delivery_settings``.
    """

    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 2
    threads: int = 8
    var: Path = ROOT / "var"
    database_url: str | None = None
    redis_url: str | None = None
    secret_key: str = field(default="", repr=False)
    delivery: DeliverySettings = field(default_factory=DeliverySettings)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings of an environment; an empty variable counts as absent.

        Raises:
            InputError: If a number is not a whole number in its range, or ``var`` cannot be written.
        """
        given = {
            name: value.strip()
            for name, value in (os.environ if environment is None else environment).items()
            if value.strip()
        }
        var = Path(given.get("VAR", cls.var)).expanduser().absolute()
        return cls(
            host=given.get("HOST", cls.host),
            port=_whole_number(given, "PORT", cls.port, 0, 65_535),
            workers=_whole_number(given, "WORKERS", cls.workers, 1, 64),
            threads=_whole_number(given, "THREADS", cls.threads, 1, 64),
            var=var,
            database_url=given.get("DATABASE_URL"),
            redis_url=given.get("REDIS_URL"),
            secret_key=given.get("SECRET_KEY") or _kept_secret(var),
            delivery=DeliverySettings.from_environment(given),
        )


def _whole_number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise InputError(f"{name} is “{text}”; it must be a whole number from {least} to {most}.")
    return int(text)


def _kept_secret(var: Path) -> str:
    """Return the key kept in ``var``; make it where there is none. Processes that start together get the same one."""
    path = var / "secret_key"
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # A link to a finished file appears at once and whole; the second of two processes fails and reads.
            with tempfile.NamedTemporaryFile("w", dir=var, prefix=".secret_key") as draft:
                draft.write(secrets.token_urlsafe(32))
                draft.flush()
                Path(draft.name).chmod(0o600)
                with suppress(FileExistsError):
                    path.hardlink_to(draft.name)
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise InputError(f"The folder {var} cannot be used ({error.strerror}). Name another one with VAR.") from error
