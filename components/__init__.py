"""What the product looks like: functions from plain data to Dash components and figures."""
