"""What lies beside the devices is looked at, and mended where a program may mend it: when it is
allowed to, and told."""

import json
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.control.place import listening, place_in
from edge_agent.core.errors import StoreFailed
from edge_agent.line.checking.findings import Finding, State
from edge_agent.line.checking.mending import Mended, Mending, mended
from edge_agent.line.checking.own_files import look_at_files
from edge_agent.people.keys import SigningKey
from edge_agent.people.station_key import KEY_FILE
from edge_agent.settings import read_station
from tests.line.small_station import box_station

BROKER = """
[uplink.broker]
host = "broker"
username = "station"
password_file = "broker.password"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A station that has its data folder."""
    made = box_station(tmp_path, "g")
    (tmp_path / "data").mkdir()
    return made


def looked(file: Path) -> dict[str, Finding]:
    """What is amiss, by part."""
    found = look_at_files(file, read_station(file).settings)
    return {one.part: one for one in found if one.state is not State.OK}


def done(file: Path) -> Iterator[Mended]:
    mendings = [one.mending for one in looked(file).values() if one.mending is not None]
    return mended(mendings, lambda _: True)


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_key_that_others_can_read_is_taken_from_them(file: Path) -> None:
    key = file.parent / "data" / KEY_FILE
    SigningKey.create(key)
    assert "keys" not in looked(file)
    key.chmod(0o644)
    assert "mode 644" in looked(file)["keys"].what
    (mending,) = done(file)
    assert mending.is_done
    assert mode_of(key) == 0o600
    assert "keys" not in looked(file)


def test_a_password_that_the_settings_name_is_as_private_as_a_key(file: Path) -> None:
    secret = file.parent / "broker.password"
    secret.write_text("a line\n")
    secret.chmod(0o640)
    file.write_text(file.read_text() + BROKER)
    assert looked(file)["keys"].what.startswith(str(secret))


def test_the_socket_of_a_line_that_died_is_removed_and_that_of_one_that_lives_is_not(
    file: Path,
) -> None:
    place = place_in(file.parent / "data")
    with closing(listening(place)):
        assert "leftovers" not in looked(file)
    assert "it died" in looked(file)["leftovers"].what
    (mending,) = done(file)
    assert mending.is_done
    assert not place.exists()


def test_a_missing_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    file = box_station(tmp_path, "g")
    assert looked(file)["disk"].state is State.WARNING
    (mending,) = done(file)
    assert mending.is_done
    assert mode_of(tmp_path / "data") == 0o700


def test_what_an_interrupted_init_left_is_removed(file: Path) -> None:
    left = file.parent / ".packwarden-init-x1"
    (left / "recipe").mkdir(parents=True)
    (mending,) = done(file)
    assert mending.is_done
    assert not left.exists()


def test_where_nobody_may_sign_in_the_command_is_told_that_adds_somebody(file: Path) -> None:
    found = looked(file)["people"]
    assert f"packwarden people add NAME --role engineer --station {file}" == found.mend
    assert found.mending is None


def test_nothing_is_mended_that_was_not_allowed_and_what_fails_is_told() -> None:
    def fails() -> str:
        raise StoreFailed("the disk is full; free it")

    asked: list[str] = []

    def allows(would: str) -> bool:
        asked.append(would)
        return would != "leave this"

    left, failed = mended([Mending("leave this", fails), Mending("try this", fails)], allows)
    assert asked == ["leave this", "try this"]
    assert (left.is_done, failed.is_done) == (False, False)
    assert failed.said == "the disk is full; free it"


def check(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge_agent", "check", *map(str, words), "--json"]
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def test_the_command_mends_tells_what_it_did_and_looks_again(file: Path) -> None:
    place = place_in(file.parent / "data")
    with closing(socket.socket(socket.AF_UNIX)) as dead:
        dead.bind(str(place))
    refused = check(file, "--mend")
    assert refused.returncode == 5
    assert "add --yes" in json.loads(refused.stdout)["error"]["detail"]
    assert place.exists()
    assert check(file, "--mend", "--drive", "--yes").returncode == 2
    document = json.loads(check(file, "--mend", "--yes").stdout)
    assert [one["done"] for one in document["mended"]] == [True]
    assert all(one["part"] != "leftovers" for one in document["findings"])
