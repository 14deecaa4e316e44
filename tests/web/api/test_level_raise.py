"""Raising a level of a real line, by whom it takes, on what it takes; and what leaves no trace."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from edge_agent.control.place import place_in
from edge_agent.core.autonomy.standing import Grant, Standing
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.certificate import Setup
from edge_agent.core.line_events import STARTED
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Role
from edge_agent.evidence.gate_log import origin_body
from edge_agent.line.desk import Desk, identity_of
from edge_agent.line.lately import LastPacks
from edge_agent.line.loop import Line
from edge_agent.line.parts import Granted
from edge_agent.people.audit import AuditReader
from edge_agent.people.certificates import issue, keep
from edge_agent.people.keys import SigningKey
from edge_agent.store.events import EventStore
from hardware.clock import RealClock
from hardware.interfaces import Clock
from simulators.devices import PlantGate
from simulators.plant import Plant
from tests.line.plants import IN_FORCE, Shift, set_up
from tests.people.samples import NOW, PASSWORD, a_certificate
from tests.samples import NOON
from tests.web.evidence_folders import site_key
from tests.web.visitors import Served
from tests.web.with_line import talking

CHECK = "check view 0"
CAMERA = "top: a camera"
ALWAYS, SURE = Level.ACT_ALWAYS, Level.ACT_WHEN_SURE
RAISE = f"/api/v1/levels/{CHECK}/raise"
PROPOSE = f"/api/v1/levels/{CHECK}/proposals"
CONFIRM = f"/api/v1/levels/{CHECK}/confirm"
WHY = {"reason": "gate of 12 March"}
THRESHOLDS = Thresholds(0.2, 0.8)


class Floor:
    """A station whose line is real and runs in virtual time, and whoever visits its pages."""

    def __init__(self, station: Served, shift: Shift) -> None:
        self.station, self.shift = station, shift
        self.key = SigningKey.fresh()

    @property
    def line(self) -> Line:
        return self.shift.runner.line

    @property
    def setup(self) -> Setup:
        return Setup(
            station=self.station.site.station,
            recipe=IN_FORCE.recipe,
            recipe_hash=IN_FORCE.recipe_hash,
            check=CHECK,
            bundle_sha256=IN_FORCE.bundle_sha256,
            camera_profile=CAMERA,
        )

    def certificate(self, level: Level = ALWAYS, ended: bool = False) -> str:
        """Its sha256; it lies in the station's folder."""
        certificate = a_certificate(self.setup.use(level, THRESHOLDS))
        if ended:
            before = NOW - timedelta(days=90)
            certificate = replace(certificate, issued_at=before, until=NOW - timedelta(days=1))
        return keep(issue(certificate, self.key), self.station.site.folder).stem

    def levels(self) -> list[Level]:
        standing = self.line.guard.standing
        return [grant.level for grant in standing.grants.values()]

    def acts(self) -> list[Act]:
        with closing(AuditReader(self.station.office.audit.path)) as audit:
            acts = [act.done.what for act in audit.acts()]
        return [act for act in acts if act is not Act.SIGN_IN]


@contextmanager
def stepped(shift: Shift) -> Iterator[None]:
    """The line goes on in a thread of its own until nobody needs it any more."""
    over, clock = threading.Event(), RealClock()

    def go_on() -> None:
        for _ in shift.runner.steps():
            clock.sleep_until_ns(clock.now_ns() + 200_000)
            if over.is_set():
                return

    thread = threading.Thread(target=go_on, name="line")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class HoldsNothing(PlantGate):
    """A gate with no place where a pack can wait."""

    def __init__(self, plant: Plant, clock: Clock) -> None:
        super().__init__(plant, clock)
        self.capability = replace(self.capability, hold=None)


@pytest.fixture
def floor(station: Served, request: pytest.FixtureRequest) -> Iterator[Floor]:
    """Recommends, and its recipe asks for act_always, or for what the test names."""
    asked, gate = getattr(request, "param", (ALWAYS, PlantGate))
    granted = Granted(Standing({CHECK: Grant()}))
    shift = set_up(2000, asked, granted=granted, gate_of=gate)
    floor, line = Floor(station, shift), shift.runner.line
    folder = station.site.folder
    with closing(EventStore.open(folder / "events.db")) as store:
        store.append(STARTED, dict(origin_body(station.site.station, CAMERA, {})), NOON)
    last_packs = LastPacks(shift.notes, 0)
    line.recorder = last_packs
    identity = identity_of(line, 1, station.site.station, simulated=False)
    with ExitStack() as now:
        file = now.enter_context(site_key(station.site.settings))
        floor.key = SigningKey.load(file)
        now.enter_context(closing(Desk(line, last_packs, identity, place_in(folder), RealClock())))
        now.enter_context(stepped(shift))
        now.enter_context(talking(station))
        yield floor


def proposed(floor: Floor, role: Role = Role.QUALITY) -> str:
    answer = floor.station.person(role).change("POST", PROPOSE, WHY)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["proposal"])


