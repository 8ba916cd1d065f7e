"""TikTok Ads Manager export, split by day."""

from core.data.recognisers.recogniser import Recogniser

RECOGNISER = Recogniser(
    name="tiktok",
    title="TikTok Ads Manager export",
    signature=(("clicks (destination)",),),
    fields={"clicks": ("clicks (destination)",)},
    channel="TikTok",
)
