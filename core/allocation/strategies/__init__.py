"""Ways to split a budget: each is one file of this folder that registers itself."""

from core.allocation.strategies.registry import Strategy, find_strategy, register, strategies

__all__ = ["Strategy", "find_strategy", "register", "strategies"]
