"""The signed act: who did what to what, when and why, under the station's key.

Acts form a chain: each names its number and the hash of the one before, so that none can be
changed, left out or put in between. The station signs for the person who stood before it. Where an
act needs two persons, the first act is a proposal and the second names it by its hash.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from edge_agent.core.packs import Level
from edge_agent.core.roles import (
    RULES,
    Act,
    Actor,
    Machine,
    Person,
    Proof,
    Role,
    act_on_account,
    may_together,
)
from edge_agent.people.documents import DocumentKind
from edge_agent.people.errors import NotGenuine, NotPermitted
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import Sealed, seal
from edge_agent.people.trust import Owner, Trust

BEGINNING = "0" * 64
"""What the first act of a station names as the one before it."""
PROPOSAL_STANDS = timedelta(hours=24)
CLOCK_SLACK = timedelta(minutes=5)
"""A clock may be set right between the two."""
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the act is done to; what does not apply is None."""

    recipe: str | None = None
    check: str | None = None
    level_from: Level | None = None
    level_to: Level | None = None
    pack: str | None = None
    person: str | None = None
    role: Role | None = None
    key_id: str | None = None
    certificate_sha256: str | None = None
    old: str | None = None
    """The value before, where one was changed."""
    new: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What is signed."""

    station: str
    """site/line/station."""
    seq: int
    """From 1, without a gap."""
    previous: str
    """sha256 of the act before it, BEGINNING for the first."""
    at: datetime
    """UTC."""
    who: str
    """Sign-in name, or the machine's."""
    role: Role | None
    """None for a machine."""
    proof: Proof
    what: Act
    subject: Subject
    reason: str
    confirms: str | None = None
    """sha256 of another person's act that this one agrees to."""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an act's time must know its zone")
        texts = (self.reason, self.subject.old or "", self.subject.new or "")
        if max(map(len, texts)) > LONGEST_TEXT:
            raise ValueError(f"a text of an act is longer than {LONGEST_TEXT} characters")


@dataclass(frozen=True, slots=True)
class SignedAct:
    done: Done
    sealed: Sealed

    @property
    def sha256(self) -> str:
        return self.sealed.sha256

    @property
    def is_proposal(self) -> bool:
        """One person's half of an act that takes two; nothing may follow from it alone."""
        alone = self.done.role is not None and self.done.confirms is None
        return alone and RULES[self.done.what].two_persons


ACT: Final = DocumentKind("packwarden.act.1", Done)


def sign(done: Done, station_key: SigningKey) -> SignedAct:
    return SignedAct(done, seal(ACT.document(done), station_key))


def read_act(content: bytes) -> SignedAct:
    """NotGenuine for what is no act; the signature is not looked at yet."""
    sealed = Sealed.from_bytes(content)
    return SignedAct(ACT.value(sealed.document), sealed)


def verify(act: SignedAct, trust: Trust) -> None:
    """NotGenuine unless this very act was signed by the trusted key of its own station."""
    key = trust.check(act.sealed, Owner.STATION)
    if key.name != act.done.station:
        raise NotGenuine(f"{key.name} signed an act of {act.done.station}")


def role_of(actor: Actor) -> Role | None:
    return None if isinstance(actor, Machine) else actor.role


def refuse_to_confirm(
    first: SignedAct, second: Actor, what: Act, subject: Subject, now: datetime
) -> None:
    """NotPermitted unless this second actor may agree to exactly what the first proposed."""
    proposed = first.done
    if proposed.confirms is not None or (proposed.what, proposed.subject) != (what, subject):
        raise NotPermitted(f"{proposed.who} proposed something else; look at it again")
    if not -CLOCK_SLACK <= now - proposed.at <= PROPOSAL_STANDS:
        raise NotPermitted("the proposal is not of the last 24 hours; propose it again")
    if proposed.role is None:
        raise NotPermitted("a machine's act needs no second person")
    proposer = Person(proposed.who, proposed.who, proposed.role)
    if not may_together(proposer, second, what):
        needed = " and ".join(sorted(role.value for role in RULES[what].by))
        raise NotPermitted(f"to {RULES[what].does} takes two persons: {needed}")


def refuse_other_subject(what: Act, subject: Subject) -> None:
    """NotPermitted where the act's name says less than what it would do."""
    was, becomes = subject.level_from, subject.level_to
    if what in (Act.RAISE_LEVEL, Act.RAISE_TO_ALWAYS, Act.LOWER_LEVEL):
        if was is None or becomes is None:
            raise NotPermitted(f"to {RULES[what].does}, say from which level to which")
        if (becomes.rank > was.rank) != (what is not Act.LOWER_LEVEL) or was is becomes:
            raise NotPermitted(f"from {was.value} to {becomes.value} is not {what.value}")
        if (becomes is Level.ACT_ALWAYS) != (what is Act.RAISE_TO_ALWAYS):
            raise NotPermitted(f"{what.value} does not lead to {becomes.value}")
    if what in (Act.MANAGE_PEOPLE, Act.APPOINT) and (
        subject.role is None or act_on_account(subject.role) is not what
    ):
        raise NotPermitted(f"{what.value} is not for the role {subject.role or 'nobody named'}")
