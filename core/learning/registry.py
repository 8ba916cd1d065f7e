"""ModelRegistry: the trained models that are kept, each with its versions, which of them is in use, and who said so.

What a version was (question, data, card, libraries) is written once and never changed. Which versions a model has,
which is in use and which are retired is stated, version by version, so that every act can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from typing import Any, Final

from sqlalchemy import JSON, Engine, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, make_tables
from core.errors import ConflictError, InputError, NotFoundError
from core.learning.kept_models import KeptModel, KeptTable, KeptVersion, TrainedVersion, folded
from core.learning.plain import card_from_plain, card_to_plain
from core.learning.results import ModelCard
from core.learning.task import TaskSpec
from core.scenarios.tables import UtcDateTime
from core.stated_store import Stated, StatedStore

LIBRARIES: Final = ("numpy", "pandas", "scipy", "scikit-learn")
"""Other versions of these may make another model of the same rows, or not read the one of yesterday."""
MOST_VERSIONS: Final = 200
LONGEST_NAME: Final = 80
TRIES: Final = 5
"""So often an act is laid on what somebody else did at the same moment."""


class TrainedRow(Base):
    """What a trained model was. Rows are only ever added."""

    __tablename__ = "trained_models"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved: Mapped[datetime] = mapped_column(UtcDateTime)


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that a trained model depends on."""
    return {name: metadata.version(name) for name in LIBRARIES}


