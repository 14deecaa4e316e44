from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a client keeps its key and its certificate."""
    return tmp_path_factory.mktemp("keys")
