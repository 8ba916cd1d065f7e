"""The registry of agents: a new agent is one file in this folder that registers itself."""

from core.agents.report import Agent
from core.errors import NotFoundError
from core.registry import Registry

_AGENTS: Registry[Agent] = Registry("core.agents")
register = _AGENTS.register


def agents() -> tuple[Agent, ...]:
    """Return all agents by name."""
    return tuple(one for _, one in sorted(_AGENTS.known().items()))


def agent(name: str) -> Agent:
    """Return the agent of a name.

    Raises:
        NotFoundError: If there is none.
    """
    known = _AGENTS.known()
    if name not in known:
        raise NotFoundError(f"There is no agent “{name}”. There are {', '.join(sorted(known))}.")
    return known[name]
