"""A network share or a stick between a station and its centre.

    packwarden.post                         says that this is such a folder; the centre makes it
    {site}/{line}/{station}/up/*.letter     from the station
    {site}/{line}/{station}/down/*.letter   for the station

Without the first file nothing is written: a stick that is not plugged in leaves an empty folder,
and filling the station's own disk there would help nobody.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from edge_agent.core.errors import Unreachable
from edge_agent.uplink.carriers.carried_post import Fetched
from edge_agent.uplink.carriers.letter_folder import LetterFolder, Room, lost
from hardware.letters import Letter

MARK: Final = "packwarden.post"
UP: Final = "up"
DOWN: Final = "down"
MOST_LETTERS: Final = 5_000
"""In one folder; with more even listing it takes long on a share."""
MOST_AT_ONCE: Final = 64
REST_S: Final = 0.5


class FolderCarrier:
    """The station's end."""

    def __init__(self, root: Path, station: str, most_bytes: int) -> None:
        self.root, self.address, self.rest_s = root, str(root), REST_S
        room = Room(MOST_LETTERS, most_bytes)
        self.up = LetterFolder(root / station / UP, room)
        self.down = LetterFolder(root / station / DOWN, room)
        self.is_cleared = False

    def begin(self) -> None:
        """What nobody took since before the start is removed: a new start sends it again."""
        self.look_for_mark()
        if not self.is_cleared:
            self.up.clear()
            self.is_cleared = True

    def look_for_mark(self) -> None:
        if not has_mark(self.root):
            raise Unreachable(
                f"{self.root} has no file {MARK}: either the share or the stick is not there, or "
                "no centre uses it; start the centre with this folder, or make an empty file of "
                "that name"
            )

    def give(self, letters: Sequence[Letter]) -> int:
        self.look_for_mark()
        return self.up.put(letters)

    def fetch(self, done: Sequence[str]) -> Sequence[Fetched]:
        self.look_for_mark()
        self.down.remove(done)
        return self.down.look(MOST_AT_ONCE)

    def close(self) -> None:
        """Nothing is waited for."""


def has_mark(root: Path) -> bool:
    """Unreachable where the medium does not even say that."""
    try:
        return (root / MARK).is_file()
    except OSError as error:
        raise lost(root, error) from error
