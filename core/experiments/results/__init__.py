"""Result files: what their columns are, their sums, and what they say."""
