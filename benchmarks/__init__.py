"""The figures that README and docs/ quote, each by a module that makes it: ``python -m benchmarks.NAME``."""
