"""The commands `release …`: a repository of bundles that stations believe. Loaded when called."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edge_agent.command_line import AsJson

if TYPE_CHECKING:
    from deploy.release.repository import Repository

release = typer.Typer(no_args_is_help=True, add_completion=False, help="Releases signed bundles.")

Folder = Annotated[Path, typer.Argument(help="The repository's folder.")]
Keys = Annotated[Path, typer.Option(help="The folder with the private keys that sign.")]
KEYS = Path("release-keys")


@release.command()
def found(folder: Folder, keys: Keys = KEYS, as_json: AsJson = False) -> None:
    """Makes an empty repository and its keys; the root keys belong on sticks, not on a server."""
    repository = opened(folder, keys)
    repository.found()
    root = folder / "metadata" / "1.root.json"
    told(as_json, {"repository": str(folder), "root": str(root), "keys": names_in(keys)})


@release.command()
def add(
    folder: Folder,
    bundle: Annotated[Path, typer.Argument(help="The bundle's folder, as export writes it.")],
    keys: Keys = KEYS,
    as_json: AsJson = False,
) -> None:
    """Tries a bundle as a station does, and releases it."""
    from deploy.release.archive import archive_name, release_bundle
    from edge_agent.releases.trying import try_bundle

    tried = try_bundle(bundle)
    target = release_bundle(opened(folder, keys), tried)
    added = {"name": archive_name(tried), "bytes": target.length, "bundle_sha256": tried.sha256}
    told(as_json, added)


@release.command()
def withdraw(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="As `release verify` names it.")],
    keys: Keys = KEYS,
    as_json: AsJson = False,
) -> None:
    """Takes a release back: no station takes it any more."""
    opened(folder, keys).withdraw(name)
    told(as_json, {"withdrawn": name})


@release.command()
def refresh(folder: Folder, keys: Keys = KEYS, as_json: AsJson = False) -> None:
    """Lets the releases hold for another while: needs the keys of snapshot and timestamp alone."""
    repository = opened(folder, keys)
    repository.refresh()
    told(as_json, {"holds_until": repository.state().timestamp.signed.expires.isoformat()})


@release.command()
def rotate(
    folder: Folder,
    role: Annotated[str, typer.Argument(help="root, targets, snapshot or timestamp.")],
    keys: Keys = KEYS,
    as_json: AsJson = False,
) -> None:
    """Gives a role fresh keys; the old ones count no more. Needs the root keys."""
    from deploy.release.roles import Role
    from edge_agent.core.errors import InvalidInput

    if role not in list(Role):
        raise InvalidInput(f"{role!r} is no role; expected one of {', '.join(Role)}")
    repository = opened(folder, keys)
    repository.rotate(Role(role))
    told(as_json, {"role": role, "root": repository.state().root.signed.version})


@release.command()
def verify(
    source: Annotated[str, typer.Argument(help="A folder, or the address of a web server.")],
    root: Annotated[Path, typer.Option(help="The root.json that a person brought.")],
    name: Annotated[str | None, typer.Argument(help="Also fetches and tries this one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Looks at a repository as a station does, and says what it would believe."""
    from tempfile import TemporaryDirectory

    from deploy.release.verifying import verified
    from hardware.clock import RealClock

    with TemporaryDirectory(prefix="packwarden-verify-") as folder:
        told(as_json, verified(source, root, name, Path(folder), RealClock()))


def opened(folder: Path, keys: Path) -> "Repository":
    from deploy.release.keys import KeyFolder
    from deploy.release.repository import Repository
    from hardware.clock import RealClock

    return Repository(folder, KeyFolder(keys), RealClock().wall())


def names_in(keys: Path) -> list[str]:
    return sorted(file.name for file in keys.glob("*.key"))


def told(as_json: bool, document: dict[str, Any]) -> None:
    if as_json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    for key, value in document.items():
        sys.stdout.write(f"{key}: {value}\n")
