"""Uploads, live: the page servers of a station and of a centre as processes of their own, and
requests as no program should send them.

Whoever sends them has signed in: pictures, archives and letters of strangers are not even read.
"""

import io
import socket
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from random import Random
from typing import Final

from deploy.fleet.carriers.station_tokens import issue_token
from deploy.fleet.database import open_database
from deploy.fleet.founding import found
from deploy.fleet.settings import load_centre
from deploy.torture.hostile.changing import Change, change_text
from deploy.torture.hostile.doors import Door, Making
from deploy.torture.hostile.live_peers import (
    CLOCK,
    NAME,
    VIEW,
    Peer,
    a_station,
    box_picture,
    engineer,
    save_box,
)
from deploy.torture.hostile.loud_errors import ForeignError
from deploy.torture.hostile.odd_requests import (
    BOUNDARY,
    FORM,
    change_request,
    form,
    is_whole,
    read,
    request,
    written,
)
from edge_agent.uplink.carriers import parcels
from edge_agent.web.access import COOKIE
from hardware.letters import Letter
from hardware.pictures import encode_png
from simulators.broker import HOST, free_port

ANSWER_S: Final = 120.0
"""A liveness limit of what must be answered."""
AGAIN_NS: Final = 1_000_000_000
WAITS_S: Final = 0.5
"""How long an answer is waited for where the server may wait for the rest."""
CSV: Final = b"text/csv"
IMPORT: Final = "/api/v1/orders/import"
COLUMNS: Final = b"number,recipe,stations,lot,expiry,gtin\n"
ROW: Final = b"4500017,box,plant-1/line-1/box,L2611-204,2026-12-24,4006381333931\n"


class Refused(Exception):
    """By a status that says so."""


class Unavailable(Exception):
    """Not now: as much as may be is under way, or another process took too long."""


class HungUp(Exception):
    """No answer: the server ended the connection, or waits for the rest."""


class Hung(Exception):
    """No answer, though the request is whole."""


def asked(port: int, given: bytes) -> None:
    """ForeignError for an error that is not its own; Refused, Unavailable and HungUp are."""
    try:
        status = status_of(port, given, ANSWER_S if is_whole(given) else WAITS_S)
    except TimeoutError as error:
        raise (Hung if is_whole(given) else HungUp) from error
    except (ConnectionError, HTTPException) as error:
        raise HungUp from error
    if status in (503, 504):
        raise Unavailable
    if status >= 500:
        raise ForeignError(f"status {status}")
    if status >= 400:
        raise Refused(status)


def status_of(port: int, given: bytes, within_s: float) -> int:
    with socket.create_connection((HOST, port), ANSWER_S) as link:
        link.sendall(given)
        link.settimeout(within_s)
        answer = HTTPResponse(link)
        answer.begin()
        answer.read()
        return answer.status


def door(peer: Peer, port: int, examples: Sequence[bytes], change: Change) -> Door:
    def works() -> None:
        peer.refuse_broken()
        soon(lambda: asked(port, examples[0]))

    refusals = (Refused, Unavailable, HungUp)
    return Door(
        *(lambda given: asked(port, given), examples, change, refusals),
        works=works,
        close=peer.close,
    )


def soon(ask: Callable[[], None]) -> None:
    """Who is told to come again comes again, for a while."""
    until_ns = CLOCK.now_ns() + round(ANSWER_S * 1e9)
    while CLOCK.now_ns() < until_ns:
        with suppress(Unavailable):
            return ask()
        CLOCK.sleep_until_ns(CLOCK.now_ns() + AGAIN_NS)
    return ask()


def answers(port: int) -> Callable[[], bool]:
    def is_ready() -> bool:
        try:
            return status_of(port, b"GET /livez HTTP/1.1\r\nHost: here\r\n\r\n", WAITS_S) == 200
        except (OSError, HTTPException):
            return False

    return is_ready


def station(folder: Path) -> Door:
    """Pictures to inspect, and to teach by."""
    port = free_port()
    file = a_station(folder, f"[web]\nport = {port}\n")
    session = f"Cookie: {COOKIE}={engineer(folder / 'data', NAME)}".encode()
    command = ("edge_agent", "web", "--station", str(file))
    peer = Peer(command, folder / "web.log", answers(port))
    picture = encode_png(box_picture())
    inspected = form([("recipe", "box"), ("picture", picture), ("view", VIEW), ("lot", "L1")])
    taught = form([("name", "box"), ("picture", picture), ("view", VIEW)])
    examples = [
        request("/api/v1/inspect", FORM + BOUNDARY, inspected, session),
        request("/api/v1/teach", FORM + BOUNDARY, taught, session),
    ]
    return door(peer, port, examples, change_request)


def centre(folder: Path) -> Door:
    """Archives of recipes, lists of orders, and letters of a station."""
    port = free_port()
    settings_file = found(folder / "centre", "plant-1", CLOCK.wall()).settings_file
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(text.replace("port = 8090", f"port = {port}"), encoding="utf-8")
    settings = load_centre(settings_file).centre
    session = f"Cookie: {COOKIE}={engineer(settings.places.people, settings.name)}".encode()
    engine = open_database(settings.database_url, CLOCK.wall())
    token = f"Authorization: Bearer {issue_token(engine, NAME, CLOCK.wall())}".encode()
    engine.dispose()
    command = ("edge_agent", "fleet", "web", "--centre", str(settings_file))
    peer = Peer(command, folder / "web.log", answers(port))
    letter = Letter(f"packwarden/v1/{NAME}/records", b"some bytes", 1, False)
    parcel = parcels.written_parcel(parcels.Parcel([letter]))
    examples = [
        request(parcels.PATH, parcels.MEDIA_TYPE.encode(), parcel, token),
        request("/api/v1/recipe-versions", b"application/zip", box_archive(folder), session),
        request(IMPORT, CSV, COLUMNS, session),
    ]
    return door(peer, port, examples, change_at_centre)


def box_archive(folder: Path) -> bytes:
    save_box(folder / "box")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted((folder / "box").iterdir()):
            packed.write(file, file.name)
    return archive.getvalue()


def change_at_centre(random: Random, given: bytes) -> bytes:
    """The list of orders has none; among those that are changed there is one."""
    head, body = read(given)
    if body == COLUMNS:
        body += change_text(random, ROW)
    return change_request(random, written(head, body))


DOORS: Final[Mapping[str, Making]] = {
    "uploads at a station": station,
    "uploads at a centre": centre,
}
