"""`packwarden fleet init`: a centre in a folder, its key, its first account, and what stations are
told of it.
"""

import json
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from deploy.fleet.founding import FirstAccount, found
from deploy.fleet.places import CentrePlaces
from edge_agent.core.errors import Conflict
from edge_agent.core.roles import Role
from edge_agent.people.errors import WeakSecret
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office
from edge_agent.people.station_key import trust_of
from edge_agent.people.trust import Owner
from tests.line.small_station import box_station
from tests.people.samples import NOW, PASSWORD, QUICK

PACKWARDEN = str(Path(sys.executable).parent / "packwarden")


def said(*words: str, typed: str = "") -> str:
    done = subprocess.run(
        [PACKWARDEN, *words], input=typed, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_centre_has_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    founded = found(tmp_path, "plant-1", NOW, hasher=QUICK)
    file = CentrePlaces(tmp_path / "data").key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    key = SigningKey.load(file)
    assert (founded.key_id, founded.public) == (key.key_id, key.public.hex())


def test_the_code_makes_the_first_account(tmp_path: Path) -> None:
    founded = found(tmp_path, "plant-1", NOW, hasher=QUICK)
    assert founded.code is not None
    with closing(Office(CentrePlaces(tmp_path / "data").people, "plant-1", NOW, QUICK)) as office:
        person = office.set_up(founded.code, "anna", "Anna", PASSWORD, NOW)
        assert person.role is Role.ENGINEER


def test_a_centre_is_founded_once(tmp_path: Path) -> None:
    found(tmp_path, "plant-1", NOW, hasher=QUICK)
    with pytest.raises(Conflict, match="there already"):
        found(tmp_path, "plant-2", NOW, hasher=QUICK)


def test_what_went_wrong_can_be_tried_again(tmp_path: Path) -> None:
    with pytest.raises(WeakSecret):
        found(tmp_path, "plant-1", NOW, FirstAccount("anna", "password1234"), QUICK)
    founded = found(tmp_path, "plant-1", NOW, FirstAccount("anna", PASSWORD), QUICK)
    assert founded.code is None


def test_a_station_is_told_to_believe_it(tmp_path: Path) -> None:
    founded = json.loads(said("fleet", "init", str(tmp_path / "centre"), "--json"))
    station = box_station(tmp_path, "g")
    words = ("people", "centre-key", founded["public"], "--centre", founded["centre"])
    told = json.loads(said(*words, "--station", str(station), "--json"))
    assert told == {"key_id": founded["key_id"], "centre": "centre"}
    (key,) = trust_of(tmp_path / "data").current(Owner.CENTRE, "centre")
    assert key.public.hex() == founded["public"]
