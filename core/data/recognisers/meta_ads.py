"""Meta Ads Manager export, split by day. ``Results`` counts what each campaign aims at, so purchases come first."""

from core.data.recognisers.recogniser import Recogniser

RECOGNISER = Recogniser(
    name="meta_ads",
    title="Meta Ads Manager export",
    signature=(
        ("amount spent",),
        ("reporting starts", "reporting ends", "results", "ad set name", "campaign delivery", "purchases"),
    ),
    fields={"date": ("day", "reporting starts"), "conversions": ("purchases", "results")},
    channel="Meta",
)
