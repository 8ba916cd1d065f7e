"""How campaigns answer to money: adstock, saturation, the model and its posterior draws."""
