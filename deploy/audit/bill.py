"""Bills of materials (CycloneDX 1.6, JSON) made of the locks: every package that is installed, its
version and its hashes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from deploy.audit.finding import Finding

LOCKS: Final = ("station", "package", "training")
"""What is installed at a plant: at a station, with pip or by its Debian package, and where models
are made. `training` names what the centre has as well."""


def write_bill(lock: Path, pyproject: Path, out: Path) -> Finding:
    """What it says is the same for the same lock: no time and no random number stands in it."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(lock)]
    command += ["--pyproject", str(pyproject), "--mc-type", "application", "--of", "JSON"]
    command += ["--sv", "1.6", "--output-reproducible", "-o", str(out)]
    out.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own tool
    count = len(parts_of(out))
    return Finding(out.name, f"{count} packages", is_wrong=False)


def parts_of(bill: Path) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = json.loads(bill.read_text(encoding="utf-8"))["components"]
    return parts
