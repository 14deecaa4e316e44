"""What every server of ours serves from, whatever it is about: people, a clock, and a key.

A station's `Site` is one; the centre has its own. What comes in, goes out, is listed and is changed
needs no more than this, and is the same at all of them.
"""

from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from edge_agent.people.office import Office
from edge_agent.web.shown_accounts import ShownAccount
from hardware.interfaces import Clock


class Served(Protocol):
    @property
    def office(self) -> Office: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def station(self) -> str:
        """The name under which its people's acts are signed: site/line/station, or a centre's."""

    @property
    def anybody_may_look(self) -> bool:
        """Whoever reaches the address sees what there is without signing in."""

    @property
    def takes_pins(self) -> bool:
        """A PIN is for a panel at a line, and short."""

    @property
    def shown_accounts(self) -> tuple[ShownAccount, ...]: ...

    def changing(self) -> AbstractContextManager[Office]:
        """One change at a time."""

    def cursor_key(self) -> bytes: ...


Place = TypeVar("Place", bound=Served, covariant=True)
