"""Where a station's file lies when nobody names one: in the working folder, else with the
demonstration that this user has running.

A demonstration puts its station.toml into `demo_home()`, and takes it away at its end. Where that
folder is another user's, or others may write into it, it is not looked into.
"""

import os
import stat
import tempfile
from pathlib import Path
from typing import Final

STATION_FILE: Final = Path("station.toml")
DEMO_FOLDER: Final = "packwarden-demo"
OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def demo_home() -> Path:
    """This user's own, the same for all of his shells; whoever wants it there makes it (0700)."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_dir():
        return Path(runtime) / DEMO_FOLDER
    return Path(tempfile.gettempdir()) / f"{DEMO_FOLDER}-{os.getuid()}"


def usual_station() -> Path:
    """The demonstration's file only where there is none here."""
    demo = demo_home() / STATION_FILE
    is_demo = not STATION_FILE.exists() and is_own(demo.parent) and demo.is_file()
    return demo if is_demo else STATION_FILE


def is_own(folder: Path) -> bool:
    """Others could have made one of this name first, where everybody may write."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return own and not found.st_mode & OTHERS_MAY_WRITE
