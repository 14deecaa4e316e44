"""What needs no server: the certificate, frames, arguments, the log's results, and who may stay."""

import asyncio
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from subprocess import run

import pytest
from asyncua import ua
from cryptography import x509

from edge_agent.control.client import LineClient
from edge_agent.control.place import place_in
from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.packml.acts import ACTS
from edge_agent.core.packml.words import PackmlCommand, PackmlState
from edge_agent.core.roles import Act, Role, Scope
from edge_agent.opcua_settings import OpcuaTable
from edge_agent.people.acts import Subject
from edge_agent.people.errors import NotPermitted, ProofNeeded, SignInRefused
from edge_agent.people.office import Office
from edge_agent.people.office import Order as OfficeOrder
from edge_agent.settings import load_station
from edge_agent.store.events import EventStore
from edge_agent.uplink.opcua.arguments import count, id_text, text
from edge_agent.uplink.opcua.commands import reset_command, start_command
from edge_agent.uplink.opcua.guard import may_become_frame
from edge_agent.uplink.opcua.own_certificate import CERTIFICATE_FILE, KEY_FILE, own_certificate
from edge_agent.uplink.opcua.packml_object import BASE, EXECUTE, MACHINE, names_of
from edge_agent.uplink.opcua.part import OpcuaPart
from edge_agent.uplink.opcua.refusals import STATUSES, status_of
from edge_agent.uplink.opcua.results_log import MOST_RESULTS, ResultsLog
from edge_agent.uplink.opcua.visitors import Door
from edge_agent.uplink.part import Surroundings
from hardware.clock import RealClock
from tests.core.machine_vision.nodeset import allowed
from tests.line.small_station import box_station
from tests.people.samples import NOW, PASSWORD, an_office, an_order, later, present
from tests.samples import NOON, a_record
from tests.uplink.opcua.visit import soon

URI = "urn:packwarden:plant-1:line-1:box"


def serial(folder: Path) -> int:
    return x509.load_der_x509_certificate((folder / CERTIFICATE_FILE).read_bytes()).serial_number


def test_a_certificate_stays_until_it_is_over_or_another_stations(tmp_path: Path) -> None:
    own_certificate(tmp_path, URI, NOW)
    first, key = serial(tmp_path), (tmp_path / KEY_FILE).read_bytes()
    own_certificate(tmp_path, URI, later(days=3_600))
    assert serial(tmp_path) == first
    own_certificate(tmp_path, URI, later(days=3_651))
    second = serial(tmp_path)
    own_certificate(tmp_path, f"{URI}-2", later(days=3_651))
    assert len({first, second, serial(tmp_path)}) == 3
    assert (tmp_path / KEY_FILE).read_bytes() == key


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    own_certificate(tmp_path, URI, NOW)
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(InvalidInput, match="can be read by others"):
        own_certificate(tmp_path, f"{URI}-2", NOW)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "line-pc", "::"])
def test_unsecured_is_for_this_machine_alone(host: str) -> None:
    with pytest.raises(ValueError, match="in the clear"):
        OpcuaTable(host=host, unsecured=True)
    assert OpcuaTable(host=host).unsecured is False


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_unsecured_may_be_asked_for_here(host: str) -> None:
    assert OpcuaTable(host=host, unsecured=True).address.startswith("opc.tcp://")


@pytest.mark.parametrize(
    ("waiting", "may"),
    [
        (b"", True),
        (b"H", True),
        (b"MSGF", True),
        (b"MSGF\xff\xff\x00\x00", True),
        (b"MSGF\x00\x00\x01\x00", False),
        (b"MSGF\x07\x00\x00\x00", False),
        (b"GET ", False),
        (b"ACKF\x10\x00\x00\x00", False),
    ],
)
def test_only_what_may_become_a_frame_is_kept(waiting: bytes, may: bool) -> None:
    assert may_become_frame(waiting) is may


def test_arguments_are_looked_at_before_they_are_believed() -> None:
    assert (text("", "Lot"), text("L1", "Lot"), count(None, "Start")) == (None, "L1", 0)
    assert id_text(ua.ExtensionObject(), "PartId") is None
    for said in (7, "x" * 201):
        with pytest.raises(InvalidInput, match="Lot"):
            text(said, "Lot")
    for wrong in (-1, 2**32, 1.5, True, "1"):
        with pytest.raises(InvalidInput, match="Start"):
            count(wrong, "Start")
    with pytest.raises(InvalidInput, match="PartId"):
        id_text("7", "PartId")


def test_every_state_of_packml_stands_in_its_machines() -> None:
    standard = allowed("Opc.Ua.PackML.NodeSet2.xml").values()
    types = {
        BASE: "PackMLBaseStateMachineType",
        MACHINE: "PackMLMachineStateMachineType",
        EXECUTE: "PackMLExecuteStateMachineType",
    }
    for state in PackmlState:
        for machine, name in zip(types.values(), names_of(state), strict=True):
            of_machine = [one for one in standard if one.machine == machine]
            known = {one.before for one in of_machine} | {one.after for one in of_machine}
            assert name is None or name in known
        assert [one for one in names_of(state) if one is not None][-1].upper() == state.name


