"""Ids of the view Cohorts of the Customers page."""


class CohortView:
    """The view Cohorts.

    Stores: ``ASK`` (the parameters of the address), ``STAMP`` (what is shown, as a text to compare).
    """

    ASK = "cohorts-ask"
    STAMP = "cohorts-stamp"
    HEAD = "cohorts-head"
    BODY = "cohorts-body"
    CHANNEL = "cohorts-channel"
    SAVE_CSV = "cohorts-save-csv"
    DOWNLOAD = "cohorts-download"
