"""A whole release of this very tree, in a copy of it: without docs, package and images, which their
own targets make."""

import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from deploy.publish.wheel import MUST_HAVE
from edge_agent.people.keys import SigningKey
from tests.publish.test_fit import git

PROJECT = Path(__file__).parents[2]
VERSION = "99.0.0"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What git keeps, as it is now, with a version that nobody has."""
    names = subprocess.run(
        ["git", "-C", str(PROJECT), "ls-files", "-z", "--cached"], capture_output=True, check=True
    ).stdout.decode()
    folder = tmp_path / "tree"
    for name in filter(None, names.split("\0")):
        if name.startswith(("tests/", "docs/")) or not (PROJECT / name).is_file():
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / name, folder / name)
    pyproject = folder / "pyproject.toml"
    lines = pyproject.read_text().splitlines(keepends=True)
    named = (f'version = "{VERSION}"\n' if line.startswith("version =") else line for line in lines)
    pyproject.write_text("".join(named))
    (folder / "CHANGELOG.md").write_text(f"## {VERSION}\n\n- Everything.\n")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "all")
    return folder


def publish(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.publish", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_release_has_a_wheel_that_starts_with_its_bills_and_is_made_once(
    copy: Path, tmp_path: Path
) -> None:
    key, out = tmp_path / "publish.key", tmp_path / "dist"
    SigningKey.create(key)
    lent = sysconfig.get_path("purelib")
    words = ("make", VERSION, "--key", key, "--project", copy, "--out", out, "--lent", lent,
             "--part", "wheel", "--part", "bills")  # fmt: skip
    done = publish(*words)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    made = {one["path"] for one in told["files"]}
    wheel = f"packwarden-{VERSION}-py3-none-any.whl"
    bills = {"package.cdx.json", "station.cdx.json", "training.cdx.json"}
    assert made == {wheel, f"packwarden-{VERSION}.tar", "NOTES.md", *bills}
    assert told["left_out"] == ["deb", "docs", "images"]
    with zipfile.ZipFile(out / VERSION / wheel) as packed:
        assert set(MUST_HAVE) <= set(packed.namelist())
    assert publish("verify", out / VERSION, "--public", told["public_key"]).returncode == 0
    again = publish(*words)
    assert again.returncode == 4
    assert "made once" in again.stderr


def test_a_release_of_a_tree_that_is_not_fit_leaves_nothing(tmp_path: Path) -> None:
    SigningKey.create(tmp_path / "publish.key")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "pyproject.toml").write_text('[project]\nversion = "0.1.0"\n')
    git(tmp_path / "tree", "init", "--quiet")
    git(tmp_path / "tree", "commit", "--quiet", "--allow-empty", "-m", "first")
    done = publish(*("make", "0.1.0", "--key", tmp_path / "publish.key"),
                   *("--project", tmp_path / "tree", "--out", tmp_path / "dist"))  # fmt: skip
    assert done.returncode == 4
    assert "not committed" in done.stderr
    assert "no section `## 0.1.0`" in done.stderr
    assert not (tmp_path / "dist").exists()
