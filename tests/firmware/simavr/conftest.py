"""A simulated board with the real binary."""

from collections.abc import Iterator

import pytest

from tests.firmware import avr_build
from tests.firmware.simavr.board import Board
from tests.peers import require


@pytest.fixture(scope="session")
def built() -> avr_build.Built:
    require("gcc", "avr-gcc", "simavr")
    return avr_build.built()


@pytest.fixture
def board(built: avr_build.Built) -> Iterator[Board]:
    """Powered, its belt standing, its host not there yet."""
    with Board(built.host, built.firmware) as board:
        board.run_ms(20)
        yield board
