"""The bytes of a common USB relay board, on a pseudo-terminal that stands for it."""

import os
import tty
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hardware.errors import DeviceLost, DeviceMissing
from hardware.outputs.lcus_relay import LcusRelay, command
from hardware.outputs.lcus_relay_settings import LcusRelaySettings

OFF, ON = bytes.fromhex("A00100A1"), bytes.fromhex("A00101A2")


@dataclass
class Board:
    """The other end of the wire."""

    end: int
    port: str

    def heard(self, count: int) -> bytes:
        """So many bytes; a pseudo-terminal hands them over in pieces."""
        found = b""
        while len(found) < count:
            found += os.read(self.end, count - len(found))
        return found


@pytest.fixture
def board() -> Iterator[Board]:
    end, station = os.openpty()
    tty.setraw(station)
    board = Board(end, os.ttyname(station))
    yield board
    os.close(station)
    if board.end >= 0:
        os.close(board.end)


def relay_at(port: str, relay: int = 1) -> LcusRelay:
    return LcusRelay(LcusRelaySettings(type="lcus-relay", port=port, relay=relay))


@pytest.mark.parametrize(
    ("relay", "on", "sent"),
    [(1, True, "A00101A2"), (1, False, "A00100A1"), (8, True, "A00801A9"), (2, False, "A00200A2")],
)
def test_a_command_is_four_bytes_with_their_sum(relay: int, on: bool, sent: str) -> None:
    assert command(relay, on) == bytes.fromhex(sent)


def test_a_relay_is_off_at_the_beginning_and_at_the_end(board: Board) -> None:
    relay = relay_at(board.port)
    relay.switch(True)
    relay.close()
    assert board.heard(12) == OFF + ON + OFF


def test_a_board_that_is_not_there_is_missing() -> None:
    with pytest.raises(DeviceMissing, match="check its plug"):
        relay_at("/dev/no-such-relay")


def test_a_board_that_is_unplugged_is_lost_and_found_again(board: Board) -> None:
    relay = relay_at(board.port)
    os.close(board.end)
    with pytest.raises(DeviceLost, match="does not answer"):
        relay.switch(True)
    board.end, station = os.openpty()
    tty.setraw(station)
    relay.settings = relay.settings.model_copy(update={"port": os.ttyname(station)})
    relay.switch(True)
    assert board.heard(4) == ON
    relay.close()
    os.close(station)


def test_an_address_that_is_none_is_a_relay_that_is_not_there() -> None:
    with pytest.raises(DeviceMissing, match="relay 1 at nonsense://board"):
        relay_at("nonsense://board")
