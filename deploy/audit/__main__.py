"""python -m deploy.audit [secrets]: all audits, or the one that is quick. Ends with 1 where
something is wrong."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from deploy.audit.advisories import advisories_of
from deploy.audit.bill import LOCKS, write_bill
from deploy.audit.code_scan import faults_in
from deploy.audit.finding import Finding
from deploy.audit.secret_scan import secrets_in

PROJECT: Final = Path(__file__).parents[2]
BILLS: Final = PROJECT / "build" / "sbom"
QUICK: Final = "secrets"


def audited(words: Sequence[str]) -> Iterator[Finding]:
    yield from secrets_in(PROJECT)
    if QUICK in words:
        return
    yield from faults_in(PROJECT)
    for name in LOCKS:
        lock = PROJECT / "requirements" / f"{name}.lock"
        yield write_bill(lock, PROJECT / "pyproject.toml", BILLS / f"{name}.cdx.json")
        yield from advisories_of(lock)


def main(words: Sequence[str]) -> int:
    wrong = 0
    for finding in audited(words):
        wrong += finding.is_wrong
        sys.stdout.write(f"{finding}\n")
        sys.stdout.flush()
    sys.stdout.write(f"audit: {wrong} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
