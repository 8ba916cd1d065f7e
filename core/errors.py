"""The errors that a person may see. Each message says what happened and what to do."""


class ProductError(Exception):
    """Base of all errors with a message for the person who uses the product."""


class FileUnusableError(ProductError):
    """A file that cannot be read into campaign data. The data set in use is untouched."""


class UnreadableSpendError(FileUnusableError):
    """Text where an amount of spend belongs. The file can be read without these rows, if a person says so."""

    def __init__(self, message: str, rows: int) -> None:
        super().__init__(message)
        self.rows = rows


class InputError(ProductError, ValueError):
    """A value that a person, a request or a caller gave and that cannot be used."""


class NotEnoughDataError(ProductError):
    """The data set does not hold what a question needs."""


class InfeasibleError(ProductError):
    """No split of the budget fits the limits."""


class NotFoundError(ProductError):
    """Something that was asked for by its id does not exist."""


class ConflictError(ProductError):
    """Something that was saved by somebody else in between. Nothing was overwritten."""


class NotUnderstoodError(InputError):
    """A sentence that means no rule. ``nearest`` is one that does and is near, or empty."""

    def __init__(self, message: str, nearest: str = "") -> None:
        super().__init__(message)
        self.nearest = nearest
