"""Agents: each answers one question about a data set in a report of plain data."""

from core.agents.registry import agent, agents, register
from core.agents.report import Agent, Estimate, Finding, Recommendation, Report

__all__ = ["Agent", "Estimate", "Finding", "Recommendation", "Report", "agent", "agents", "register"]