@pytest.mark.parametrize("state", PackmlState)
def test_what_is_started_waits_and_what_is_reset_has_stopped(state: PackmlState) -> None:
    waits = state in (PackmlState.IDLE, PackmlState.HELD, PackmlState.SUSPENDED)
    if waits:
        assert ACTS[start_command(state)] is Act.RUN_STATION
    else:
        with pytest.raises(Conflict, match="nothing is started"):
            start_command(state)
    cleared = state is PackmlState.ABORTED
    assert reset_command(state) is (PackmlCommand.CLEAR if cleared else PackmlCommand.RESET)


def test_a_refusal_has_the_status_of_its_nearest_kind() -> None:
    assert status_of(ProofNeeded("x")).value == ua.StatusCodes.BadIdentityTokenRejected
    assert status_of(NotPermitted("x")).value == ua.StatusCodes.BadUserAccessDenied
    kinds = [kind for kind, _ in STATUSES]
    for place, kind in enumerate(kinds):
        assert not any(issubclass(kind, earlier) for earlier in kinds[:place])


def test_the_last_results_are_kept_and_no_more(tmp_path: Path) -> None:
    with closing(EventStore.open(tmp_path / "events.db")) as store:
        store.append("started", {}, NOON)
        store.append_records([a_record(number) for number in range(1, MOST_RESULTS + 101)])
        with closing(ResultsLog(tmp_path / "events.db")) as log:
            packs = [one.pack_no for one in log.results.values()]
            assert packs == list(range(101, MOST_RESULTS + 101))
            store.append_records([a_record(9_001), a_record(9_002)])
            assert [one.pack_no for one in log.more()] == [9_001, 9_002]
            assert log.more() == []
            assert len(log.results) == MOST_RESULTS


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Anna leads the shift; mes hands in orders, and pics only has pictures inspected."""
    office = an_office(tmp_path)
    office.set_up(office.accounts.first_code(NOW), "emil", "Emil", PASSWORD, NOW)
    emil = an_order(present(Role.ENGINEER, "emil"))
    office.claim("anna", office.add(emil, "anna", "Anna", Role.SHIFT_LEAD), PASSWORD, NOW)
    yield office
    office.close()


def token(office: Office, name: str, scope: Scope) -> str:
    emil = an_order(present(Role.ENGINEER, "emil"))
    return office.issue_token(emil, name, [scope], later(days=7))


def test_a_persons_password_is_fresh_for_a_while_and_then_given_anew(office: Office) -> None:
    door = Door(office, anybody_may_look=False)
    visitor = door.enter("anna", PASSWORD, "10.0.0.7", NOW)
    soon, late = later(minutes=1), later(minutes=3)
    order = OfficeOrder(visitor.present(soon), "", soon)
    assert office.record(order, Act.CHANGE_ORDER, Subject()).done.who == "anna"
    with pytest.raises(ProofNeeded):
        office.record(OfficeOrder(visitor.present(late), "", late), Act.CHANGE_ORDER, Subject())
    assert visitor.may_stay("anna", later(days=3))
    with pytest.raises(SignInRefused):
        visitor.present(later(days=3))


def test_a_machine_comes_in_by_its_own_name_and_with_a_scope_that_sees(office: Office) -> None:
    door, mes = Door(office, anybody_may_look=False), token(office, "mes", Scope.ORDERS)
    assert door.enter("MES", mes, "10.0.0.7", NOW).present(NOW).actor.name == "mes"
    with pytest.raises(SignInRefused):
        door.enter("erp", mes, "10.0.0.7", NOW)
    with pytest.raises(NotPermitted, match="may not see the line"):
        door.enter("pics", token(office, "pics", Scope.INSPECT), "10.0.0.7", NOW)
    visitor = door.enter("mes", mes, "10.0.0.7", NOW)
    assert not visitor.may_stay("mes", NOW + timedelta(days=8))


WITHOUT_LIBRARY = """
import sys
sys.modules["asyncua"] = None  # as Python says where it is not installed
from edge_agent.__main__ import main
sys.argv = ["packwarden", "uplink", "--station", sys.argv[1]]
main()
"""


def test_without_the_library_one_line_says_what_to_install(tmp_path: Path) -> None:
    file = box_station(tmp_path, "g")
    file.write_text(f"{file.read_text()}\n[opcua]\n")
    command = [sys.executable, "-c", WITHOUT_LIBRARY, str(file)]
    done = run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == NotFound.exit_code
    assert "run: pip install 'packwarden[opcua]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_port_that_is_taken_is_told_and_ends_nothing(tmp_path: Path) -> None:
    settings = load_station(box_station(tmp_path, "g"))
    told: list[str] = []
    (tmp_path / "data").mkdir()

    async def run_part(port: int) -> None:
        with ExitStack() as open_now:
            line = LineClient(place_in(settings.data.folder), wants=())
            around = Surroundings(settings, line, RealClock(), told.append, open_now)
            part = asyncio.create_task(OpcuaPart(around, OpcuaTable(port=port)).run())
            await soon(lambda: told)
            assert not part.done()
            part.cancel()
            await asyncio.wait([part])

    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        asyncio.run(run_part(taken.getsockname()[1]))
    assert "address already in use" in told[0]
    assert told[0].endswith("; trying again")
