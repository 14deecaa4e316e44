"""The tree that a release is made of, and whether it may be. Decided on facts; git tells them."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.publish.errors import NotYet
from deploy.publish.versions import Version, released

CHANGELOG: Final = "CHANGELOG.md"
LONGEST_GIT_S: Final = 60.0
MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Tree:
    project: Path
    commit: str
    committed_s: int
    """Since 1970: the time that everything made of this commit bears."""
    version: str
    """As pyproject.toml has it."""
    changed: tuple[str, ...]
    """Files that are not as in the commit, new ones among them."""
    releases: tuple[Version, ...]
    changelog: str


def tree_of(project: Path) -> Tree:
    commit, committed = git(project, "log", "-1", "--format=%H %ct").split()
    pyproject = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    changelog = project / CHANGELOG
    return Tree(
        project=project,
        commit=commit,
        committed_s=int(committed),
        version=pyproject["project"]["version"],
        changed=tuple(line[3:] for line in git(project, "status", "--porcelain").splitlines()),
        releases=tuple(released(git(project, "tag", "--list").split())),
        changelog=changelog.read_text(encoding="utf-8") if changelog.is_file() else "",
    )


def refuse_unfit(wanted: Version, tree: Tree) -> None:
    """NotYet with all that is to be done first."""
    if reasons := list(refusals(wanted, tree)):
        raise NotYet("; ".join(reasons))


def refusals(wanted: Version, tree: Tree) -> Iterator[str]:
    if tree.changed:
        named = ", ".join(tree.changed[:MOST_NAMED])
        yield f"{len(tree.changed)} files are not committed ({named}): commit or remove them"
    if str(wanted) != tree.version:
        yield f"pyproject.toml says {tree.version}, not {wanted}: set version there"
    if tree.releases and wanted <= tree.releases[-1]:
        yield f"{wanted} is not newer than the last release, {tree.releases[-1]}"
    if not notes_of(wanted, tree.changelog):
        yield f"{CHANGELOG} has no section `## {wanted}` that says what changed: write it"


def notes_of(version: Version, changelog: str) -> str:
    """What the changelog says of this version; nothing where it does not name it."""
    heading = rf"^## {re.escape(str(version))}(?: [^\n]*)?$"
    section = re.search(rf"{heading}\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return "" if section is None else section.group(1).strip()


def git(project: Path, *words: str) -> str:
    """NotYet where this is no tree of git's."""
    command = ["git", "-C", str(project), *words]
    done = subprocess.run(  # noqa: S603 - git itself, our own words
        command, capture_output=True, text=True, check=False, timeout=LONGEST_GIT_S
    )
    if done.returncode != 0:
        raise NotYet(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout
