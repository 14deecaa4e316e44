"""Files beside the devices: folders, private files, people, and what a dead process left behind.

Much of it the program can mend by itself; nothing is changed here.
"""

import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from edge_agent.control.place import place_in, remove_stale
from edge_agent.core.errors import NotFound
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.line.checking.findings import Finding, doubtful, fine, mendable, wrong
from edge_agent.line.checking.mending import Mending
from edge_agent.people.database import PEOPLE
from edge_agent.people.keys import OTHERS, OWNER_ONLY
from edge_agent.people.office import PEOPLE_FILE
from edge_agent.people.station_key import KEY_FILE
from edge_agent.sqlite_files import open_to_read, told
from edge_agent.station_tables import StationSettings
from edge_agent.whole_files import make_folder

PRIVATE_KEYS: Final = frozenset({"password_file", "token_file", "key_file"})
"""Of station.toml: each names a file that holds a secret."""
UNFINISHED: Final = ".packwarden-init-*"
"""What `packwarden init` writes into before all of it is there."""
OWNER_FOLDER: Final = 0o700


def look_at_files(file: Path, settings: StationSettings) -> Iterator[Finding]:
    data = DataFolder(settings.data.folder)
    if not data.folder.is_dir():
        yield no_folder(data.folder)
    else:
        yield from people_findings(data.folder, file)
        yield from stale_socket(data.folder)
    yield from key_findings(data, settings)
    yield from unfinished(file.resolve().parent)


def no_folder(folder: Path) -> Finding:
    def make() -> str:
        make_folder(folder)
        folder.chmod(OWNER_FOLDER)
        return f"{folder} was made, for its owner alone"

    return mendable(
        doubtful("disk", f"{folder} is not there yet", f"mkdir -p -m 700 {folder}"),
        Mending(f"make the folder {folder}", make),
    )


def people_findings(folder: Path, file: Path) -> Iterator[Finding]:
    mend = f"packwarden people add NAME --role engineer --station {file}"
    try:
        with told(folder / PEOPLE_FILE), closing(open_to_read(folder / PEOPLE_FILE, PEOPLE)) as db:
            count = db.execute("SELECT count(*) FROM people WHERE active = 1").fetchone()[0]
    except NotFound:
        count = 0
    if count:
        yield fine("people", f"{count} may sign in")
    else:
        yield doubtful("people", "nobody may sign in", mend)


def key_findings(data: DataFolder, settings: StationSettings) -> Iterator[Finding]:
    own = (data.folder / KEY_FILE, data.audit_key)
    for file in (*own, *private_files(settings)):
        if file.is_file() and file.stat().st_mode & OTHERS:
            yield shared_key(file)


def shared_key(file: Path) -> Finding:
    def keep() -> str:
        file.chmod(OWNER_ONLY)
        return f"{file} can be read by its owner alone; renew it if others may have copied it"

    mode = stat.S_IMODE(file.stat().st_mode)
    what = f"{file} has mode {mode:03o}: others can read it"
    found = wrong("keys", what, f"chmod 600 {file}, and renew it if others may have copied it")
    return mendable(found, Mending(f"take {file} from others (mode 600)", keep))


def private_files(table: BaseModel) -> Iterator[Path]:
    """All that these settings name, and the tables inside them."""
    for name, value in table:
        if name in PRIVATE_KEYS and value is not None:
            yield value
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, BaseModel):
                yield from private_files(inner)


def stale_socket(folder: Path) -> Iterator[Finding]:
    place = place_in(folder)
    if not place.is_socket() or is_heard(place):
        return

    def remove() -> str:
        remove_stale(place, str(place))
        return f"{place} was removed"

    what = f"{place} is a line's socket, and no line listens there: it died"
    yield mendable(
        doubtful("leftovers", what, f"rm {place}; the next start does so, too"),
        Mending(f"remove {place}", remove),
    )


def is_heard(place: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.setblocking(False)  # a line whose queue is full lives as well
        try:
            caller.connect(str(place))
        except ConnectionRefusedError:
            return False
        except OSError:
            return True
    return True


def unfinished(folder: Path) -> Iterator[Finding]:
    for left in sorted(folder.glob(UNFINISHED)):
        what = f"{left} is half of a station that `packwarden init` did not finish"
        yield mendable(
            doubtful("leftovers", what, f"rm -r {left}"),
            Mending(f"remove {left}", partial(removed, left)),
        )


def removed(folder: Path) -> str:
    shutil.rmtree(folder)
    return f"{folder} was removed"
