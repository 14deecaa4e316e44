"""What may stand in a zip archive from elsewhere: plain files, packed in one of the two usual ways.

Other ways of packing have their own faults; LZMA alone asks for as much memory as a header says.
"""

import stat
import struct
import zipfile
import zlib
from typing import Final

USUAL: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED: Final = 1
DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(ValueError, OverflowError, RuntimeError, IndexError),
)
"""All that zipfile is known to raise over an archive that was changed: RuntimeError for a password
or an unknown packing, IndexError for a file without a name."""


def wrong_with_entry(entry: zipfile.ZipInfo) -> str | None:
    """What of it may not be, but for its name; None for a plain file."""
    if entry.flag_bits & ENCRYPTED:
        return "is locked with a password"
    if entry.compress_type not in USUAL:
        return "is packed in a way that is rare; pack it as plain zip"
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is no plain file but a link or a device"
    return None
