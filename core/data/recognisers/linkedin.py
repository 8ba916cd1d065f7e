"""LinkedIn Campaign Manager export, split by day."""

from core.data.recognisers.recogniser import Recogniser

RECOGNISER = Recogniser(
    name="linkedin",
    title="LinkedIn Campaign Manager export",
    signature=(("total spent",), ("start date (in utc)", "campaign group name")),
    channel="LinkedIn",
)
