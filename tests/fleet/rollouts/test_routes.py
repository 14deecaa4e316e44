"""Roll-outs over the API: who may, two persons where machines act, halted and let go on."""

import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from deploy.fleet.rollouts.tables import rollout_stations
from edge_agent.core.errors import Unreachable
from edge_agent.core.roles import Act, Role
from edge_agent.people.errors import NotPermitted
from tests.fleet.recipes.samples import acts_of
from tests.fleet.rollouts.fleet import NEW, RELEASE
from tests.fleet.rollouts.over_http import PASSWORD_LINE, served, told
from tests.fleet.sent import say
from tests.fleet.web.served_centre import ServedCentre, served_centre

ROLLOUTS = "/api/v1/rollouts"
STATIONS = ("milan/line-1/top", "milan/line-1/lid", "leeds/line-1/top")
WANTED: dict[str, Any] = {"release": RELEASE, "bundle_sha256": NEW, "reason": "reads better"}


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ServedCentre]:
    with served_centre(tmp_path / "centre") as centre:
        for name in STATIONS:
            say(centre.site.engine, centre.clock.wall(), name)
        yield centre


def acts(centre: ServedCentre, name: str, level: str) -> None:
    say(centre.site.engine, centre.clock.wall(), name, levels={"expiry": level})


def test_one_person_starts_it_where_no_machine_acts(centre: ServedCentre) -> None:
    mia, otto = centre.person(Role.ENGINEER, "mia"), centre.person(Role.QUALITY, "otto")
    assert otto.change("POST", ROLLOUTS, WANTED).status_code == 403
    started = mia.change("POST", ROLLOUTS, {**WANTED, "stations": ["milan/*/*"]})
    assert started.status_code == 201, started.text
    document = started.json()
    assert (document["state"], document["needs_two"]) == ("running", False)
    assert {one["station"] for one in document["stations"]} == set(STATIONS[:2])
    assert document["counts"] == {"waiting": 2}
    assert mia.get(f"{ROLLOUTS}/{document['number']}").json() == document
    (listed,) = otto.get(ROLLOUTS).json()["rollouts"]
    assert listed["number"] == document["number"]
    assert otto.get(f"{ROLLOUTS}/{document['number']}/differences").json() == {"packs": []}
    again = mia.change("POST", ROLLOUTS, WANTED)
    assert (again.status_code, "one at a time" in again.json()["detail"]) == (409, True)
    (act,) = [act for act in acts_of(centre.office.folder) if act.what is Act.ROLL_OUT]
    assert NEW in (act.subject.new or "")


def test_two_persons_agree_where_a_machine_acts(centre: ServedCentre) -> None:
    acts(centre, STATIONS[0], "act_when_sure")
    mia, otto = centre.person(Role.ENGINEER, "mia"), centre.person(Role.QUALITY, "otto")
    document = mia.change("POST", ROLLOUTS, WANTED).json()
    here = f"{ROLLOUTS}/{document['number']}"
    assert (document["state"], document["needs_two"]) == ("proposed", True)
    refused = mia.change("POST", f"{here}/approve", {})
    assert (refused.status_code, refused.json()["title"]) == (403, "Not permitted")
    assert otto.change("POST", f"{here}/halt", {}).status_code == 409, "it does not run"
    approved = otto.change("POST", f"{here}/approve", {"reason": "seen"}).json()
    assert approved["state"] == "running"
    assert [(one["kind"], one["by"]) for one in approved["history"]] == [
        ("proposed", "mia"),
        ("approved", "otto"),
    ]
    assert otto.change("POST", f"{here}/decline", {}).status_code == 409


def test_what_was_proposed_is_declined_or_withdrawn(centre: ServedCentre) -> None:
    acts(centre, STATIONS[0], "act_always")
    mia, otto = centre.person(Role.ENGINEER, "mia"), centre.person(Role.QUALITY, "otto")
    for who, what in ((otto, "decline"), (mia, "withdraw")):
        number = mia.change("POST", ROLLOUTS, WANTED).json()["number"]
        ended = who.change("POST", f"{ROLLOUTS}/{number}/{what}", {})
        assert (ended.status_code, ended.json()["state"]) == (200, "withdrawn")


def test_a_shift_lead_halts_and_an_engineer_lets_it_go_on(centre: ServedCentre) -> None:
    mia, leo = centre.person(Role.ENGINEER, "mia"), centre.person(Role.SHIFT_LEAD, "leo")
    viewer = centre.person(Role.VIEWER)
    number = mia.change("POST", ROLLOUTS, WANTED).json()["number"]
    here = f"{ROLLOUTS}/{number}"
    assert viewer.change("POST", f"{here}/halt", {}).status_code == 403
    assert mia.change("POST", f"{here}/go-on", {}).status_code == 409
    halted = leo.change("POST", f"{here}/halt", {"reason": "strange smell"}).json()
    assert (halted["state"], halted["halted"]["by"]) == ("halted", "leo")
    assert halted["halted"]["told"] == {"rule": "by_person", "why": "strange smell"}
    with centre.site.engine.begin() as connection:
        connection.execute(update(rollout_stations).values(state="returning", chosen_step=1))
    refused = mia.change("POST", f"{here}/go-on", {})
    assert (refused.status_code, "not back yet" in refused.json()["detail"]) == (409, True)
    with centre.site.engine.begin() as connection:
        connection.execute(update(rollout_stations).values(state="back"))
    gone_on = mia.change("POST", f"{here}/go-on", {"reason": "it was the oven"}).json()
    assert (gone_on["state"], gone_on["step"], gone_on["counts"]) == ("running", 1, {"waiting": 3})


@pytest.mark.parametrize(
    ("changes", "status", "why"),
    [
        ({"stations": ["rome/*/*"]}, 404, "no station is called"),
        ({"product": "tub"}, 404, "has made 'tub'"),
        ({"bundle_sha256": "ab"}, 422, ""),
        ({"stations": ["../../etc"]}, 422, ""),
        ({"steps": [{"kind": "canary", "stations": 1}]}, 422, "last portion"),
        ({"steps": [{"kind": "portion", "share": 1, "stations": 2}]}, 422, "portion has a share"),
        ({"rules": {"alfa": 0.1}}, 422, ""),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right(
    centre: ServedCentre, changes: dict[str, Any], status: int, why: str
) -> None:
    mia = centre.person(Role.ENGINEER)
    answer = mia.change("POST", ROLLOUTS, {**WANTED, **changes})
    assert answer.status_code == status, answer.text
    assert why in answer.text
    assert mia.get(ROLLOUTS).json() == {"rollouts": []}


def test_the_command_line_asks_for_the_password_and_tells_what_the_centre_says(
    centre: ServedCentre, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.person(Role.ENGINEER, "mia")
    with served(centre.site) as address:
        for words, state in ((("start", RELEASE, NEW), "running"), (("halt", "1"), "halted")):
            monkeypatch.setattr(sys, "stdin", StringIO(PASSWORD_LINE))
            asked = (*words, "--account", "mia", "--address", address)
            assert told(capsys, *asked)["state"] == state
        monkeypatch.setattr(sys, "stdin", StringIO("wrong\n"))
        with pytest.raises(NotPermitted):
            told(capsys, "show", "--account", "mia", "--address", address)
    monkeypatch.setattr(sys, "stdin", StringIO(PASSWORD_LINE))
    with pytest.raises(Unreachable):
        told(capsys, "show", "--account", "mia", "--address", address)
