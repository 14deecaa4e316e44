"""What a station's checks have earned when it starts: certificates and signed acts together.

A level above the uncertified one needs both: an act in the unbroken audit record that raised the
check, naming a certificate, and that very certificate, valid for exactly what is in force now.
Whatever a later act or the station itself took back stays taken back. Where anything is missing or
was changed, the check has the uncertified level, and it is told why.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from edge_agent.core.autonomy.standing import UNCERTIFIED, Grant
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.certificate import Setup, Void, VoidBecause
from edge_agent.core.errors import PackwardenError
from edge_agent.core.packs import Level
from edge_agent.core.policy import lower_of
from edge_agent.core.roles import Act
from edge_agent.people.acts import SignedAct, Subject
from edge_agent.people.audit import NOTHING_YET, AuditReader, Head
from edge_agent.people.certificates import kept, read_certificate, valid_for
from edge_agent.people.errors import NotGenuine
from edge_agent.people.office import AUDIT_FILE
from edge_agent.people.station_key import trust_of
from edge_agent.people.trust import Trust

RAISES = frozenset({Act.RAISE_LEVEL, Act.RAISE_TO_ALWAYS})


@dataclass(frozen=True, slots=True)
class Earned:
    """By check of the recipe in force; what is not named has nothing beyond the uncertified."""

    grants: dict[str, Grant] = field(default_factory=dict)
    thresholds: dict[str, Thresholds] = field(default_factory=dict)
    """Of the checks whose certificate holds."""
    voids: dict[str, Void] = field(default_factory=dict)
    """Why a level that was raised once does not hold now."""
    raises: dict[str, SignedAct] = field(default_factory=dict)
    """The acts by which checks have what they have."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What the audit record says of one check."""

    level: Level = UNCERTIFIED
    certificate_sha256: str | None = None
    raised_by: SignedAct | None = None
    """None where nothing was raised, or it was lowered since."""

    def lowered(self, to: Level) -> "Signed":
        level = lower_of(self.level, to)
        return Signed(level, self.certificate_sha256 if level.acts else None)


@dataclass(slots=True)
class Record:
    """Grows along the acts of one recipe's checks."""

    recipe: str
    checks: dict[str, Signed]
    revoked: set[str] = field(default_factory=set)

    def follow(self, act: SignedAct) -> None:
        """A proposal alone changes nothing."""
        what, subject = act.done.what, act.done.subject
        if act.is_proposal:
            return
        if what is Act.REVOKE_CERTIFICATE and subject.certificate_sha256 is not None:
            self.revoked.add(subject.certificate_sha256)
        elif what in RAISES and subject.recipe == self.recipe and subject.level_to is not None:
            raised = Signed(subject.level_to, subject.certificate_sha256, act)
            self.checks |= {subject.check: raised} if subject.check in self.checks else {}
        elif what is Act.LOWER_LEVEL and subject.level_to is not None:
            lowered = {
                name: self.checks[name].lowered(subject.level_to) for name in self.of(subject)
            }
            self.checks |= lowered

    def of(self, subject: Subject) -> list[str]:
        """Checks that an act lowers; one that names no recipe or no check lowers them all."""
        if subject.recipe not in (None, self.recipe):
            return []
        return [name for name in self.checks if subject.check in (None, name)]


def earned_in(
    folder: Path, setups: Sequence[Setup], now: datetime, taken_back: Collection[str] = ()
) -> Earned:
    """From a station's data folder; one that has no audit record yet has earned nothing.

    `taken_back` has the sha256 of certificates that the station itself revoked.
    """
    if not (folder / AUDIT_FILE).exists():
        return Earned()
    try:
        with closing(AuditReader(folder / AUDIT_FILE)) as audit:
            return standing_at_start(audit, kept(folder), setups, trust_of(folder), now, taken_back)
    except PackwardenError as error:
        unproven = Void(VoidBecause.EDITED, f"no level can be proven: {error}")
        return Earned(voids={setup.check: unproven for setup in setups})


def thresholds_of(
    folder: Path,
    setup: Setup,
    level: Level,
    sha256: str | None,
    now: datetime,
    taken_back: Collection[str] = (),
) -> Thresholds | Void:
    """What the certificate of this name would put in force if the check were raised on it now."""
    trust = trust_of(folder)
    with closing(AuditReader(folder / AUDIT_FILE)) as audit:
        record = followed(audit, trust, [setup])
    revoked = record.revoked | set(taken_back)
    return certified(Signed(level, sha256), kept(folder), setup, trust, now, revoked)


def standing_at_start(
    audit: AuditReader,
    certificates: Mapping[str, bytes],
    setups: Sequence[Setup],
    trust: Trust,
    now: datetime,
    taken_back: Collection[str] = (),
    known: Head = NOTHING_YET,
) -> Earned:
    """`setups`: one for each check, all of one station and recipe; `certificates` by sha256.

    AuditBroken where the record is not whole, or shorter than `known`.
    """
    if not setups:
        return Earned()
    record = followed(audit, trust, setups, known)
    revoked = record.revoked | set(taken_back)
    return earned_of(record.checks, certificates, setups, trust, now, revoked)


def followed(
    audit: AuditReader, trust: Trust, setups: Sequence[Setup], known: Head = NOTHING_YET
) -> Record:
    """What the whole of an unbroken record says of these checks."""
    audit.verify_chain(trust, setups[0].station, known)
    record = Record(setups[0].recipe, {setup.check: Signed() for setup in setups})
    for act in audit.acts():
        record.follow(act)
    return record


def earned_of(
    signed: Mapping[str, Signed],
    certificates: Mapping[str, bytes],
    setups: Iterable[Setup],
    trust: Trust,
    now: datetime,
    revoked: Collection[str],
) -> Earned:
    grants: dict[str, Grant] = {}
    thresholds: dict[str, Thresholds] = {}
    voids: dict[str, Void] = {}
    raises: dict[str, SignedAct] = {}
    for setup in setups:
        said = signed[setup.check]
        found: Thresholds | Void | None = None
        if said.level.acts:
            found = certified(said, certificates, setup, trust, now, revoked)
        if isinstance(found, Void):
            voids[setup.check] = found
            grants[setup.check] = Grant()
            continue
        grants[setup.check] = Grant(said.level, said.certificate_sha256)
        if found is not None:
            thresholds[setup.check] = found
        if said.raised_by is not None:
            raises[setup.check] = said.raised_by
    return Earned(grants, thresholds, voids, raises)


def certified(
    said: Signed,
    certificates: Mapping[str, bytes],
    setup: Setup,
    trust: Trust,
    now: datetime,
    revoked: Collection[str],
) -> Thresholds | Void:
    """The thresholds that the named certificate puts in force, or why it does not."""
    sha256 = said.certificate_sha256
    content = certificates.get(sha256 or "")
    if sha256 is None or content is None:
        named = "the act names no certificate" if sha256 is None else f"{sha256[:16]} is not there"
        return Void(VoidBecause.EDITED, f"{named}; restore it, or pass the gate again")
    if hashlib.sha256(content).hexdigest() != sha256:
        what = f"certificate {sha256[:16]} is not as it was when the level was raised; restore it"
        return Void(VoidBecause.EDITED, what)
    try:
        thresholds = read_certificate(content).use.thresholds
    except NotGenuine as error:
        return Void(VoidBecause.EDITED, str(error))
    validity = valid_for(content, setup.use(said.level, thresholds), now, trust, revoked)
    return validity if isinstance(validity, Void) else thresholds
