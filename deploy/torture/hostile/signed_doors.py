"""Signed documents: nothing but what was signed is believed, and what was signed is still checked.

Each kind has two doors. At the first any changed byte must be refused. At the second the document
is changed and signed with the right key: whoever has the key may say strange things, too.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from deploy.torture.hostile.changing import STRANGE, as_json, change_json, changed_value
from deploy.torture.hostile.doors import Door, Making
from edge_agent.core.certificate import Bound, Certificate, Use
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Proof, Role
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.told import LowerLevel
from edge_agent.people.acts import BEGINNING, Done, Subject, read_act, sign, verify
from edge_agent.people.certificates import issue, read_certificate
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import seal
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.acks import Ack, read_ack, signed
from edge_agent.uplink.centre_words import read_command, signed_command
from edge_agent.uplink.pictures.picture_acks import (
    PictureAck,
    read_picture_ack,
    signed_picture_ack,
)
from edge_agent.uplink.recipes import documents
from edge_agent.uplink.recipes.documents import read_from_centre, read_from_station
from edge_agent.uplink.recipes.listing import RECIPE_FILE, listed

STATION: Final = "plant-1/line-1/box"
NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
CENTRE: Final = SigningKey.fresh()
OWN: Final = SigningKey.fresh()
TRUST: Final = Trust(
    (
        as_trusted(CENTRE, Owner.CENTRE, "plant-1", NOW),
        as_trusted(OWN, Owner.STATION, STATION, NOW),
    )
)
Read = Callable[[bytes], object]
Islands = dict[Stream, tuple[tuple[int, int, int, int], ...]]


def command() -> bytes:
    word = LowerLevel("seal", Level.REPORT, "mia")
    return signed_command(STATION, 7, NOW + timedelta(hours=1), word, CENTRE)


def ack() -> bytes:
    until = {Stream.RECORDS: (2, 118)}
    islands: Islands = {Stream.RECORDS: ((2, 120, 2, 130),)}
    said = Ack(
        station=STATION,
        log="0" * 16,
        database="d",
        number=4,
        at=NOW,
        until=until,
        islands=islands,
    )
    return signed(said, CENTRE)


def picture_ack() -> bytes:
    said = PictureAck(station=STATION, at=NOW, held={"a" * 64: 17}, whole=("b" * 64,))
    return signed_picture_ack(said, CENTRE)


def release() -> bytes:
    said = documents.Release(
        station=STATION,
        number=3,
        recipe="box",
        recipe_hash="0" * 64,
        files=listed({RECIPE_FILE: b"name = 'box'"}),
        not_after=NOW + timedelta(days=1),
        proposed_by="mia",
        approved_by="otto",
    )
    return documents.signed(documents.RELEASE, said, CENTRE)


def wish() -> bytes:
    said = documents.Wish(
        station=STATION, number=4, recipe="box", not_after=NOW + timedelta(days=1), by="mia"
    )
    return documents.signed(documents.WISH, said, CENTRE)


def answer() -> bytes:
    said = documents.ReleaseAnswer(
        station=STATION,
        number=3,
        recipe_hash="0" * 64,
        state=documents.RecipeState.COMING,
        have=1,
        all=2,
        asks=("a" * 64,),
        why="",
    )
    return documents.signed(documents.ANSWER, said, OWN)


def act() -> bytes:
    done = Done(
        station=STATION,
        seq=1,
        previous=BEGINNING,
        at=NOW,
        who="mia",
        role=Role.ENGINEER,
        proof=Proof.PASSWORD,
        what=Act.LOWER_LEVEL,
        subject=Subject(check="seal", level_from=Level.RECOMMEND, level_to=Level.REPORT),
        reason="fog",
    )
    return sign(done, OWN).sealed.to_bytes()


def certificate() -> bytes:
    use = Use(
        station=STATION,
        recipe="box",
        recipe_hash="0" * 64,
        check="seal",
        level=Level.ACT_WHEN_SURE,
        bundle_sha256="1" * 64,
        camera_profile="top",
        ok_up_to=0.3,
        not_ok_from=0.7,
    )
    said = Certificate(
        use=use,
        false_reject=Bound(700, 1, 0.01),
        miss=Bound(300, 0, 0.01),
        delta=0.05,
        who=("mia",),
        issued_at=NOW,
        until=NOW + timedelta(days=90),
    )
    return issue(said, OWN)


def believed_act(content: bytes) -> None:
    verify(read_act(content), TRUST)


def signed_anew(key: SigningKey) -> Callable[[Random, bytes], bytes]:
    """Not all that JSON can say can be signed; then it is left as JSON."""

    def change(random: Random, given: bytes) -> bytes:
        document: Any = json.loads(given)["document"]
        changed_value(random, document, STRANGE)
        try:
            return seal(document, key).to_bytes()
        except ValueError:
            return as_json(document)

    return change


def as_it_is(document: Callable[[], bytes], read: Read) -> Making:
    def making(_: Path) -> Door:
        return Door(read, [document()], change_json, takes_changed=False)

    return making


def anew(document: Callable[[], bytes], read: Read, key: SigningKey) -> Making:
    def making(_: Path) -> Door:
        return Door(read, [document()], signed_anew(key))

    return making


KINDS: Final[Mapping[str, tuple[Callable[[], bytes], Read, SigningKey]]] = {
    "command": (command, lambda one: read_command(one, STATION, TRUST, NOW), CENTRE),
    "acknowledgement": (ack, lambda one: read_ack(one, STATION, TRUST), CENTRE),
    "pictures held": (picture_ack, lambda one: read_picture_ack(one, STATION, TRUST), CENTRE),
    "recipe": (release, lambda one: read_from_centre(one, STATION, TRUST, NOW), CENTRE),
    "recipe wanted": (wish, lambda one: read_from_centre(one, STATION, TRUST, NOW), CENTRE),
    "recipe answered": (answer, lambda one: read_from_station(one, STATION, TRUST), OWN),
    "act": (act, believed_act, OWN),
    "certificate": (certificate, read_certificate, OWN),
}
UNSIGNED: Final = frozenset(("certificate",))
"""Read without its signature, which is looked at where it is used."""
DOORS: Final[Mapping[str, Making]] = {
    **{
        name: as_it_is(document, read)
        for name, (document, read, _) in KINDS.items()
        if name not in UNSIGNED
    },
    **{f"{name}, signed anew": anew(*kind) for name, kind in KINDS.items()},
}
