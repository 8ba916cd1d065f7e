"""Google Analytics 4 export; it has spend only where the ad account is linked."""

from core.data.recognisers.recogniser import Recogniser

RECOGNISER = Recogniser(
    name="ga4",
    title="Google Analytics 4 export",
    signature=(("session default channel group", "session campaign"),),
    fields={"campaign": ("session campaign",), "channel": ("session default channel group",)},
)
