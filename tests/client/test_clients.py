"""Both clients against a station that is really served."""

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from edge_agent.client import (
    AsyncClient,
    Busy,
    Client,
    Expected,
    Inspection,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    RecordFilter,
    StationDown,
)
from edge_agent.client import models as client_models
from edge_agent.client.errors import refusal
from edge_agent.core.packs import Outcome, Verdict
from edge_agent.core.roles import Scope
from edge_agent.core.told import AnnounceOrder
from edge_agent.web.api import record_routes, station_routes
from edge_agent.web.inspecting import inspection as inspection_documents
from edge_agent.web.listing import Document
from hardware.pictures import encode_png
from tests.client.floor import PACKS, Floor, a_floor
from tests.control.samples import LIVENESS_S
from tests.line.small_station import box_picture

GOOD, BLANK = encode_png(box_picture()), encode_png(box_picture(panel_is_blank=True))


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    with a_floor(tmp_path_factory.mktemp("floor")) as floor, floor.serving():
        yield floor


@pytest.fixture(scope="module")
def token(floor: Floor) -> str:
    return floor.token(Scope.STATE, Scope.INSPECT, Scope.ORDERS)


@pytest.fixture
def station(floor: Floor, token: str) -> Iterator[Client]:
    with Client(floor.address, token) as client:
        yield client


def test_a_program_that_uses_it_loads_neither_numpy_nor_a_server() -> None:
    heavy = "'numpy', 'cv2', 'onnxruntime', 'fastapi', 'sqlite3'"
    program = f"import edge_agent.client, sys; print([m for m in ({heavy}) if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_what_the_station_is_and_how_far_it_may_go(station: Client) -> None:
    told = station.station()
    assert (told.full_name, told.views) == ("plant-1/line-1/box", ("top",))
    assert told.in_force is not None
    assert station.levels().ceiling is told.ceiling


def test_records_come_page_by_page_all_of_them_and_in_order(station: Client) -> None:
    seqs = [stored.seq for stored in station.records()]
    assert seqs == list(range(PACKS, 0, -1))
    bad = list(station.records(RecordFilter(verdict=Verdict.NOT_OK)))
    assert [stored.record.pack_no for stored in bad] == list(range(PACKS, 0, -10))
    assert {stored.record.outcome for stored in bad} == {Outcome.REJECTED}
    first = bad[-1]
    since = RecordFilter(seen_before=first.record.seen_at)
    assert len(list(station.records(since))) == 9
    assert station.record(first.boot, first.seq) == first


def test_the_picture_of_a_record(station: Client) -> None:
    stored = next(station.records())
    assert station.picture(stored.record.pictures["top"]) == GOOD


def test_pictures_are_inspected(station: Client, tmp_path: Path) -> None:
    file = tmp_path / "pack.png"
    file.write_bytes(BLANK)
    bad = station.inspect("box", [file], Expected(language="de"))
    assert bad.verdict is Verdict.NOT_OK
    assert bad.checks[0].verdict is Verdict.NOT_OK
    assert bad.sentence.startswith("Die Packung")
    good = station.inspect("box", [GOOD], Expected(lot="L1", views=["top"]))
    assert (good.verdict, good.usage.pictures) == (Verdict.OK, 1)
    assert good.id > bad.id


def test_any_other_operation_is_asked_and_a_change_bears_a_key(
    floor: Floor, station: Client
) -> None:
    assert station.ask("GET", "/records", params={"limit": "1"})["items"][0]["seq"] == PACKS
    order = {"recipe": "box", "lot": "L2611-204"}
    assert station.ask("POST", "/orders/announced", body=order) is None
    heard = floor.line.heard[-1]
    assert isinstance(heard, AnnounceOrder)
    assert heard.order.lot == "L2611-204"


def test_refusals_are_raised_as_what_they_are(floor: Floor, station: Client) -> None:
    with pytest.raises(NotFound, match="999") as found:
        station.record(999, 1)
    assert (found.value.kind, found.value.status) == ("not-found", 404)
    with pytest.raises(NotPermitted):
        station.ask("GET", "/audit")
    with pytest.raises(InvalidInput) as wrong:
        station.ask("GET", "/records", params={"limit": "0"})
    assert [part.pointer for part in wrong.value.parts] == ["query:limit"]
    with pytest.raises(InvalidInput, match="picture 1: is no picture"):
        station.inspect("box", [b"no picture"])
    with Client(floor.address, "pwm_unknown") as stranger, pytest.raises(NotSignedIn):
        stranger.station()


