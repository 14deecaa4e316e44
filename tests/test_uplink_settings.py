"""One way to the centre, and no other."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from edge_agent.core.telemetry.picture_policy import PictureWishes
from edge_agent.uplink_settings import UplinkTable

BROKER = {"broker": {"host": "broker"}}
FOLDER = {"folder": {"path": "share"}}
HTTPS = {"https": {"url": "https://centre:8443", "token_file": "token"}}


@pytest.mark.parametrize("way", [BROKER, FOLDER, HTTPS])
def test_each_way_alone_is_right(way: dict[str, object]) -> None:
    assert UplinkTable.model_validate(way).pictures.wishes == PictureWishes()


@pytest.mark.parametrize(
    ("ways", "says"),
    [
        ({}, "there is none"),
        (BROKER | FOLDER, "there is broker and folder"),
        (BROKER | FOLDER | HTTPS, "there is broker and folder and https"),
    ],
)
def test_none_and_several_are_refused(ways: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        UplinkTable.model_validate(ways)


def test_paths_are_made_whole() -> None:
    folder = UplinkTable.model_validate(FOLDER).placed(Path("/station")).folder
    https = UplinkTable.model_validate(HTTPS).placed(Path("/station")).https
    assert folder is not None
    assert folder.path == Path("/station/share")
    assert https is not None
    assert (https.token_file, https.ca_file) == (Path("/station/token"), None)
