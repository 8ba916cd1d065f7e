"""Customers: who are they, what are they worth? Each view is a module of its own."""

from callbacks import customers_cohorts, customers_segments, customers_source, customers_value
from callbacks.views import PageOfViews
from components.page import Page

PAGE = PageOfViews(
    Page("/customers", "Customers", "customers"),
    {
        "": customers_segments,
        "value": customers_value,
        "cohorts": customers_cohorts,
    },
    shared=(customers_source.register,),
)
