"""Only what the centre signed, for this station, in time, once, and allowed."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packs import Level
from edge_agent.core.told import LowerLevel, StartBelt, StopBelt, Told
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import seal
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.centre_words import (
    LONGEST_LIFE,
    Claims,
    CommandForbidden,
    CommandLate,
    claims_of,
    read_command,
    signed_command,
)
from edge_agent.uplink.outbox import Outbox
from tests.samples import NOON

STATION = "plant-1/line-1/box"
KEY = SigningKey.fresh()
TRUST = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))
STOP = StopBelt("mia")
SOON = NOON + timedelta(minutes=5)


def a_command(told: Told = STOP, station: str = STATION, key: SigningKey = KEY) -> bytes:
    return signed_command(station, 7, SOON, told, key)


def test_a_word_of_the_centre_is_heard() -> None:
    word = LowerLevel("seal", Level.REPORT, "mia")
    heard = read_command(a_command(word), STATION, TRUST, NOON)
    assert (heard.word, heard.number, heard.key_id) == (word, 7, KEY.key_id)


@pytest.mark.parametrize("owner", [Owner.SITE, Owner.STATION])
def test_another_s_key_is_not_the_centre_s(owner: Owner) -> None:
    trust = Trust((as_trusted(KEY, owner, "plant-1", NOON),))
    with pytest.raises(NotGenuine):
        read_command(a_command(), STATION, trust, NOON)


def test_a_command_for_another_station_a_forged_and_a_changed_one_are_not_believed() -> None:
    changed = a_command().replace(b'"number":7', b'"number":8')
    for payload in (a_command(station="plant-1/line-1/other"), a_command(key=SigningKey.fresh())):
        with pytest.raises(NotGenuine):
            read_command(payload, STATION, TRUST, NOON)
    with pytest.raises(NotGenuine):
        read_command(changed, STATION, TRUST, NOON)


SENT: Final = a_command()


@given(some.integers(0, len(SENT) - 1), some.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, change: int) -> None:
    changed = SENT[:place] + bytes([SENT[place] ^ change]) + SENT[place + 1 :]
    with pytest.raises(NotGenuine):
        read_command(changed, STATION, TRUST, NOON)
    assert isinstance(claims_of(changed), Claims)


@given(some.integers(0, len(SENT) - 1))
def test_a_command_that_was_cut_is_refused(end: int) -> None:
    with pytest.raises(NotGenuine):
        read_command(SENT[:end], STATION, TRUST, NOON)


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
        lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    )
)
def test_any_document_that_a_centre_signs_is_a_command_or_refused(document: object) -> None:
    """Also a centre that has gone wrong brings nobody down."""
    sealed = {"kind": "packwarden.command.1", "word": document}
    try:
        payload = seal(sealed, KEY).to_bytes()
    except ValueError:  # what JSON cannot say exactly is never sent
        return
    with pytest.raises(NotGenuine):
        read_command(payload, STATION, TRUST, NOON)
    claims_of(payload)


def test_late_and_all_too_lasting_commands_are_refused() -> None:
    read_command(a_command(), STATION, TRUST, SOON)
    with pytest.raises(CommandLate):
        read_command(a_command(), STATION, TRUST, SOON + timedelta(seconds=1))
    for_ever = signed_command(
        STATION, 7, NOON + LONGEST_LIFE + timedelta(days=1), StopBelt("mia"), KEY
    )
    with pytest.raises(CommandLate):
        read_command(for_ever, STATION, TRUST, NOON)


def test_a_centre_never_starts_a_belt() -> None:
    with pytest.raises(CommandForbidden, match="StartBelt is not for a centre"):
        read_command(a_command(StartBelt("mia")), STATION, TRUST, NOON)


def test_a_number_counts_once_over_restarts_and_for_each_key_by_itself(tmp_path: Path) -> None:
    with closing(Outbox(tmp_path / "uplink.db")) as outbox:
        assert outbox.is_new_command("a", 7)
        assert not outbox.is_new_command("a", 7)
    with closing(Outbox(tmp_path / "uplink.db")) as outbox:
        assert not outbox.is_new_command("a", 6)
        assert outbox.is_new_command("b", 1)
        assert outbox.is_new_command("a", 9)
