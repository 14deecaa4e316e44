"""A station tells nobody anything: its libraries leave no identifier and open no connection."""

import os
import subprocess
import sys
from pathlib import Path

USE = """
import socket

def refuse(*_: object) -> None:
    raise AssertionError("a connection was tried")

socket.socket.connect = refuse
import numpy as np
from edge_agent.inspection.ppocr import PpocrLineReader
PpocrLineReader().read_line(np.full((40, 200, 3), 200, np.uint8))
"""


def test_reading_leaves_nothing_behind(tmp_path: Path) -> None:
    folders = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME"), str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", USE],
        env={**os.environ, **folders},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.rglob("*")) == []
