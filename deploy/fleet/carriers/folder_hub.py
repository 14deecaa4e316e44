"""The centre's end of a folder: takes what every station has put there, and puts answers there.

Letters lie in folders of their own station, and only a letter of that station is taken from there.
An answer for which a station's folder has no room is left out: the next one makes up for it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from edge_agent.core.errors import Unreachable
from edge_agent.uplink.carriers.carried_post import Fetched
from edge_agent.uplink.carriers.folder import DOWN, MARK, MOST_LETTERS, REST_S, UP, has_mark
from edge_agent.uplink.carriers.letter_folder import LetterFolder, Room, lost
from edge_agent.uplink.topics import station_of
from edge_agent.whole_files import write_whole
from hardware.letters import Letter

ROOM: Final = Room(MOST_LETTERS, 100_000_000)
MOST_OF_ONE: Final = 20
"""Letters of one station at a time: no station waits for another."""
MARK_TEXT: Final = b"Letters between inspection stations and their centre lie here.\n"


class FolderHub:
    """A Carrier."""

    def __init__(self, root: Path) -> None:
        self.root, self.address, self.rest_s = root, str(root), REST_S
        self.strangers = self.left_out = 0
        """Letters that spoke for another station; answers without room."""

    def begin(self) -> None:
        if not self.root.is_dir():
            raise Unreachable(f"{self.root} is not there; make the folder, or mount the share")
        if not has_mark(self.root):
            try:
                write_whole(self.root / MARK, MARK_TEXT)
            except OSError as error:
                raise lost(self.root, error) from error

    def give(self, letters: Sequence[Letter]) -> int:
        for station, group in groupby(letters, key=lambda letter: station_of(letter.topic)):
            of_one = list(group)
            put = 0 if station is None else self.folder(f"{station}/{DOWN}").put(of_one)
            self.left_out += len(of_one) - put
        return len(letters)

    def fetch(self, done: Sequence[str]) -> Sequence[Fetched]:
        """Names are paths below the root."""
        for name in done:
            place = Path(name)
            self.folder(str(place.parent)).remove((place.name,))
        try:
            ups = sorted(self.root.glob(f"*/*/*/{UP}"))
        except OSError as error:
            raise lost(self.root, error) from error
        return list(self.letters(ups))

    def letters(self, ups: Sequence[Path]) -> Iterator[Fetched]:
        for up in ups:
            place = str(up.parent.relative_to(self.root))
            for one in self.folder(f"{place}/{UP}").look(MOST_OF_ONE):
                if station_of(one.letter.topic) == place:
                    yield Fetched(f"{place}/{UP}/{one.name}", one.letter)
                else:
                    self.strangers += 1
                    self.folder(f"{place}/{UP}").remove((one.name,))

    def folder(self, place: str) -> LetterFolder:
        return LetterFolder(self.root / place, ROOM)

    def close(self) -> None:
        """Nothing is waited for."""
