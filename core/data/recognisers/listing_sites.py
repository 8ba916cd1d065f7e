"""Software listing sites: one row a click batch, the campaign is a category within a site."""

from core.data.recognisers.recogniser import Recogniser

RECOGNISER = Recogniser(
    name="listing_sites",
    title="Listing sites report",
    signature=(("categories",), ("date of report",), ("money spent",), ("channel",)),
    campaign_within=("channel", "categories"),
)
