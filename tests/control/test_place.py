"""A socket that its owner alone may open; the dead make room, the living are left alone."""

import socket
import stat
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.control.errors import LineLives, NoLine, PathTooLong
from edge_agent.control.place import LONGEST_PATH_BYTES, listening, place_in, refuse_absent
from edge_agent.core.errors import StoreFailed


def test_the_owner_alone_may_open_it(tmp_path: Path) -> None:
    with closing(listening(place_in(tmp_path))):
        assert stat.S_IMODE(place_in(tmp_path).stat().st_mode) == 0o600


def test_what_a_dead_line_left_is_replaced(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    listening(place).close()
    assert place.is_socket()
    with closing(listening(place)), socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(place))


def test_a_living_line_is_left_alone(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    with closing(listening(place)):
        with pytest.raises(LineLives, match="already"):
            listening(place)
        assert place.is_socket()


def test_a_living_line_whose_queue_is_full_lives_all_the_same(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    callers = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    with closing(listening(place)):
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(str(place))
        with pytest.raises(LineLives):
            listening(place)
    for caller in callers:
        caller.close()


def test_what_is_no_socket_is_not_touched(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    place.write_text("somebody's notes")
    with pytest.raises(StoreFailed, match="no socket"):
        listening(place)
    assert place.read_text() == "somebody's notes"


@pytest.mark.parametrize("name", ["a", "ä"])
def test_a_folder_that_lies_too_deep_is_told_with_what_to_do(tmp_path: Path, name: str) -> None:
    deep = tmp_path / (name * LONGEST_PATH_BYTES)
    with pytest.raises(PathTooLong, match=r"shorter folder under \[data\]"):
        listening(place_in(deep))


def test_the_longest_path_that_is_allowed_is_possible(tmp_path: Path) -> None:
    rest = LONGEST_PATH_BYTES - len(str(place_in(tmp_path / "x")).encode())
    folder = tmp_path / ("x" * (rest + 1))
    folder.mkdir()
    with closing(listening(place_in(folder))):
        assert len(str(place_in(folder)).encode()) == LONGEST_PATH_BYTES


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="no socket can be made"):
        listening(place_in(tmp_path / "absent"))
    with pytest.raises(NoLine, match="packwarden run"):
        refuse_absent(place_in(tmp_path))
