"""Experiments: what should we test, and what did the test say? Each view is a module of its own."""

from callbacks import (
    experiments_design,
    experiments_read,
    experiments_regions,
    experiments_suggest,
    experiments_tests,
    experiments_watch,
)
from callbacks.views import PageOfViews
from components.page import Page

PAGE = PageOfViews(
    Page("/experiments", "Experiments", "experiments"),
    {
        "": experiments_suggest,
        "design": experiments_design,
        "read": experiments_read,
        "watch": experiments_watch,
        "regions": experiments_regions,
        "tests": experiments_tests,
    },
)
