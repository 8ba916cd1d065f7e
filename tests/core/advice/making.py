"""Makes advice for tests."""

from core.agents import Estimate, Recommendation


def advice(name: str = "move-1", agent: str = "BudgetOptimizer", money: float | None = 100.0, **more) -> Recommendation:
    """A piece of advice; ``money`` is its expected gain."""
    effect = None if money is None else Estimate(money, money / 2, money * 2)
    return Recommendation(
        **({"id": name, "agent": agent, "action": f"Do {name}", "why": "Because. And so.", "effect": effect} | more)
    )


def stake(name: str, money: float, **more) -> Recommendation:
    """Advice with money at stake."""
    return advice(
        name, more.pop("agent", "CampaignAnalyzer"), None, stake=Estimate(money, money / 2, money * 2), **more
    )
