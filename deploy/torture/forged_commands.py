"""Commands to a station that nobody may have carried out: forged, changed, sent again, too late.

Each is a genuine one of the centre with one thing wrong. What counts is whether the station would
say its word to the line.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Level
from edge_agent.core.told import LowerLevel, StartBelt, StopBelt, Told
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.centre_words import LONGEST_LIFE, read_command, signed_command
from edge_agent.uplink.outbox import Outbox

STATION: Final = "plant-1/line-1/tray"
OTHER: Final = "plant-1/line-1/carton"
NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOON: Final = timedelta(minutes=5)
MANY: Final = 10**6
WORDS: Final[tuple[Told, ...]] = (StopBelt("mia"), LowerLevel("seal", Level.REPORT, "mia"))


class Forger:
    """Knows everything that went over the wire, and a key of his own."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.centre, self.own = SigningKey.fresh(), SigningKey.fresh()
        self.trust = Trust((as_trusted(self.centre, Owner.CENTRE, "plant-1", NOW),))

    def genuine(
        self,
        station: str = STATION,
        until: datetime = NOW + SOON,
        key: SigningKey | None = None,
        word: Told | None = None,
    ) -> bytes:
        number = self.random.randrange(1, MANY)
        word = word or self.random.choice(WORDS)
        return signed_command(station, number, until, word, key or self.centre)

    def with_a_changed_bit(self) -> bytes:
        sent = bytearray(self.genuine())
        sent[self.random.randrange(len(sent))] ^= 1 << self.random.randrange(8)
        return bytes(sent)

    def cut_short(self) -> bytes:
        sent = self.genuine()
        return sent[: self.random.randrange(len(sent))]

    def by_his_own_key(self) -> bytes:
        return self.genuine(key=self.own)

    def in_the_name_of_the_centre(self) -> bytes:
        """His signature under the centre's name."""
        sent = self.genuine(key=self.own)
        return sent.replace(self.own.key_id.encode(), self.centre.key_id.encode())

    def for_another_station(self) -> bytes:
        return self.genuine(station=OTHER)

    def late(self) -> bytes:
        return self.genuine(until=NOW - timedelta(seconds=self.random.randrange(1, MANY)))

    def for_ever(self) -> bytes:
        return self.genuine(until=NOW + LONGEST_LIFE + timedelta(days=self.random.randrange(1, 99)))

    def never_a_centres(self) -> bytes:
        return self.genuine(word=StartBelt("mia"))


KINDS: Final[tuple[Callable[[Forger], bytes], ...]] = (
    Forger.with_a_changed_bit,
    Forger.cut_short,
    Forger.by_his_own_key,
    Forger.in_the_name_of_the_centre,
    Forger.for_another_station,
    Forger.late,
    Forger.for_ever,
    Forger.never_a_centres,
)
REPLAY: Final = "sent_again"


def carried_out(count: int, folder: Path) -> Counter[str]:
    """By kind: how many of `count` of each the station would have obeyed. Whether one is new is
    asked of the outbox in the folder, which begins anew half way."""
    forger = Forger(Random(1))
    obeyed: Counter[str] = Counter({kind.__name__: 0 for kind in KINDS} | {REPLAY: 0})
    for kind in KINDS:
        for _ in range(count):
            obeyed[kind.__name__] += is_read(forger, kind(forger))
    heard = [numbered(forger, number) for number in range(1, count + 1)]
    for sent in (heard, heard[::-1]):
        with closing(Outbox(folder / "uplink.db")) as outbox:
            new = sum(is_new(forger, one, outbox) for one in sent)
        obeyed[REPLAY] = new
    return obeyed


def numbered(forger: Forger, number: int) -> bytes:
    return signed_command(STATION, number, NOW + SOON, WORDS[0], forger.centre)


def is_read(forger: Forger, payload: bytes) -> bool:
    try:
        read_command(payload, STATION, forger.trust, NOW)
    except (NotGenuine, InvalidInput):
        return False
    return True


def is_new(forger: Forger, payload: bytes, outbox: Outbox) -> bool:
    heard = read_command(payload, STATION, forger.trust, NOW)
    return outbox.is_new_command(heard.key_id, heard.number)
