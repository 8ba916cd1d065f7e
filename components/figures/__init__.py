"""Charts: figures as plain dicts whose colours are token names, and the card that shows one."""

from components.figures.card import chart, chart_body, chart_tools
from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer

__all__ = ["ChartTable", "Column", "DashboardVisualizer", "chart", "chart_body", "chart_tools"]
