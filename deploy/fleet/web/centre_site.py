"""What the server of a centre serves from: its settings, its people, its database and a clock."""

import hmac
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import Connection, Engine

from deploy.fleet.database import reading, writing
from deploy.fleet.places import CentrePlaces
from deploy.fleet.settings import CentreSettings
from edge_agent.people.office import Office
from edge_agent.people.station_key import KEY_FILE
from edge_agent.web.shown_accounts import ShownAccount
from hardware.interfaces import Clock

CURSOR_PURPOSE: Final = b"packwarden centre cursor 1"


@dataclass(frozen=True)
class CentreSite:
    """Whoever opened its engine disposes of it."""

    settings: CentreSettings
    office: Office
    engine: Engine
    clock: Clock
    shown_accounts: tuple[ShownAccount, ...] = ()
    """Offered on the sign-in page; at a real centre there are none."""
    _turn: Lock = field(default_factory=Lock, repr=False)

    @property
    def station(self) -> str:
        """The centre's own name: acts of its people are signed under it."""
        return self.settings.centre.name

    @property
    def anybody_may_look(self) -> bool:
        """A centre is no panel beside a line: whoever looks has an account."""
        return False

    @property
    def takes_pins(self) -> bool:
        return False

    @property
    def places(self) -> CentrePlaces:
        return self.settings.centre.places

    @property
    def folder(self) -> Path:
        return self.places.folder

    @contextmanager
    def changing(self) -> Iterator[Office]:
        """One change at a time: what was compared before it still holds when it is made."""
        with self._turn:
            yield self.office

    def reading(self) -> AbstractContextManager[Connection]:
        """One moment of the database. DatabaseAway where it does not answer."""
        return reading(self.engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction. DatabaseAway where it does not answer, and nothing is written."""
        return writing(self.engine)

    def cursor_key(self) -> bytes:
        """Signs the cursors that are given out; stays the same over restarts of the server."""
        return hmac.digest((self.office.folder / KEY_FILE).read_bytes(), CURSOR_PURPOSE, "sha256")

    def close(self) -> None:
        self.office.close()
