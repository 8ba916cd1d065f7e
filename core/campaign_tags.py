"""CampaignTags: short words on campaigns, by which figures are grouped. They belong to the id, in every data set."""

from sqlalchemy import Engine, Integer, String, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, make_tables
from core.errors import InputError
from core.memo import content_key
from core.tag_words import TAG_LENGTH, checked_tag, same_tag

MOST_TAGS = 8
"""Most tags on a campaign."""
ID_LENGTH = 400
"""Longest id of a campaign that can have tags."""


class CampaignTagRow(Base):
    """One tag of one campaign; ``place`` keeps the order in which they were added."""

    __tablename__ = "campaign_tags"

    campaign_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    tag: Mapped[str] = mapped_column(String(TAG_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)


class CampaignTags:
    """The tags of campaigns.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        make_tables(engine, CampaignTagRow)

    def by_campaign(self) -> dict[str, tuple[str, ...]]:
        """Return the tags by campaign id, in the order in which they were added; campaigns without any are not in it.

        Some may belong to campaigns that the data set in use does not hold.
        """
        query = select(CampaignTagRow.campaign_id, CampaignTagRow.tag).order_by(
            CampaignTagRow.campaign_id, CampaignTagRow.place, CampaignTagRow.tag
        )
        found: dict[str, tuple[str, ...]] = {}
        with self._engine.connect() as connection:
            for campaign_id, tag in connection.execute(query):
                found[campaign_id] = (*found.get(campaign_id, ()), tag)
        return found

    def stamp(self) -> str:
        """Return a text that changes when a tag is added or taken off."""
        return content_key("tags", tags={i: list(tags) for i, tags in self.by_campaign().items()})

    def add(self, campaign_id: str, text: str) -> str:
        """Put a tag on a campaign and return it as it was kept; one that is there already stays.

        Raises:
            InputError: If it is no tag, or the campaign has as many as it can have.
        """
        tag = checked_tag(text)
        if not campaign_id or len(campaign_id) > ID_LENGTH:
            raise InputError("This campaign cannot have tags: its id is empty or too long.")
        place = select(func.coalesce(func.max(CampaignTagRow.place) + 1, 0)).where(
            CampaignTagRow.campaign_id == campaign_id
        )
        count = select(func.count()).where(CampaignTagRow.campaign_id == campaign_id)
        known = select(CampaignTagRow.tag).where(CampaignTagRow.campaign_id == campaign_id, CampaignTagRow.tag == tag)
        try:
            with self._engine.begin() as connection:
                if connection.execute(known).first() is not None:
                    return tag
                values = {"campaign_id": campaign_id, "tag": tag, "place": place.scalar_subquery()}
                connection.execute(insert(CampaignTagRow).values(**values))
                if connection.execute(count).scalar_one() > MOST_TAGS:
                    raise InputError(f"A campaign can have {MOST_TAGS} tags. Take one off first.")
        except IntegrityError:
            # Somebody else put the same tag on it at the same moment.
            return tag
        return tag

    def remove(self, campaign_id: str, text: str) -> None:
        """Take a tag off; one that is not there is not missed."""
        gone = (CampaignTagRow.campaign_id == campaign_id, CampaignTagRow.tag == same_tag(text))
        with self._engine.begin() as connection:
            connection.execute(delete(CampaignTagRow).where(*gone))
