"""Which public keys are believed, and for whom.

trust.toml is public and small; a person can read it. A retired key's older signatures stay good;
a revoked key's are all refused, since whoever has a leaked key can put any date on a document.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

import tomli_w
from pydantic import AwareDatetime, Field

from edge_agent.core.certificate import DEMO_SITE
from edge_agent.core.errors import Conflict, NotFound
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey, key_id_of
from edge_agent.people.signing import Sealed
from edge_agent.toml_files import StrictModel, load_toml
from edge_agent.whole_files import write_whole


class Owner(StrEnum):
    STATION = "station"
    """Signs acts."""
    SITE = "site"
    """Signs certificates."""
    CENTRE = "centre"
    """Signs acknowledgements and commands."""


class Revoked(NotGenuine):
    """Right in itself, but its key is believed no longer."""


class UnknownKey(NotGenuine):
    """Right in itself perhaps, but nobody here knows its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    public: bytes
    """32 bytes."""
    owner: Owner
    name: str
    """A site, or site/line/station."""
    since: datetime
    until: datetime | None = None
    """Retired then: what it signed before stays good."""
    revoked: bool = False
    key_id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key_id", key_id_of(self.public))

    @property
    def site(self) -> str:
        return self.name.split("/")[0]

    @property
    def is_demo(self) -> bool:
        return self.site == DEMO_SITE


@dataclass(frozen=True, slots=True)
class Trust:
    keys: tuple[TrustedKey, ...] = ()

    def key(self, key_id: str) -> TrustedKey | None:
        return next((key for key in self.keys if key.key_id == key_id), None)

    def check(self, sealed: Sealed, owner: Owner) -> TrustedKey:
        """The key that signed it, retired or not. NotGenuine, UnknownKey or Revoked otherwise."""
        key = self.key(sealed.key_id)
        if key is None or key.owner is not owner:
            raise UnknownKey(
                f"the {sealed.kind} is signed by {sealed.key_id[:16]}, which is no {owner.value} "
                "key that is trusted here"
            )
        sealed.check_signature(key.public)
        if key.revoked:
            raise Revoked(f"the {sealed.kind} is signed by a revoked key of {key.name}")
        return key

    def current(self, owner: Owner, name: str) -> tuple[TrustedKey, ...]:
        """Keys of this owner that are neither retired nor revoked."""
        return tuple(
            key
            for key in self.keys
            if (key.owner, key.name, key.until, key.revoked) == (owner, name, None, False)
        )

    def with_key(self, key: TrustedKey) -> Self:
        """Conflict where the key is known already: what was revoked stays revoked."""
        if self.key(key.key_id) is not None:
            raise Conflict(f"key {key.key_id[:16]} is known already; make a new one")
        return replace(self, keys=(*self.keys, key))

    def retired(self, key_id: str, at: datetime) -> Self:
        return self._changed(key_id, until=at.astimezone(UTC))

    def revoked(self, key_id: str) -> Self:
        return self._changed(key_id, revoked=True)

    def _changed(self, key_id: str, **changes: object) -> Self:
        if self.key(key_id) is None:
            raise NotFound(f"key {key_id[:16]} is not among the trusted ones")
        return replace(self, keys=tuple(changed(self.keys, key_id, changes)))


def changed(
    keys: Iterable[TrustedKey], key_id: str, changes: dict[str, object]
) -> Iterable[TrustedKey]:
    for key in keys:
        yield replace(key, **changes) if key.key_id == key_id else key  # type: ignore[arg-type]


def as_trusted(key: SigningKey, owner: Owner, name: str, since: datetime) -> TrustedKey:
    return TrustedKey(public=key.public, owner=owner, name=name, since=since.astimezone(UTC))


class KeyTable(StrictModel):
    public: str = Field(pattern=r"^[0-9a-f]{64}$")
    owner: Owner
    name: str = Field(min_length=1, max_length=130)
    since: AwareDatetime
    until: AwareDatetime | None = None
    revoked: bool = False


class TrustFile(StrictModel):
    keys: tuple[KeyTable, ...] = ()


def load_trust(file: Path) -> Trust:
    """NotFound, or SettingsError with the line and what would be right."""
    trust = Trust()
    for table in load_toml(file, TrustFile).keys:
        values = table.model_dump() | {"public": bytes.fromhex(table.public)}
        trust = trust.with_key(TrustedKey(**values))
    return trust


def save_trust(trust: Trust, file: Path) -> None:
    tables = [
        {
            "public": key.public.hex(),
            "owner": key.owner.value,
            "name": key.name,
            "since": key.since,
            **({} if key.until is None else {"until": key.until}),
            "revoked": key.revoked,
        }
        for key in trust.keys
    ]
    write_whole(file, tomli_w.dumps({"keys": tables}).encode())
