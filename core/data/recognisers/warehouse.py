"""Ad reporting tables of a warehouse, as the dbt ad reporting package builds them."""

from core.data.recognisers.recogniser import Recogniser

RECOGNISER = Recogniser(
    name="warehouse",
    title="Ad reporting table of a warehouse",
    signature=(("date day",), ("platform",), ("campaign name", "campaign id")),
    fields={"date": ("date day",), "channel": ("platform",)},
)
