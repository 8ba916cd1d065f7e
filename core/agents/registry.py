"""The registry of agents: a new agent is one file in this folder that registers itself."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from core.agents.report import Agent
from core.errors import NotFoundError

_AGENTS: dict[str, Agent] = {}


def register(agent: Agent) -> Agent:
    """Add an agent under its name; returns it."""
    _AGENTS[agent.name] = agent
    return agent


@cache
def _load() -> None:
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"core.agents.{module.name}")


def agents() -> tuple[Agent, ...]:
    """Return all agents by name."""
    _load()
    return tuple(_AGENTS[name] for name in sorted(_AGENTS))


def agent(name: str) -> Agent:
    """Return the agent of a name.

    Raises:
        NotFoundError: If there is none.
    """
    _load()
    if name not in _AGENTS:
        raise NotFoundError(f"There is no agent “{name}”. There are {', '.join(sorted(_AGENTS))}.")
    return _AGENTS[name]
