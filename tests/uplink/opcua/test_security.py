"""Who does not come in, what nobody may do, and what a bad client does to the others: nothing."""

import asyncio
import random
import socket
import stat
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asyncua import Client, ua
from asyncua.ua.uaerrors import UaError, UaStatusCodeError

from edge_agent.control.line_state import LineState
from edge_agent.core.roles import Act, Person, Proof, Role
from edge_agent.people.audit import AuditReader
from edge_agent.people.office import Office, Order
from edge_agent.people.presence import Present
from edge_agent.uplink.opcua.limits import MOST_OF_ONE_ADDRESS
from edge_agent.uplink.opcua.own_certificate import KEY_FILE
from edge_agent.uplink.opcua.session import TOKEN_BYTES
from edge_agent.uplink.opcua.vision_object import OUTER
from tests.uplink.opcua.plant import CLOCK, LIVENESS_S, PASSWORD, STATION, Plant, Running
from tests.uplink.opcua.visit import CLOSING_S, Visit, comes_to, soon, visit

CODES = ua.StatusCodes
FUZZED = 300
"""Connections that bring rubbish."""
HELLO = b"HELF" + (32 + 20).to_bytes(4, "little") + bytes(4) + b"\xff\xff\x00\x00" * 2 + bytes(8)


def comes_in(plant: Plant, keys: Path, name: str | None, secret: str = "") -> int:
    """What the sign-in is answered, 0 for good."""

    async def run() -> int:
        try:
            async with visit(plant, keys, name, secret):
                return 0
        except UaStatusCodeError as refused:
            return int(refused.code)

    return asyncio.run(run())


def test_wrong_names_and_passwords_are_refused_alike(guarded: Running, keys: Path) -> None:
    refused = CODES.BadIdentityTokenRejected
    assert comes_in(guarded.plant, keys, "anna", "crane velvet mosaic 72") == refused
    assert comes_in(guarded.plant, keys, "nobody", PASSWORD) == refused
    assert comes_in(guarded.plant, keys, "anna", guarded.tokens.mes) == refused
    assert comes_in(guarded.plant, keys, "mes", guarded.tokens.mes + "x") == refused
    assert comes_in(guarded.plant, keys, None) == refused


def test_who_comes_and_goes_is_on_record(guarded: Running, keys: Path) -> None:
    assert comes_in(guarded.plant, keys, "anna", PASSWORD) == 0

    async def gone() -> None:
        await soon(lambda: last_acts(guarded.plant)[-1:] == [("anna", Act.SIGN_OUT)])

    asyncio.run(gone())
    assert ("anna", Act.SIGN_IN) in last_acts(guarded.plant)


def last_acts(plant: Plant) -> list[tuple[str, Act]]:
    with closing(AuditReader(plant.data / "audit.db")) as audit:
        return [(one.done.who, one.done.what) for one in audit.acts()]


def test_no_endpoint_is_without_signature_and_encryption(guarded: Running, keys: Path) -> None:
    found = asyncio.run(Client(guarded.plant.url).connect_and_get_server_endpoints())
    assert {one.SecurityMode for one in found} == {ua.MessageSecurityMode.SignAndEncrypt}
    assert {one.SecurityPolicyUri.rpartition("#")[2] for one in found} == {
        "Basic256Sha256",
        "Aes256_Sha256_RsaPss",
    }


def test_without_security_there_is_no_session_whatever_the_client_asks(guarded: Running) -> None:
    async def run() -> None:
        client = Client(guarded.plant.url, timeout=LIVENESS_S)
        client.set_user("anna")
        client.set_password(PASSWORD)
        await client.connect_socket()
        try:
            await client.send_hello()
            await client.open_secure_channel()
            with pytest.raises(UaStatusCodeError) as refused:
                await client.create_session()
            assert refused.value.code == CODES.BadSecurityModeInsufficient
        finally:
            client.disconnect_socket()
            await asyncio.sleep(CLOSING_S)

    asyncio.run(run())


def test_on_this_machine_alone_it_may_be_open_and_then_it_is_for_looking(
    plant: Plant,
) -> None:
    async def run() -> None:
        async with Client(plant.url, timeout=LIVENESS_S) as client:
            here = Visit(client)
            await here.prepare()
            await comes_to(here, OUTER, "Operational")
            with pytest.raises(UaStatusCodeError) as refused:
                await here.call("Orders.SetOrder", "tray", "L1", "", "")
            assert refused.value.code == CODES.BadUserAccessDenied

    asyncio.run(run())
    assert plant.words == []


