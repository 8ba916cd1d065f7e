"""Microsoft Advertising report, split by day."""

from core.data.recognisers.recogniser import Recogniser

RECOGNISER = Recogniser(
    name="microsoft_ads",
    title="Microsoft Advertising report",
    signature=(("timeperiod", "time period", "gregorian date"), ("spend",)),
    channel="Microsoft Ads",
)
