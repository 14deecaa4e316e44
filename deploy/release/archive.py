"""A bundle as one file, so that it is taken whole or not at all: a ZIP archive.

The same bundle gives the same bytes, on every computer with the same zlib.
"""

from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tuf.api.metadata import TargetFile

from deploy.release.repository import Repository
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.bundle_manifest import MANIFEST

LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that ZIP knows."""
PLAIN_FILE: Final = 0o100644 << 16


def archived(bundle: Bundle) -> bytes:
    """Every file that its manifest names, in the order of the names, and the manifest."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name in (MANIFEST, *sorted(bundle.manifest.files)):
            entry = ZipInfo(name, LONG_AGO)
            entry.external_attr, entry.compress_type = PLAIN_FILE, ZIP_DEFLATED
            archive.writestr(entry, (bundle.folder / name).read_bytes())
    return written.getvalue()


def archive_name(bundle: Bundle) -> str:
    return f"{bundle.manifest.name}-{bundle.manifest.version}.zip"


def release_bundle(repository: Repository, bundle: Bundle) -> TargetFile:
    """Signs it as released. ReleaseExists where its name is taken."""
    return repository.add(archive_name(bundle), archived(bundle), named(bundle))


def named(bundle: Bundle) -> dict[str, str]:
    """What a release says of its bundle, beside the archive's own hash."""
    return {"bundle_sha256": bundle.sha256}
