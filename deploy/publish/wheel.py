"""The wheel and the source archive, made of the commit alone, and the wheel tried where nothing
else of ours is.
"""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from deploy.publish.errors import NotYet, PublishError
from deploy.publish.tree import Tree

MUST_HAVE: Final = (
    "edge_agent/py.typed",
    "edge_agent/models/base/manifest.json",
    "edge_agent/models/base/calibration.json",
)
"""What a wheel that was packed wrongly lacks first: types for others, and the base bundle."""
TRY: Final = ("demo", "--packs", "4", "--fast", "--no-web", "--json")
LONGEST_BUILD_S: Final = 600.0
LONGEST_TRY_S: Final = 300.0
PIP: Final = ("-m", "pip", "--quiet", "--disable-pip-version-check")


def source_archive(tree: Tree, out: Path) -> Path:
    """All that git keeps, as of the commit; the same bytes each time."""
    name = f"packwarden-{tree.version}"
    tar = subprocess.run(  # noqa: S603 - git itself, our own words
        ["git", "-C", str(tree.project), "archive", f"--prefix={name}/", tree.commit],  # noqa: S607 - git of the path
        capture_output=True,
        check=True,
        timeout=LONGEST_BUILD_S,
    ).stdout
    archive = out / f"{name}.tar"
    archive.write_bytes(tar)
    return archive


def built_wheel(source: Path, tree: Tree, out: Path) -> Path:
    """Of what the archive holds: a file that is only in the working tree gets into no wheel."""
    with TemporaryDirectory(prefix="packwarden-wheel-") as name:
        ran(["tar", "-xf", str(source), "-C", name], LONGEST_BUILD_S)
        (project,) = Path(name).iterdir()
        ran([sys.executable, *PIP, "wheel", "--no-deps", "--wheel-dir", str(out), str(project)],
            LONGEST_BUILD_S, SOURCE_DATE_EPOCH=str(tree.committed_s))  # fmt: skip
    (wheel,) = out.glob(f"packwarden-{tree.version}-*.whl")
    refuse_incomplete(wheel)
    return wheel


def refuse_incomplete(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    if missing := [name for name in MUST_HAVE if name not in names]:
        raise NotYet(f"{wheel.name} lacks {', '.join(missing)}; see package-data in pyproject.toml")


def try_wheel(wheel: Path, lock: Path, lent: Path | None = None) -> None:
    """Starts a simulated line from the wheel in a fresh environment. PublishError where it does
    not.

    lent: a folder with what it depends on; without it all is installed as the lock says.
    """
    with TemporaryDirectory(prefix="packwarden-try-") as name:
        folder = Path(name) / "venv"
        venv.create(folder, with_pip=False, symlinks=True)
        python = folder / "bin" / "python"
        pip = [sys.executable, *PIP, "--python", str(python)]
        install = [*pip, "install", "--no-deps", "--no-compile"]
        if lent is None:
            ran([*install, "--require-hashes", "-r", str(lock)], LONGEST_BUILD_S)
        else:
            (site,) = folder.glob("lib/python*/site-packages")
            (site / "lent.pth").write_text(f"{lent}\n")
        ran([*install, "--no-index", str(wheel)], LONGEST_BUILD_S)
        ran([str(folder / "bin" / "packwarden"), *TRY], LONGEST_TRY_S, cwd=name)


def ran(command: list[str], longest_s: float, cwd: str | None = None, **more: str) -> None:
    """PublishError with the last that it said."""
    done = subprocess.run(  # noqa: S603 - our own commands
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=longest_s,
        cwd=cwd,
        env={**os.environ, **more},
    )
    if done.returncode != 0:
        raise PublishError(f"{' '.join(command[:4])} …: {done.stderr.strip()[-2000:]}")
