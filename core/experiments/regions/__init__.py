"""Tests by region or of one campaign's spend, and what they teach the model."""
