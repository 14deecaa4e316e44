"""Tokens by which stations show at the centre who they are, where no broker asks for it.

A token is 256 random bits, shown once; the centre keeps its sha256. A station has one: another one
takes its place, and one that is taken back stops counting within seconds.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select

from deploy.fleet.carriers.tables import carrier_tokens
from deploy.fleet.database import reading, writing
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.uplink.batches import PART
from hardware.interfaces import Clock

TOKEN_BYTES: Final = 32
BELIEVED_NS: Final = 10_000_000_000
"""How long an answer of the database is good."""
MOST_BELIEVED: Final = 10_000
STATION: Final = re.compile(f"{PART}(/{PART}){{2}}")


def issue_token(engine: Engine, station: str, now: datetime) -> str:
    """The station's token from now on; InvalidInput for a name that no station can have."""
    if STATION.fullmatch(station) is None:
        raise InvalidInput(f"{station!r} is no station; expected site/line/station")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with writing(engine) as connection:
        remove(connection, station)
        row = {"station": station, "token_sha256": hash_of(token), "since": now}
        connection.execute(insert(carrier_tokens).values(row))
    return token


def take_back_token(engine: Engine, station: str) -> None:
    """NotFound where it has none."""
    with writing(engine) as connection:
        if not remove(connection, station):
            raise NotFound(f"{station} has no token here")


def remove(connection: Connection, station: str) -> int:
    wanted = delete(carrier_tokens).where(carrier_tokens.c.station == station)
    return connection.execute(wanted).rowcount


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Believed:
    station: str | None
    until_ns: int


class StationTokens:
    """Asks the database, and remembers for a few seconds what it said."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock = engine, clock
        self.believed: dict[str, Believed] = {}

    def station(self, token: str) -> str | None:
        """Whose token it is; None where it is nobody's."""
        token_sha256, now_ns = hash_of(token), self.clock.now_ns()
        known = self.believed.get(token_sha256)
        if known is not None and now_ns < known.until_ns:
            return known.station
        station = self.asked(token_sha256)
        if len(self.believed) >= MOST_BELIEVED:
            self.believed.clear()
        self.believed[token_sha256] = Believed(station, now_ns + BELIEVED_NS)
        return station

    def asked(self, token_sha256: str) -> str | None:
        query = select(carrier_tokens.c.station).where(
            carrier_tokens.c.token_sha256 == token_sha256
        )
        with reading(self.engine) as connection:
            return connection.execute(query).scalar_one_or_none()
