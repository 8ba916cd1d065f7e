"""Tables that people upload: read, typed, described and kept by content hash, whatever they are used for."""

from core.files import duck
from core.files.kept_files import FileColumn, KeptFile, KeptFiles

__all__ = ["FileColumn", "KeptFile", "KeptFiles", "duck"]
