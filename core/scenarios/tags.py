"""Tags: short words on a scenario, by which a list is narrowed. They belong to all its versions."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Engine, ForeignKey, Integer, String, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, make_tables
from core.errors import InputError, NotFoundError
from core.scenarios.tables import ScenarioRow
from core.tag_words import TAG_LENGTH as TAG_LENGTH
from core.tag_words import checked_tag as checked_tag
from core.tag_words import same_tag

MOST_TAGS = 8
"""Most tags on a scenario."""


class TagRow(Base):
    """One tag of one scenario; ``place`` keeps the order in which they were added."""

    __tablename__ = "scenario_tags"

    scenario_id: Mapped[str] = mapped_column(String(16), ForeignKey("scenarios.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(TAG_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)


class Tags:
    """The tags of all scenarios.

    Args:
        engine: Of a database that holds the table of scenarios. The own table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        make_tables(engine, TagRow)

    def by_scenario(self, ids: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
        """Return the tags by scenario id, in the order in which they were added; scenarios without any are not in it.

        Args:
            ids: Of the scenarios that are asked for; None is all of them.
        """
        query = select(TagRow.scenario_id, TagRow.tag).order_by(TagRow.scenario_id, TagRow.place, TagRow.tag)
        if ids is not None:
            query = query.where(TagRow.scenario_id.in_(list(ids)))
        found: dict[str, tuple[str, ...]] = {}
        with self._engine.connect() as connection:
            for scenario_id, tag in connection.execute(query):
                found[scenario_id] = (*found.get(scenario_id, ()), tag)
        return found

    def add(self, scenario_id: str, text: str) -> str:
        """Put a tag on a scenario and return it as it was kept; one that is there already stays.

        Raises:
            InputError: If it is no tag, or the scenario has as many as it can have.
            NotFoundError: If there is no such scenario.
        """
        tag = checked_tag(text)
        place = select(func.coalesce(func.max(TagRow.place) + 1, 0)).where(TagRow.scenario_id == scenario_id)
        count = select(func.count()).where(TagRow.scenario_id == scenario_id)
        try:
            with self._engine.begin() as connection:
                # Locked where the database locks rows; SQLite takes its one write lock with the insert. Either way two
                # people who add the last tag at once are counted one after the other.
                head = select(ScenarioRow.id).where(ScenarioRow.id == scenario_id).with_for_update()
                if connection.execute(head).first() is None:
                    raise NotFoundError(f"There is no scenario “{str(scenario_id)[:20]}”. See the list.")
                if connection.execute(select(TagRow.tag).where(*_of(scenario_id, tag))).first() is not None:
                    return tag
                values = {"scenario_id": scenario_id, "tag": tag, "place": place.scalar_subquery()}
                connection.execute(insert(TagRow).values(**values))
                if connection.execute(count).scalar_one() > MOST_TAGS:
                    raise InputError(f"A scenario can have {MOST_TAGS} tags. Take one off first.")
        except IntegrityError:
            # Somebody else put the same tag on it at the same moment.
            return tag
        return tag

    def remove(self, scenario_id: str, text: str) -> None:
        """Take a tag off; one that is not there is not missed."""
        with self._engine.begin() as connection:
            connection.execute(delete(TagRow).where(*_of(scenario_id, same_tag(text))))

    def copy(self, connection: Connection, from_id: str, to_id: str) -> None:
        """Put the tags of one scenario on another, in a transaction of the caller."""
        query = select(TagRow.tag, TagRow.place).where(TagRow.scenario_id == from_id)
        rows = [{"scenario_id": to_id, "tag": tag, "place": place} for tag, place in connection.execute(query)]
        if rows:
            connection.execute(insert(TagRow), rows)


def _of(scenario_id: str, tag: str) -> tuple[ColumnElement[bool], ...]:
    return (TagRow.scenario_id == scenario_id, TagRow.tag == tag)
