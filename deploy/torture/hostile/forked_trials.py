"""Tries bundles one after the other, each in a fork of its own: python -m ... says how each ended.

A trial's program (edge_agent.releases.trial) takes a second to load what it needs, and a tenth of
one for the trial. Here that is loaded once; limits and code of each fork are the trial's own.
"""

import json
import os
import select
import signal
import sys
from pathlib import Path
from typing import Final, NoReturn

import numpy as np

from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.releases.trial import limited, tried
from edge_agent.releases.trying import LONGEST_S, MOST_SAID_BYTES

OTHER_WIDTHS_PX: Final = (1, 97, 2_500)
"""Of lines that no self-test has; a station meets any."""
LINE_HEIGHT_PX: Final = 40


def ended(folder: Path) -> dict[str, object]:
    """How the trial of a bundle ended: `signal` 0 where by itself, None where it was too slow."""
    hearing, saying = os.pipe()
    child = os.fork()
    if child == 0:
        try_here(folder, saying)
    os.close(saying)
    is_told, _, _ = select.select([hearing], [], [], LONGEST_S)
    said = os.read(hearing, MOST_SAID_BYTES) if is_told else b""
    os.close(hearing)
    if not is_told:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {"signal": by if is_told else None, **(json.loads(said) if said else {})}


def try_here(folder: Path, saying: int) -> NoReturn:
    """Never comes back to what the fork was made from."""
    limited()
    try:
        said = tried(folder)
        if "refused" not in said:
            read_other_lines(folder)
    except Exception as error:  # noqa: BLE001 - the trial's program ends with it, and says so
        said = {"failed": f"{type(error).__name__}: {error}"[:500]}
    os.write(saying, json.dumps(said).encode())
    os._exit(0)


def read_other_lines(folder: Path) -> None:
    """As the line does, once a net has passed its trial."""
    reader, random = OwnLineReader(folder / "reader.onnx"), np.random.default_rng(1)
    for width_px in OTHER_WIDTHS_PX:
        reader.read_line(random.integers(0, 256, (LINE_HEIGHT_PX, width_px, 3), dtype=np.uint8))


if __name__ == "__main__":
    import edge_agent.inspection.self_test
    import edge_agent.releases.nets  # noqa: F401 - loaded before the forks

    for line in sys.stdin:
        sys.stdout.write(json.dumps(ended(Path(line.rstrip("\n")))) + "\n")
        sys.stdout.flush()