def test_the_private_key_is_its_owners_alone(guarded: Running) -> None:
    mode = (guarded.plant.data / KEY_FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_nothing_is_written_added_or_taken_over(guarded: Running, keys: Path) -> None:
    async def run() -> None:
        async with visit(guarded.plant, keys) as here:
            attempts: list[Any] = [
                here.node("Station.Lot").write_value("L7"),
                here.client.nodes.objects.add_object(here.own, "Own"),
                here.client.uaclient.transfer_subscriptions(ua.TransferSubscriptionsParameters()),
            ]
            for attempt in attempts:
                with pytest.raises(UaStatusCodeError) as refused:
                    await attempt
                assert refused.value.code == CODES.BadServiceUnsupported

    asyncio.run(run())


def test_commands_are_heard_only_where_the_settings_say_so(guarded: Running, keys: Path) -> None:
    async def run() -> None:
        async with visit(guarded.plant, keys) as here:
            with pytest.raises(UaStatusCodeError) as refused:
                await here.call(f"{OUTER}.Halt", ua.Variant(0, ua.VariantType.Int32), "")
            assert refused.value.code == CODES.BadNotSupported

    asyncio.run(run())
    assert guarded.plant.words == []


def test_nobody_guesses_another_ones_session(guarded: Running, keys: Path) -> None:
    async def run() -> list[Any]:
        found = []
        for _ in range(2):
            async with visit(guarded.plant, keys) as here:
                session: Any = here.client.uaclient.session
                found.append(session.authentication_token)
        return found

    first, second = asyncio.run(run())
    assert first.NodeIdType is ua.NodeIdType.ByteString
    assert len(first.Identifier) == TOKEN_BYTES
    assert first != second


def test_nobody_ends_another_ones_subscription(guarded: Running, keys: Path) -> None:
    async def run() -> None:
        async with visit(guarded.plant, keys, "vera", PASSWORD) as one:
            subscription = await one.client.create_subscription(100, one)
            await subscription.subscribe_data_change(one.node("Station.Seen"))
            async with visit(guarded.plant, keys, "anna", PASSWORD) as other:
                own_id = int(subscription.subscription_id or 0)
                (told,) = await other.client.uaclient.delete_subscriptions([own_id])
                assert told.value == CODES.BadSubscriptionIdInvalid
            before = len(one.values)
            shown = guarded.plant.shown
            guarded.plant.shown = seen_more(shown)
            await soon(lambda: len(one.values) > before)
            guarded.plant.shown = shown

    asyncio.run(run())


def seen_more(shown: LineState) -> LineState:
    return replace(shown, ledger=replace(shown.ledger, seen=shown.ledger.seen + 7))


def test_whose_account_is_gone_is_sent_away(guarded: Running, keys: Path) -> None:
    now = CLOCK.wall()
    emil = Present(Person("emil", "Emil", Role.ENGINEER), Proof.PASSWORD, now)
    with closing(Office(guarded.plant.data, STATION, now)) as office:
        code = office.add(Order(emil, "", now), "otto", "Otto", Role.VIEWER)
        office.claim("otto", code, PASSWORD, now)

    async def run() -> None:
        async with visit(guarded.plant, keys, "otto", PASSWORD) as here:
            assert await here.read("Station.Name") is not None
            with closing(Office(guarded.plant.data, STATION, now)) as office:
                office.disable(Order(emil, "left", CLOCK.wall()), "otto")
            await soon(lambda: is_away(here))

    with suppress(UaError):
        asyncio.run(run())
    assert comes_in(guarded.plant, keys, "otto", PASSWORD) == CODES.BadIdentityTokenRejected


async def is_away(here: Visit) -> bool:
    try:
        await here.read("Station.Name")
    except UaStatusCodeError as refused:
        return bool(refused.code == CODES.BadSessionNotActivated)
    return False


def test_rubbish_never_stops_the_server(guarded: Running, keys: Path) -> None:
    """Random bytes, broken frames and torn beginnings, while somebody looks on."""
    seeded = random.Random(5)

    async def run() -> None:
        async with visit(guarded.plant, keys, "vera", PASSWORD) as here:
            for number in range(FUZZED):
                await asyncio.to_thread(throw, guarded.plant.port, rubbish(seeded, number))
                if number % 50 == 0:
                    assert await here.read("Station.Name") == STATION

    asyncio.run(run())
    assert guarded.process.poll() is None
    assert comes_in(guarded.plant, keys, "mes", guarded.tokens.mes) == 0


def rubbish(seeded: random.Random, number: int) -> bytes:
    noise = seeded.randbytes(seeded.randrange(1, 4_000))
    kind = seeded.choice((b"HEL", b"OPN", b"MSG", b"CLO", b"ERR", b"ACK"))
    size = seeded.choice((len(noise) + 8, 12, 0, 2**32 - 1, 65_535)).to_bytes(4, "little")
    torn = HELLO[: seeded.randrange(len(HELLO))]
    return (noise, kind + b"F" + size + noise, torn, HELLO + kind + b"F" + size + noise)[number % 4]


def throw(port: int, data: bytes) -> None:
    with closing(socket.socket()) as link, suppress(OSError):
        link.settimeout(1.0)
        link.connect(("127.0.0.1", port))
        link.sendall(data)


def test_no_address_takes_all_connections(guarded: Running, keys: Path) -> None:
    """Those that are too many are hung up on at once."""
    links = [socket.create_connection(("127.0.0.1", guarded.plant.port)) for _ in range(30)]
    try:
        for one in links:
            one.setblocking(False)
        asyncio.run(soon(lambda: sum(map(is_hung_up, links)) >= len(links) - MOST_OF_ONE_ADDRESS))
    finally:
        for one in links:
            one.close()
    asyncio.run(soon(lambda: asyncio.to_thread(gets_in, guarded, keys)))


def gets_in(guarded: Running, keys: Path) -> bool:
    with suppress(OSError, TimeoutError):
        return comes_in(guarded.plant, keys, "mes", guarded.tokens.mes) == 0
    return False


def is_hung_up(link: socket.socket) -> bool:
    try:
        return link.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_what_is_no_frame_is_not_kept(guarded: Running) -> None:
    """A frame that says it is larger than any may be, and never comes whole."""
    with closing(socket.create_connection(("127.0.0.1", guarded.plant.port))) as link:
        link.settimeout(LIVENESS_S)
        link.sendall(b"MSGF" + (2**31).to_bytes(4, "little") + bytes(100))
        with suppress(ConnectionResetError):
            assert link.recv(1) == b""
    assert guarded.process.poll() is None
