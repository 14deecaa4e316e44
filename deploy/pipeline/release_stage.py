"""Stage `release`: the bundle, tried as a station tries it, signed into a repository of releases.

Who begins anew after a cut finds it released already, or releases it: a name is signed once.
"""

import shutil
from pathlib import Path
from typing import Any, Final

from tuf.api.metadata import TargetFile

from deploy.release.archive import archive_name, named, release_bundle
from deploy.release.errors import ReleaseExists
from deploy.release.keys import KeyFolder
from deploy.release.repository import METADATA, Repository
from edge_agent.inspection.bundle import Bundle
from edge_agent.releases.trying import try_bundle
from edge_agent.whole_files import sync_folder
from training.card.report_card import complete
from training.document_files import write_document
from training.pipeline.export_stage import BUNDLE
from training.pipeline.register_stage import card_made
from training.pipeline.stage import Stage
from training.pipeline.work import Work

RELEASE: Final = "release.json"
RELEASES: Final = "releases"
REPOSITORY, KEYS = "repository", "keys"


def asks(work: Work) -> dict[str, Any]:
    """Another repository has not released it."""
    wish = work.settings.release
    return {"repository": wish.repository and str(wish.repository)}


def does(work: Work, folder: Path) -> None:
    """GateNotPassed for a card with an empty point, ReleaseRefused for what no station takes."""
    complete(card_made(work))
    tried = try_bundle(work.made("export") / BUNDLE)
    target = released(opened(work), tried)
    document = {
        "name": archive_name(tried),
        "bytes": target.length,
        "sha256": target.hashes["sha256"],
        "bundle_sha256": tried.sha256,
    }
    write_document(folder / RELEASE, document)


def released(repository: Repository, bundle: Bundle) -> TargetFile:
    """The release of this very bundle, whoever made it. ReleaseExists where its name is taken."""
    name = archive_name(bundle)
    there = repository.released().get(name)
    if there is None:
        return release_bundle(repository, bundle)
    if there.custom == named(bundle):
        return there
    raise ReleaseExists(
        f"{name} was released before and is another bundle: settings or code have changed since "
        "its version of the data; raise `series` in the settings"
    )


def opened(work: Work) -> Repository:
    wish, now = work.settings.release, work.clock.wall()
    if wish.repository is not None and wish.keys is not None:
        return Repository(wish.repository, KeyFolder(wish.keys), now)
    own = work.out / RELEASES
    if not own.is_dir():
        found_whole(work, own)
    return Repository(own / REPOSITORY, KeyFolder(own / KEYS), now)


def found_whole(work: Work, own: Path) -> None:
    """With keys of its own, in one step: a founding that was cut off has not happened."""
    fresh = own.with_name(f".{own.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    Repository(fresh / REPOSITORY, KeyFolder(fresh / KEYS), work.clock.wall()).found()
    fresh.rename(own)
    sync_folder(own.parent)


def release_document(work: Work) -> dict[str, Any]:
    """What was released, and where a station finds it."""
    wish = work.settings.release
    repository = wish.repository or work.out / RELEASES / REPOSITORY
    root = repository / METADATA / "1.root.json"
    return work.document("release", RELEASE) | {
        "repository": str(repository),
        "root": str(root),
    }


RELEASE_STAGE: Final = Stage("release", ("export", "evaluate", "register"), asks, does, (24,))
