"""Learning: MLModelSuite, predictions one can trust: tasks, models, checks, explanations, registry, uplift."""
