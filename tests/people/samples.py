"""People, keys and acts that the tests of this folder share."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from edge_agent.core.certificate import Bound, Certificate, Use
from edge_agent.core.packs import Level
from edge_agent.core.roles import Person, Proof, Role
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office, Order
from edge_agent.people.passwords import Hasher
from edge_agent.people.presence import Present
from edge_agent.people.trust import Owner, Trust, as_trusted

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STATION = "milan/line-1/top"
PASSWORD = "crane velvet mosaic 71"
QUICK = Hasher(memory_kib=8, passes=1)
"""The weakest argon2 there is: tests prove what follows from a hash, not its cost."""


def later(**parts: float) -> datetime:
    return NOW + timedelta(**parts)


def a_person(role: Role, name: str | None = None) -> Person:
    return Person(name or f"some-{role.value}", f"Some {role.value}", role)


def present(role: Role, name: str | None = None, at: datetime = NOW) -> Present:
    """Has just given the password."""
    return Present(a_person(role, name), Proof.PASSWORD, at)


def an_order(by: Present, at: datetime = NOW, confirms: str | None = None) -> Order:
    return Order(by, "as agreed", at, confirms)


def an_office(folder: Path) -> Office:
    return Office(folder, STATION, NOW, QUICK)


def trust_in(key: SigningKey, owner: Owner, name: str) -> Trust:
    return Trust((as_trusted(key, owner, name, NOW),))


A_USE = Use(
    station=STATION,
    recipe="tray",
    recipe_hash="1f" * 32,
    check="print",
    level=Level.ACT_WHEN_SURE,
    bundle_sha256="2e" * 32,
    camera_profile="acA1300-200uc f8 5000K",
    ok_up_to=0.2,
    not_ok_from=0.8,
)


def a_certificate(use: Use = A_USE, days: float = 90) -> Certificate:
    return Certificate(
        use=use,
        false_reject=Bound(n=1_200, k=4, alpha=0.02),
        miss=Bound(n=310, k=0, alpha=0.02),
        delta=0.1,
        who=("anna", "quentin"),
        issued_at=NOW,
        until=later(days=days),
    )


def changed_use(**changes: object) -> Use:
    return replace(A_USE, **changes)  # type: ignore[arg-type]
