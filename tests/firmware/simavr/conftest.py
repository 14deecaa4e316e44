"""The binary and the simulated board, built once, and boards with a line in front of them."""

from collections.abc import Iterator

import pytest

from tests.firmware.avr_build import Built, build
from tests.firmware.simavr.board import Board
from tests.peers import require


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    require("gcc", "avr-gcc", "simavr")
    return build(tmp_path_factory.mktemp("firmware"))


@pytest.fixture
def board(built: Built) -> Iterator[Board]:
    """Powered, its belt standing, its host not there yet."""
    with Board(built.host, built.firmware) as board:
        board.run_ms(20)
        yield board
