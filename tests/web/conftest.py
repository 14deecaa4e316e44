from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.visitors import Served, served


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as station:
        yield station
