"""Ids of the Attribution page."""


class Attribution:
    """The Attribution page.

    Stores: ``ASK`` (the parameters of the address), ``FILE`` (a file that was too large to be sent).
    """

    ASK = "attribution-ask"
    BODY = "attribution-body"
    BESIDE = "attribution-beside"
    UPLOAD = "attribution-upload"
    FILE = "attribution-file"
    READING = "attribution-reading"
    MESSAGE = "attribution-message"
    SAVE_CSV = "attribution-save-csv"
    DOWNLOAD = "attribution-download"