def test_who_is_told_to_come_again_learns_when() -> None:
    problem = {"type": "/problems/too-busy", "title": "Too busy", "status": 429, "detail": "soon"}
    answer = httpx.Response(429, json=problem, headers={"Retry-After": "3"})
    busy = refusal(answer)
    assert isinstance(busy, Busy)
    assert (busy.kind, busy.retry_after_s) == ("too-busy", 3)


def test_nobody_there_is_no_refusal() -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        address = f"http://127.0.0.1:{found.getsockname()[1]}"
    with Client(address, "pwm_any") as client, pytest.raises(StationDown):
        client.station()


class OnceBroken:
    """Closes the first connection on the first request, and answers the second one."""

    def __init__(self) -> None:
        self.place = socket.create_server(("127.0.0.1", 0))
        self.asked: list[bytes] = []
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.place.getsockname()[1]}"

    def serve(self) -> None:
        for answer in (b"", b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"):
            connection, _ = self.place.accept()
            with connection:
                self.asked.append(connection.recv(65_536))
                connection.sendall(answer)

    def close(self) -> None:
        self.thread.join(LIVENESS_S)
        self.place.close()


def test_a_change_is_asked_again_under_its_own_key_after_a_broken_connection() -> None:
    server = OnceBroken()
    with Client(server.address, "pwm_any") as client:
        assert client.ask("POST", "/belt/stop", body={"reason": "jam"}) is None
    server.close()
    keys = [
        line
        for one in server.asked
        for line in one.split(b"\r\n")
        if b"idempotency" in line.lower()
    ]
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_events_are_heard_as_they_happen_and_after_a_restart_of_the_server(tmp_path: Path) -> None:
    with a_floor(tmp_path) as floor:
        with floor.serving():
            before = floor.happens("belt_stopped")
            with Client(floor.address, floor.token(Scope.STATE)) as client:
                watch = client.watch(after=before)
                first = floor.happens("gate_lost")
                assert next(watch).id == first
                listed = next(client.events("gate_lost"))
                assert (listed.id, listed.body) == (first, {"why": "gate_lost"})
        missed = [floor.happens("belt_started"), floor.happens("gate_back")]
        with floor.serving(), Client(floor.address, floor.token(Scope.STATE)) as client:
            watch = client.watch(after=first)
            assert [next(watch).id for _ in missed] == missed


def test_a_watch_goes_on_where_the_connection_broke(tmp_path: Path) -> None:
    with a_floor(tmp_path) as floor:
        token = floor.token(Scope.STATE)
        with Client(floor.address, token) as client:
            watch = client.watch(after=floor.happens("begun"))
            with floor.serving():
                first = floor.happens("gate_lost")
                assert next(watch).id == first
            second = floor.happens("gate_back")
            with floor.serving():
                assert next(watch).id == second
                watch.close()


def test_who_may_not_watch_is_told(floor: Floor) -> None:
    with Client(floor.address, floor.token(Scope.INSPECT)) as client, pytest.raises(NotPermitted):
        next(client.watch())


def test_the_asynchronous_client_does_the_same(floor: Floor, token: str) -> None:
    async def first(events: AsyncIterator[client_models.Event]) -> client_models.Event:
        return await anext(events)

    async def used() -> tuple[list[int], Inspection, client_models.Event]:
        async with AsyncClient(floor.address, token) as station:
            assert (await station.station()).name == "box"
            assert (await station.levels()).checks == ()
            seqs = [stored.seq async for stored in station.records()]
            stored = await station.record(1, 1)
            assert await station.picture(stored.record.pictures["top"]) == GOOD
            after = floor.happens("belt_stopped")
            seen = await first(station.events("belt_stopped"))
            assert seen.id == after
            happened = floor.happens("gate_lost")
            event = await first(station.watch(after))
            assert event.id == happened
            with pytest.raises(NotFound):
                await station.ask("GET", "/nothing")
            return seqs, await station.inspect("box", [GOOD]), event

    seqs, inspection, event = asyncio.run(used())
    assert seqs == list(range(PACKS, 0, -1))
    assert inspection.verdict is Verdict.OK
    assert event.kind == "gate_lost"


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (client_models.Inspection, inspection_documents.Inspection),
        (client_models.Check, inspection_documents.InspectedCheck),
        (client_models.Usage, inspection_documents.Usage),
        (client_models.Model, inspection_documents.Model),
        (client_models.Station, station_routes.StationAnswer),
        (client_models.InForce, station_routes.InForce),
        (client_models.CheckLevel, station_routes.CheckLevel),
        (client_models.StoredRecord, record_routes.RecordAnswer),
        (client_models.Event, record_routes.EventAnswer),
    ],
)
def test_the_client_knows_all_that_the_server_says(
    known: type[client_models.Answer], said: type[Document]
) -> None:
    assert set(known.model_fields) == set(said.model_fields)
