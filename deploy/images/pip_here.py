"""python3 -m deploy.images.pip_here FOLDER: options of `buildah bud` with which pip, in a build,
asks the index that this computer's own pip asks, by the same certificates.

Where nothing is configured, nothing is said. FOLDER gets the settings.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

CERTIFICATES_THERE: Final = "/run/certificates.pem"
"""Beside those that the build itself installs and would write over."""
FILE: Final = "file://"


def options(settings: dict[str, str], folder: Path) -> Iterator[str]:
    """settings: those of pip, by name. Folders and files that they name are lent to the build."""
    if not settings:
        return
    lent = dict(settings)
    if "cert" in settings:
        yield f"--volume={settings['cert']}:{CERTIFICATES_THERE}:ro"
        lent["cert"] = CERTIFICATES_THERE
    for one in sorted(folders(settings)):
        yield f"--volume={one}:{one}:ro"
    config = folder.resolve() / "pip.conf"
    config.write_text("\n".join(["[global]", *(f"{name}={value}" for name, value in lent.items())]))
    yield f"--volume={config}:/etc/pip.conf:ro"


def folders(settings: dict[str, str]) -> set[Path]:
    """That are here. An index names its files by paths beside its own folder."""
    words = [word for value in settings.values() for word in value.split()]
    named = {Path(word) for word in words if word.startswith("/")}
    named |= {Path(word.removeprefix(FILE)).parent for word in words if word.startswith(FILE)}
    return {one for one in named if one.is_dir()}


def of_this_computer() -> dict[str, str]:
    """What pip says that holds for every command of it, by name."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - pip
    pairs = (line.partition("=")[::2] for line in told.splitlines() if line.startswith("global."))
    return {name.removeprefix("global."): value.strip("'") for name, value in pairs}


if __name__ == "__main__":
    sys.stdout.write(" ".join(options(of_this_computer(), Path(sys.argv[1]))))
