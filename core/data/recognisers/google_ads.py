"""Google Ads report, split by day."""

from core.data.recognisers.recogniser import Recogniser

RECOGNISER = Recogniser(
    name="google_ads",
    title="Google Ads report",
    signature=(("impr",), ("cost", "campaign status")),
    channel="Google Ads",
)
