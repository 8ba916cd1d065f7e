"""Variants side by side from plain sums: fixed-horizon and Bayesian comparison, CUPED, and whether to believe it."""
