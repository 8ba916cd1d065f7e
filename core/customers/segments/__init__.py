"""Segments: customers in groups with plain names, how they change, and what to do for each."""

from core.customers.segments.features import FeatureTable
from core.customers.segments.people_features import people_table
from core.customers.segments.purchase_features import purchase_table
from core.customers.segments.recipe import Recipe, make_recipe
from core.customers.segments.segmentation import Model, Segmentation, assigned, segment

__all__ = [
    "FeatureTable",
    "Model",
    "Recipe",
    "Segmentation",
    "assigned",
    "make_recipe",
    "people_table",
    "purchase_table",
    "segment",
]
