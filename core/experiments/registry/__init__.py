"""The registry of tests: what is kept of each, who changed it, search and export."""
