"""Mode "mix": one business total answers to the spend of all channels (a marketing mix model)."""
