"""Both kinds of place, so that every rule is shown on a folder and on an S3."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.training.data.s3 import BUCKET, environment, make_bucket, s3_server

NewPlace = Callable[[], str]


@pytest.fixture(scope="session")
def s3_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with s3_server(tmp_path_factory.mktemp("s3") / "server.log") as port:
        make_bucket(port)
        yield port


@pytest.fixture
def s3_bucket(s3_port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a bucket of a real server."""
    for name, value in environment(s3_port).items():
        monkeypatch.setenv(name, value)
    return f"s3://{BUCKET}"


@pytest.fixture(params=["folder", "s3"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> NewPlace:
    """Gives one empty place after the other."""
    numbers = count(1)
    if request.param == "folder":
        return lambda: str(tmp_path / f"set-{next(numbers)}")
    bucket = request.getfixturevalue("s3_bucket")
    return lambda: f"{bucket}/{tmp_path.name}-{next(numbers)}"
