"""What a test is worth to the plan, and which ones to suggest."""
