"""A program that opens a bundle where it can do no harm: python -m edge_agent.releases.trial FOLDER

It limits itself before it loads anything, answers with one line of JSON on standard output, and may
be killed at any moment. What it says of a hostile bundle may be anything: whoever asks believes
only what he can check.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 1 << 30
MOST_CPU_S: Final = 8
MOST_FILE_BYTES: Final = 1 << 20
"""It has nothing to write."""


def limited() -> None:
    """For this process and for good."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_BYTES),
        (resource.RLIMIT_CPU, MOST_CPU_S),
        (resource.RLIMIT_FSIZE, MOST_FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def tried(folder: Path) -> dict[str, object]:
    """The greatest difference of the self-test's answers, or why the bundle is refused."""
    from edge_agent.core.errors import PackwardenError
    from edge_agent.inspection.bundle import open_bundle
    from edge_agent.inspection.self_test import run_self_test
    from edge_agent.releases.nets import refuse_odd_nets

    try:
        bundle = open_bundle(folder)
        refuse_odd_nets(bundle)
        return {"sha256": bundle.sha256, "difference": run_self_test(bundle)}
    except PackwardenError as error:
        return {"refused": str(error)}


if __name__ == "__main__":
    limited()
    sys.stdout.write(json.dumps(tried(Path(sys.argv[1]))) + "\n")