class ModelRegistry:
    """The trained models of a database, the same for everybody.

    Args:
        engine: From ``core.database.open_database``; tables are made where they are missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._store = StatedStore(engine, "trained model", "model")
        make_tables(engine, TrainedRow)

    def stamp(self) -> str:
        """Return a text that changes whenever a model does."""
        return self._store.stamp()

    def models(self) -> list[KeptModel]:
        """Return all models, what was done last first."""
        return [_model(one) for one in self._store.current()]

    def get(self, model_id: str) -> KeptModel:
        """Return a model.

        Raises:
            NotFoundError: If it is not kept.
        """
        return _model(self._now(model_id))

    def version(self, model_id: str, number: int = 0) -> TrainedVersion:
        """Return all that is known of a version; without a number of the one in use, or the newest where none is.

        Raises:
            NotFoundError: If there is no such version, or this release cannot read it.
        """
        model = self.get(model_id)
        kept = model.version(number or model.in_use or model.versions[0].number)
        with Session(self._engine) as session:
            row = session.get(TrainedRow, kept.key)
        if row is None:
            raise NotFoundError("What was kept of this version is gone. Train it again from its table.")
        content = dict(row.content)
        spec = TaskSpec.from_plain(content.get("spec"))
        card = card_from_plain(content.get("card"))
        named = {name: str(content.get(name, "")) for name in ("data", "rows")}
        libraries = {str(name): str(one) for name, one in dict(content.get("libraries") or {}).items()}
        return TrainedVersion(model.id, model.name, kept, spec, card, **named, libraries=libraries)

    def of_training(self, key: str) -> tuple[KeptModel, KeptVersion] | None:
        """Return the model and version that a training was kept as; None where it was not."""
        pairs = ((model, one) for model in self.models() for one in model.versions if one.key == key)
        return next(pairs, None)

    def keep(
        self, key: str, spec: TaskSpec, table: KeptTable, card: ModelCard, name: str, by: str = ""
    ) -> tuple[KeptModel, KeptVersion]:
        """Keep a trained model as the next version of the model with that name.

        The first one is in use at once, unless it is no better than the naive prediction.

        Args:
            key: Content key of the training.
            spec: The question.
            table: What it was made of.
            card: What is said of it.
            name: Of the model; one that is taken gets another version.
            by: Who keeps it.

        Returns:
            The model and the version; what is kept already under that name is not kept twice.

        Raises:
            InputError: If the name is empty or too long, or the model has too many versions.
        """
        named = _name(name)
        self._write(key, spec, table, card)
        about = {"name": named, "target": card.target, "kind": card.kind, "data": table.name}
        for _ in range(TRIES):
            now = next((one for one in self._store.current() if folded(_text(one, "name")) == folded(named)), None)
            versions = [] if now is None else list(now.content["versions"])
            known = next((one for one in versions if one["key"] == key), None)
            if now is not None and known is not None:
                return (model := _model(now)), model.version(known["number"])
            if len(versions) >= MOST_VERSIONS:
                raise InputError(f"“{named}” has {MOST_VERSIONS} versions already. Keep it under another name.")
            number = len(versions) + 1
            versions.append(asdict(_kept(number, key, card, by)))
            try:
                if now is None:
                    written = self._store.add(about | {"versions": versions, "in_use": int(card.useful)}, by)
                else:
                    written = self._store.change(now.thing, now.content | {"versions": versions}, by, now.version)
            except ConflictError:
                continue
            return (model := _model(written)), model.version(number)
        raise ConflictError("Many people keep versions of this model at the moment. Nothing was kept. Try again.")

    def use(self, model_id: str, number: int, by: str = "") -> KeptModel:
        """Put a version to use, also one that was retired; the one before is kept.

        Raises:
            NotFoundError: If there is no such version.
        """

        def changed(content: dict[str, Any]) -> dict[str, Any]:
            return _retired(content, number, retired=False) | {"in_use": number}

        return self._change(model_id, number, changed, by)

    def retire(self, model_id: str, number: int, by: str = "") -> KeptModel:
        """Retire a version: it stays to be looked at and can be put to use again.

        Raises:
            NotFoundError: If there is no such version.
        """

        def changed(content: dict[str, Any]) -> dict[str, Any]:
            rest = 0 if content["in_use"] == number else content["in_use"]
            return _retired(content, number, retired=True) | {"in_use": rest}

        return self._change(model_id, number, changed, by)

    def undo(self, act: int, by: str = "") -> Stated:
        """Undo an act.

        Raises:
            NotFoundError: If there is no such act, or something else was done since.
        """
        return self._store.undo(act, by)

    def _change(
        self, model_id: str, number: int, changed: Callable[[dict[str, Any]], dict[str, Any]], by: str
    ) -> KeptModel:
        for _ in range(TRIES):
            now = self._now(model_id)
            _model(now).version(number)
            try:
                return _model(self._store.change(now.thing, changed(now.content), by, now.version))
            except ConflictError:
                continue
        raise ConflictError("Many people change this model at the moment. Nothing was changed. Try again.")

    def _write(self, key: str, spec: TaskSpec, table: KeptTable, card: ModelCard) -> None:
        content = {
            "spec": spec.to_plain(),
            "data": table.name,
            "rows": table.rows,
            "card": card_to_plain(card),
            "libraries": library_versions(),
        }
        try:
            with Session(self._engine) as session, session.begin():
                if session.get(TrainedRow, key) is None:
                    session.add(TrainedRow(key=key, content=content, saved=datetime.now(UTC)))
        except IntegrityError:
            # Somebody kept the same training at the same moment: it has the same content.
            return

    def _now(self, model_id: object) -> Stated:
        known = isinstance(model_id, str) and model_id.isalnum() and len(model_id) <= 16
        found = self._store.find(str(model_id)) if known else None
        if found is None or found.removed:
            raise NotFoundError("This model is not kept. Choose one from the list.")
        return found


def _model(one: Stated) -> KeptModel:
    content = one.content
    versions = [KeptVersion(**{**plain, "score": tuple(plain["score"])}) for plain in content.get("versions", [])]
    texts = {name: _text(one, name) for name in ("name", "target", "kind", "data")}
    return KeptModel(one.thing, one.version, **texts, in_use=int(content["in_use"]), versions=tuple(reversed(versions)))


def _kept(number: int, key: str, card: ModelCard, by: str) -> KeptVersion:
    best = next((one for one in card.scores if one.name == card.best), None)
    plain = card_to_plain(card)
    score: dict[str, Any] = next((one["score"] for one in plain["scores"] if one["name"] == card.best), {})
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return KeptVersion(
        number, key, now, by.strip()[:120], False, card.verdict, bool(card.useful),
        best.title if best else card.best, best.measure if best else "",
        (score.get("mean"), score.get("lower"), score.get("upper")), int(sum(card.rows)),
    )  # fmt: skip


def _retired(content: dict[str, Any], number: int, *, retired: bool) -> dict[str, Any]:
    versions = [one | {"retired": retired} if one["number"] == number else one for one in content["versions"]]
    return content | {"versions": versions}


def _name(name: str) -> str:
    # Databases refuse a zero character, and no name needs what cannot be printed.
    named = " ".join("".join(c for c in str(name) if c.isprintable() or c.isspace()).split())
    if not named:
        raise InputError("Give the model a name. Nothing was kept.")
    if len(named) > LONGEST_NAME:
        raise InputError(f"A name has at most {LONGEST_NAME} characters; this one has {len(named)}. Nothing was kept.")
    return named


def _text(one: Stated, name: str) -> str:
    return str(one.content.get(name, ""))
