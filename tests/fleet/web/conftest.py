from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fleet.web.served_centre import ServedCentre, served_centre


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ServedCentre]:
    with served_centre(tmp_path) as centre:
        yield centre
