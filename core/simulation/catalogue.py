"""What generated campaigns are called and what is usual in their channel."""

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Channel:
    """What is usual in one channel.

    Attributes:
        name: Channel name.
        campaigns: Campaign names with their objectives.
        spend: Usual spend a day by campaign, currency.
        roas: Usual revenue per unit of money.
        conversion_rate: Usual conversions a click.
        click_rate: Usual clicks an impression.
        decay: Usual share of the effect that is left a day later.
    """

    name: str
    campaigns: tuple[tuple[str, str], ...]
    spend: float
    roas: float
    conversion_rate: float
    click_rate: float
    decay: float


def _named(objective: str, *names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, objective) for name in names)


CHANNELS = (
    Channel(
        "Search",
        _named("Sales", "Brand terms", "Generic terms", "Competitor terms", "Category terms", "Long-tail terms")
        + _named("Leads", "Local terms", "Question terms", "Dynamic pages"),
        spend=1500,
        roas=3.0,
        conversion_rate=0.045,
        click_rate=0.05,
        decay=0.15,
    ),
    Channel(
        "Shopping",
        _named("Sales", "Bestsellers", "All products", "New arrivals", "High margin", "Clearance", "Bundles")
        + _named("Sales", "Accessories", "Gift ideas"),
        spend=1400,
        roas=3.0,
        conversion_rate=0.03,
        click_rate=0.012,
        decay=0.2,
    ),
    Channel(
        "Social",
        _named("Sales", "Lookalike audiences", "Carousel retargeting", "Collection ads")
        + _named("Awareness", "Creator posts", "Story ads", "Community posts")
        + _named("Leads", "Lead forms", "Event invitations"),
        spend=1100,
        roas=2.0,
        conversion_rate=0.018,
        click_rate=0.011,
        decay=0.35,
    ),
    Channel(
        "Video",
        _named("Awareness", "Product stories", "How-to clips", "Bumper spots", "Launch film", "Customer voices")
        + _named("Traffic", "Connected TV", "Pre-roll offers", "Short clips"),
        spend=900,
        roas=1.4,
        conversion_rate=0.012,
        click_rate=0.008,
        decay=0.55,
    ),
    Channel(
        "Display",
        _named("Sales", "Site retargeting", "Cart reminders")
        + _named("Awareness", "Prospecting banners", "Topic targeting", "Partner sites")
        + _named("Traffic", "Native articles", "Newsletter placements", "Responsive banners"),
        spend=650,
        roas=1.4,
        conversion_rate=0.010,
        click_rate=0.004,
        decay=0.4,
    ),
    Channel(
        "Affiliate",
        _named("Sales", "Coupon partners", "Comparison sites", "Cashback partners", "Deal newsletters")
        + _named("Leads", "Content partners", "Loyalty programme", "Review blogs", "Partner codes"),
        spend=600,
        roas=2.4,
        conversion_rate=0.03,
        click_rate=0.02,
        decay=0.25,
    ),
)

MARKETS = ("", "North", "South", "East", "West", "Benelux", "Nordics", "Alps", "Iberia", "Baltics", "Italy", "France")


def campaign_names(campaigns: int) -> list[tuple[Channel, str, str]]:
    """Return channel, unique name and objective of each campaign, the channels in turn."""
    found = []
    for index in range(campaigns):
        channel = CHANNELS[index % len(CHANNELS)]
        number = index // len(CHANNELS)
        variants = list(product(MARKETS, channel.campaigns))
        market, (name, objective) = variants[number % len(variants)]
        around = number // len(variants)
        words = [name, market, str(around + 1) if around else ""]
        found.append((channel, " ".join(word for word in words if word), objective))
    return found
