"""Which parts a centre has, and which of them nobody has seen."""

import tomllib
from pathlib import Path

import tomli_w
from sqlalchemy import Engine

from deploy.fleet.database import reading
from deploy.fleet.founding import found
from deploy.fleet.places import CENTRE_FILE
from deploy.fleet.pulses.beating import Pulse, beats
from deploy.fleet.pulses.parts import parts_of
from deploy.fleet.settings import load_centre
from deploy.fleet.web.pages.health_page import missing
from tests.people.samples import NOW
from tests.web.visitors import MovedClock

ALWAYS = ("web", "watch", "alerts", "retain", "labels")


def test_letters_are_a_part_only_where_stations_come_by_them(tmp_path: Path) -> None:
    found(tmp_path, "centre-1", NOW, None)
    file = tmp_path / CENTRE_FILE
    assert parts_of(load_centre(file)) == (*ALWAYS, "letters")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    del tables["broker"]
    file.write_text(tomli_w.dumps(tables), encoding="utf-8")
    assert parts_of(load_centre(file)) == ALWAYS
    file.write_text(tomli_w.dumps({**tables, "letter_folder": {"path": "letters"}}))
    assert parts_of(load_centre(file)) == (*ALWAYS, "letters")


def test_a_part_that_says_nothing_is_missing(engine: Engine) -> None:
    for part in ("web", "watch", "alerts", "labels"):
        Pulse(engine, part, MovedClock()).beat()
    with reading(engine) as connection:
        assert missing(ALWAYS, beats(connection)) == ["retain"]
