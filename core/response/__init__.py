"""How campaigns answer to money: adstock, saturation, the model and its posterior draws."""

from core.response.adstock import geometric_adstock
from core.response.model import MODEL_VERSION, ResponseFit, ResponseModel
from core.response.priors import Prior

__all__ = ["MODEL_VERSION", "Prior", "ResponseFit", "ResponseModel", "geometric_adstock"]
