"""Advice: what all agents recommend, as one list without contradictions, with a memory of what people did with it."""

from core.advice.agreement import Agreed, SetAside, agree, contradiction
from core.advice.identity import identity, kind_of
from core.advice.memory import Act, AdviceMemory
from core.advice.room import AdviceItem, AdviceList, AdviceRoom, PutAway
from core.advice.worth import Prices, prices_of, worth

__all__ = [
    "Act",
    "AdviceItem",
    "AdviceList",
    "AdviceMemory",
    "AdviceRoom",
    "Agreed",
    "Prices",
    "PutAway",
    "SetAside",
    "agree",
    "contradiction",
    "identity",
    "kind_of",
    "prices_of",
    "worth",
]
