"""What may be released, and what must be done first."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.publish.errors import NotYet
from deploy.publish.tree import Tree, notes_of, refusals, refuse_unfit, tree_of
from deploy.publish.versions import Version, released, version_of
from edge_agent.core.errors import InvalidInput

CHANGES = "# Changelog\n\n## 0.2.0 (2026-11-30)\n\n- A gate.\n\n## 0.1.0\n\n- The first.\n"
FIT = Tree(
    project=Path("tree"),
    commit="c" * 40,
    committed_s=1_800_000_000,
    version="0.2.0",
    changed=(),
    releases=(Version(0, 1, 0),),
    changelog=CHANGES,
)
WANTED = Version(0, 2, 0)


def test_a_tree_that_says_so_everywhere_is_fit() -> None:
    refuse_unfit(WANTED, FIT)


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        (replace(FIT, changed=("edge_agent/a.py",)), "not committed"),
        (replace(FIT, version="0.1.0"), "set version there"),
        (replace(FIT, releases=(Version(0, 2, 0),)), "not newer than the last release, 0.2.0"),
        (replace(FIT, releases=(Version(0, 10, 0),)), "not newer than the last release, 0.10.0"),
        (replace(FIT, changelog="# Changelog\n\n## 0.1.0\n\n- The first.\n"), "no section"),
        (replace(FIT, changelog="## 0.2.0\n\n## 0.1.0\n\n- The first.\n"), "no section"),
    ],
)
def test_whatever_lacks_is_told_and_refused(tree: Tree, says: str) -> None:
    (reason,) = refusals(WANTED, tree)
    assert says in reason
    with pytest.raises(NotYet):
        refuse_unfit(WANTED, tree)


def test_the_notes_are_those_of_the_version_alone() -> None:
    assert notes_of(WANTED, CHANGES) == "- A gate."
    assert notes_of(Version(0, 1, 0), CHANGES) == "- The first."
    assert notes_of(Version(0, 2, 1), CHANGES) == ""


@pytest.mark.parametrize("text", ["1.0", "v1.0.0", "1.0.0rc1", "01.0.0", "1.0.0 "])
def test_what_is_no_semantic_version_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="MAJOR"):
        version_of(text)


def test_releases_are_in_the_order_of_their_numbers_and_other_tags_are_none() -> None:
    tags = ["v0.9.0", "v0.10.0", "v0.2.1", "demo", "version", "v1"]
    assert list(map(str, released(tags))) == ["0.2.1", "0.9.0", "0.10.0"]


def git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"]
    subprocess.run(["git", "-C", str(folder), *name, *words], check=True, capture_output=True)


def test_git_tells_what_the_tree_is(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGES)
    with pytest.raises(NotYet, match="git"):
        tree_of(tmp_path)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    git(tmp_path, "tag", "v0.1.0")
    (tmp_path / "new.py").write_text("")
    tree = tree_of(tmp_path)
    assert (tree.version, tree.changed, tree.releases) == ("0.2.0", ("new.py",), FIT.releases)
    assert len(tree.commit) == 40
