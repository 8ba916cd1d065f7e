"""Models: can this be trusted? Each view is a module of its own."""

from callbacks import models_predict, models_response, models_uplift, models_whatif
from callbacks.views import PageOfViews
from components.page import Page

PAGE = PageOfViews(
    Page("/models", "Models", "models", group="upkeep"),
    {
        "": models_response,
        "predict": models_predict,
        "whatif": models_whatif,
        "uplift": models_uplift,
    },
)
