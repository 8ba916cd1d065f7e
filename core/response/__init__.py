"""How campaigns answer to money: adstock, saturation, the model and its posterior draws."""

from core.response.adstock import ADSTOCKS, geometric_adstock
from core.response.assumptions import Assumptions, Belief, LiftTest
from core.response.card import Card, Check
from core.response.fit import Computation, ResponseFit
from core.response.model import MODEL_VERSION, ResponseModel
from core.response.priors import Prior
from core.response.saturation import SATURATIONS

__all__ = [
    "ADSTOCKS",
    "MODEL_VERSION",
    "SATURATIONS",
    "Assumptions",
    "Belief",
    "Card",
    "Check",
    "Computation",
    "LiftTest",
    "Prior",
    "ResponseFit",
    "ResponseModel",
    "geometric_adstock",
]