def test_two_persons_raise_a_running_line_to_act_always(floor: Floor) -> None:
    certificate, engineer = floor.certificate(), floor.station.person(Role.ENGINEER)
    proposal = proposed(floor)
    assert floor.levels() == [Level.RECOMMEND]
    (waiting,) = engineer.get("/api/v1/levels/proposals").json()["proposals"]
    assert (waiting["proposal"], waiting["who"]) == (proposal, "some-quality")
    answer = engineer.change("POST", CONFIRM, {"proposal": proposal, **WHY})
    assert answer.status_code == 204, answer.text
    assert floor.line.guard.standing.grant_of(CHECK) == Grant(ALWAYS, certificate)
    assert floor.line.guard.thresholds == {CHECK: THRESHOLDS}
    assert floor.line.guard.is_armed
    assert floor.acts() == [Act.RAISE_TO_ALWAYS, Act.RAISE_TO_ALWAYS]
    assert engineer.get("/api/v1/levels/proposals").json()["proposals"] == []
    with closing(AuditReader(floor.station.office.audit.path)) as audit:
        signed = list(audit.acts())[-1].sha256
    (told,) = [body for kind, body in floor.shift.notes.events if kind == "level_raised"]
    assert (told["act"], told["by"], told["certificate"]) == (signed, "some-engineer", certificate)


def test_the_same_request_again_raises_once(floor: Floor) -> None:
    floor.certificate()
    proposal, engineer = proposed(floor), floor.station.person(Role.ENGINEER)
    body, key = {"proposal": proposal, **WHY}, {"Idempotency-Key": "one-key-for-this-raise"}
    assert engineer.change("POST", CONFIRM, body, **key).status_code == 204
    again = engineer.change("POST", CONFIRM, body, **key)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (204, "true")
    assert floor.shift.notes.count("level_raised") == 1
    assert floor.acts() == [Act.RAISE_TO_ALWAYS, Act.RAISE_TO_ALWAYS]


@pytest.mark.parametrize("second", [Role.QUALITY, Role.OPERATOR, Role.SHIFT_LEAD, Role.SERVICE])
def test_nobody_else_agrees_to_what_quality_proposed(floor: Floor, second: Role) -> None:
    floor.certificate()
    body = {"proposal": proposed(floor), **WHY}
    other = floor.station.person(second, f"another-{second.value}")
    assert other.change("POST", CONFIRM, body).status_code == 403
    assert floor.levels() == [Level.RECOMMEND]
    assert floor.acts() == [Act.RAISE_TO_ALWAYS]


def test_one_person_alone_does_not_raise_to_act_always(floor: Floor) -> None:
    floor.certificate()
    engineer = floor.station.person(Role.ENGINEER)
    answer = engineer.change("POST", RAISE, {"to": "act_always", **WHY})
    assert answer.status_code == 403
    assert "two persons" in answer.json()["detail"]
    assert (floor.levels(), floor.acts()) == ([Level.RECOMMEND], [])


def test_a_password_of_long_ago_does_not_raise(floor: Floor) -> None:
    floor.certificate()
    engineer = floor.station.person(Role.ENGINEER)
    floor.station.clock.at += timedelta(minutes=5)
    answer = engineer.change("POST", PROPOSE, WHY)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/proof-needed")
    proof = engineer.ask("POST", "/api/v1/session/proof", json={"password": PASSWORD})
    assert proof.status_code < 300, proof.text
    assert engineer.change("POST", PROPOSE, WHY).status_code == 201


def of_another_key(floor: Floor) -> None:
    floor.key = SigningKey.fresh()
    floor.certificate()


@pytest.mark.parametrize(
    "prepare",
    [
        lambda floor: None,
        lambda floor: floor.certificate(SURE),
        lambda floor: floor.certificate(ended=True),
        of_another_key,
    ],
    ids=["none", "of a lower level", "ended", "of another key"],
)
def test_without_a_certificate_that_holds_nothing_is_signed(
    floor: Floor, prepare: Callable[[Floor], object]
) -> None:
    prepare(floor)
    answer = floor.station.person(Role.ENGINEER).change("POST", PROPOSE, WHY)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/gate-not-passed")
    assert floor.acts() == []


@pytest.mark.parametrize("floor", [(SURE, HoldsNothing)], indirect=True)
def test_what_the_line_refuses_is_taken_back_so_that_its_next_start_does_not_do_it(
    floor: Floor,
) -> None:
    """Nothing here can hold a pack, which only the line knows."""
    floor.certificate(SURE)
    engineer = floor.station.person(Role.ENGINEER)
    answer = engineer.change("POST", RAISE, {"to": "act_when_sure", **WHY})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/word-refused")
    assert floor.levels() == [Level.RECOMMEND]
    assert floor.acts() == [Act.RAISE_LEVEL, Act.LOWER_LEVEL]


def test_a_revoked_certificate_takes_the_level_and_never_raises_again(floor: Floor) -> None:
    certificate, engineer = floor.certificate(), floor.station.person(Role.ENGINEER)
    raised = engineer.change("POST", CONFIRM, {"proposal": proposed(floor), **WHY})
    assert raised.status_code == 204
    (shown,) = engineer.get("/api/v1/certificates").json()["certificates"]
    assert (shown["sha256"], shown["holds"], shown["level"]) == (certificate, True, "act_always")
    address = f"/api/v1/certificates/{certificate}/revoke"
    assert engineer.change("POST", address, WHY).status_code == 204
    assert floor.levels() == [Level.RECOMMEND]
    (shown,) = engineer.get("/api/v1/certificates").json()["certificates"]
    assert (shown["holds"], "taken back" in shown["why_not"]) == (False, True)
    refused = floor.station.person(Role.QUALITY).change("POST", PROPOSE, WHY)
    assert refused.status_code == 409


def test_where_no_line_runs_nothing_is_signed(station: Served) -> None:
    engineer = station.person(Role.ENGINEER)
    answer = engineer.change("POST", "/api/v1/levels/top-panel/raise", {"to": "recommend", **WHY})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/no-line")
