"""What the product knows: data, response, allocation, agents. It imports no web library."""
