"""Running tests: confidence sequences, group sequential bounds, and when to stop."""
