"""A released archive becomes a bundle's folder, or nothing.

The archive was verified before, and is still not trusted with more than a bundle may have: plain
names that a bundle allows, no links, no folders of its own, no more files and bytes than the
largest allowed bundle.
"""

import re
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from zipfile import ZipFile, ZipInfo

from edge_agent.inspection.bundle import MOST_BUNDLE_BYTES, MOST_FILES, Bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST, SELF_TEST_FOLDER
from edge_agent.releases.errors import ReleaseRefused
from edge_agent.whole_files import write_whole
from edge_agent.zip_entries import DAMAGED, wrong_with_entry

NAME: Final = re.compile(rf"({SELF_TEST_FOLDER}/)?[a-z0-9][a-z0-9_-]*\.(onnx|json|png|jpg)")

LONGEST_NAME: Final = 80
"""As the manifest allows it."""


def unpack(archive: Path, folder: Path) -> Bundle:
    """Into a folder that is made anew. ReleaseRefused, NotFound or InvalidInput, and no folder."""
    shutil.rmtree(folder, ignore_errors=True)
    with ExitStack() as on_failure:
        on_failure.callback(shutil.rmtree, folder, ignore_errors=True)
        write_entries(archive, folder)
        bundle = open_bundle(folder)
        on_failure.pop_all()
    return bundle


def write_entries(archive: Path, folder: Path) -> None:
    try:
        with ZipFile(archive) as opened:
            for entry in allowed(opened.infolist(), archive):
                write_whole(folder / entry.filename, opened.read(entry))
    except DAMAGED as error:
        raise ReleaseRefused(f"{archive.name}: {error}; expected an archive of a bundle") from error


def allowed(entries: list[ZipInfo], archive: Path) -> list[ZipInfo]:
    names = [entry.filename for entry in entries]
    if MANIFEST not in names:
        raise ReleaseRefused(f"{archive.name} has no {MANIFEST}; expected an archive of a bundle")
    if len(set(names)) != len(names) or len(names) > MOST_FILES:
        raise ReleaseRefused(
            f"{archive.name}: names a file twice, or more than {MOST_FILES} of them"
        )
    for entry in entries:
        if NAME.fullmatch(entry.filename) is None or len(entry.filename) > LONGEST_NAME:
            told = entry.filename[:LONGEST_NAME]
            raise ReleaseRefused(f"{archive.name}: {told!r} is no name of a bundle's file")
        wrong = wrong_with_entry(entry)
        if wrong is not None:
            raise ReleaseRefused(f"{archive.name}: {entry.filename} {wrong}")
    if sum(entry.file_size for entry in entries) > MOST_BUNDLE_BYTES:
        raise ReleaseRefused(f"{archive.name}: unpacks to more than {MOST_BUNDLE_BYTES >> 20} MB")
    return entries
