"""bandit over all packages; what it finds is either mended or excused where it stands.

An excuse is the comment that ruff's rule of the same number has on the line already (`noqa: S603`
for bandit's B603), with its reason behind it, or bandit's own `nosec` with one. What pyproject.toml
skips for all files bears its reason there.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from deploy.audit.finding import Finding

PACKAGES: Final = ("edge_agent", "hardware", "simulators", "training", "deploy")
REASON: Final = r"[,A-Z0-9 ]*\s*(?:-|#|—)\s*\S"


def faults_in(project: Path) -> Iterator[Finding]:
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", "-c", "pyproject.toml"]
    ended = subprocess.run(  # noqa: S603 - our own tool
        [*command, *PACKAGES], cwd=project, check=False, capture_output=True, text=True
    )
    document = json.loads(ended.stdout)
    for error in document["errors"]:
        yield Finding(error["filename"], f"bandit could not read it: {error['reason']}")
    for found in document["results"]:
        if not is_excused(project, found):
            where = f"{found['filename']}:{found['line_number']}"
            yield Finding(where, f"{found['test_id']} {found['issue_text']}")


def is_excused(project: Path, found: dict[str, Any]) -> bool:
    lines = (project / found["filename"]).read_text(encoding="utf-8").splitlines()
    numbers = found["line_range"]
    text = "\n".join(lines[min(numbers) - 1 : max(numbers)])
    return excuses(text, found["test_id"])


def excuses(text: str, test_id: str) -> bool:
    """test_id: like B603. An excuse without a reason is none."""
    rule = re.escape(f"S{test_id.removeprefix('B')}")
    return re.search(rf"#\s*noqa:[A-Z0-9, ]*\b{rule}\b{REASON}", text) is not None
