"""python -m deploy.publish make VERSION | verify FOLDER | key FILE: a release, and whether what
somebody got is one."""

import json
import re
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from deploy.publish.parts import Part
from edge_agent.core.errors import InvalidInput, PackwardenError

PROJECT: Final = Path(__file__).parents[2]
DIST: Final = PROJECT / "build" / "dist"
KEY: Final = Path("release-keys/publish.key")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Project = Annotated[Path, typer.Option(help="The tree to release.")]


@app.command()
def make(
    version: Annotated[str, typer.Argument(help="MAJOR.MINOR.PATCH, as pyproject.toml has it.")],
    key: Annotated[Path, typer.Option(help="Private key that signs.")] = KEY,
    part: Annotated[list[Part] | None, typer.Option(help="Only these; default: all.")] = None,
    project: Project = PROJECT,
    out: Annotated[Path, typer.Option(help="Where the version's folder is made.")] = DIST,
    lent: Annotated[
        Path | None,
        typer.Option(help="Tries the wheel with the packages in this folder, not the lock's."),
    ] = None,
) -> None:
    """Makes out/VERSION: wheel, source, bills of materials, docs, package, images, signatures."""
    from deploy.publish.releasing import release
    from deploy.publish.tree import tree_of
    from deploy.publish.versions import version_of
    from edge_agent.people.keys import SigningKey

    wanted, signing = version_of(version), SigningKey.load(key)
    parts = part or list(Part)
    document = release(wanted, tree_of(project), out, signing, parts, tell, lent)
    told = {"folder": str(out / version), "public_key": signing.public.hex(), **document}
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    tell(f"git tag -s {wanted.tag} && git push origin {wanted.tag}    # once it is handed out")


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="A release that somebody got.")],
    public: Annotated[str, typer.Option(help="64 hexadecimal digits, got another way.")],
) -> None:
    """Says whether every file is what the owner of this key signed."""
    from deploy.publish.sealing import verified

    if not re.fullmatch(r"[0-9a-f]{64}", public):
        raise InvalidInput(f"{public!r} is no public key; expected 64 hexadecimal digits")
    document = verified(folder, bytes.fromhex(public))
    files = len(document["files"])
    sys.stdout.write(f"{folder}: {document['version']}, {files} files as they were signed\n")


@app.command("key")
def new_key(
    file: Annotated[Path, typer.Argument(help="Private key to make; never overwritten.")] = KEY,
) -> None:
    """Makes the key that signs releases, and says its public half."""
    from edge_agent.people.keys import SigningKey

    sys.stdout.write(f"{SigningKey.create(file).public.hex()}\n")


def tell(line: str) -> None:
    sys.stderr.write(line + "\n")


def main() -> int:
    try:
        app(standalone_mode=False)
    except PackwardenError as error:
        tell(f"{error.title}: {error}")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
