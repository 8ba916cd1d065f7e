"""What a page says while it waits."""

from components.format import counted
from core.data import Dataset


def learning_words(dataset: Dataset) -> str:
    """Return what is being done until the response to money is known."""
    count = len(dataset.campaigns)
    if "spend" not in dataset.measured:
        return "Reading the days"
    return f"Learning how {counted(count, 'campaign')} {'answers' if count == 1 else 'answer'} to money"
