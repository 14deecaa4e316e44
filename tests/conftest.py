"""What tests share: where real pictures are, and the rule that CI skips nothing it should run."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parent.parent

# A busy machine fails no test: an example may take longer than hypothesis' 200 ms.
settings.register_profile(
    "untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")


def absent(what: str) -> None:
    """Skips with a reason; where CI promises that everything is there, fails instead."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} (CI must have it)")
    pytest.skip(what)


@pytest.fixture(scope="session")
def picture_data() -> Path:
    """The folder of real pictures: $PACKWARDEN_DATA, or ../shared/data beside the project."""
    folder = Path(os.environ.get("PACKWARDEN_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        absent(f"no real pictures: {folder} is not there; set PACKWARDEN_DATA")
    return folder
