"""Ids of the Attribution page."""


class Attribution:
    """The Attribution page.

    Stores: ``ASK`` (the parameters of the address).
    """

    ASK = "attribution-ask"
    HEAD = "attribution-head"
    BODY = "attribution-body"
    BESIDE = "attribution-beside"
    SAVE_CSV = "attribution-save-csv"
    DOWNLOAD = "attribution-download"
