"""Designs: people, power, smallest effect and days of a test before it begins."""
