"""What is publicly known to be wrong with the packages that we lock, asked of PyPI by pip-audit.

Where nothing can be asked, that is said, and nothing more: no answer is no good answer. pip-audit
itself calls a package that its database does not know fine; here it counts as not asked.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from deploy.audit.finding import Finding

ANSWER_S: Final = 15
LONGEST_S: Final = 600


def advisories_of(lock: Path) -> Iterator[Finding]:
    command = [sys.executable, "-m", "pip_audit", "-r", str(lock), "--require-hashes"]
    command += ["--disable-pip", "-f", "json", "--progress-spinner", "off"]
    ended = subprocess.run(  # noqa: S603 - our own tool
        [*command, "--timeout", str(ANSWER_S)],
        check=False,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
    )
    try:
        document = json.loads(ended.stdout)
    except json.JSONDecodeError:
        last = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        yield not_asked(lock, f"the database of advisories did not answer: {last}")
        return
    yield from told_of(lock, document["dependencies"])


def told_of(lock: Path, packages: list[dict[str, Any]]) -> Iterator[Finding]:
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    if len(unknown) == len(packages):
        yield not_asked(lock, f"the database of advisories knows none of {len(packages)} packages")
        return
    for name in unknown:
        yield Finding(lock.name, f"{name} is not known there, and was not audited", is_wrong=False)
    for package in packages:
        for flaw in package.get("vulns", ()):
            mended = ", ".join(flaw["fix_versions"]) or "no version yet"
            what = f"{package['name']} {package['version']}: {flaw['id']}, mended in {mended}"
            yield Finding(lock.name, what)


def not_asked(lock: Path, why: str) -> Finding:
    return Finding(lock.name, f"NOT AUDITED, {why}", is_wrong=False)
