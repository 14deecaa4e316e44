"""The simulated line certifies itself: demo people, a demo site key, certificates and signed acts.

It goes the way of a real station: certificates under a site's key, raises signed into the audit
record, and both read back as at any start. What is not real is the evidence: the numbers in these
certificates are what the level asks for, not packs that were counted. So they are signed by the
demo site's key, which certifies the simulated camera and nothing else; real stations refuse them.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe

from edge_agent.core.autonomy.standing import UNCERTIFIED, Grant, Standing
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.certificate import (
    DEMO_SITE,
    SIMULATED_CAMERA,
    Bound,
    Certificate,
    Use,
    until_default,
)
from edge_agent.core.guarantees.bounds import smallest_count
from edge_agent.core.packs import Level
from edge_agent.core.recipe import Check, Recipe, StickerLimits, SurfaceLimits
from edge_agent.core.roles import Act, Person, Proof, Role
from edge_agent.evidence.setups import setups_of
from edge_agent.inspection.likeness import UNSURE_BAND, graded
from edge_agent.people.acts import SignedAct, Subject
from edge_agent.people.certificates import issue, keep
from edge_agent.people.grants import earned_in
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office, Order
from edge_agent.people.presence import Present
from edge_agent.people.raising import Raising, propose_raise, raise_level
from edge_agent.people.station_key import trust_of
from edge_agent.people.trust import Owner, TrustedKey, as_trusted

STATION = f"{DEMO_SITE}/line-1/demo"
ENGINEER, QUALITY = "demo-engineer", "demo-quality"
REASON = "the simulated line certifies itself"
FALSE_REJECT, MISS, DELTA = 0.01, 0.005, 0.05
OK_UP_TO = 0.5
"""No inspection that says ok gives a higher defect score, and none that says not ok a lower one."""
NOT_OK_FROM = 0.501


@dataclass(frozen=True, slots=True)
class Certified:
    """What the simulated line may do, and the thresholds by which it does it."""

    standing: Standing
    thresholds: Mapping[str, Thresholds]
    """By check."""


def certified(
    recipe: Recipe,
    recipe_hash: str,
    bundle_sha256: str,
    now: datetime,
    folder: Path,
) -> Certified:
    """Every check that acts with its certificate; keys and acts lie in `folder`."""
    setups = setups_of(STATION, recipe, recipe_hash, bundle_sha256, SIMULATED_CAMERA)
    if not any(check.level.acts for check in recipe.checks):
        return Certified(Standing({setup.check: Grant() for setup in setups}), {})
    with closing(Office(folder, STATION, now)) as office:
        people = People(office, now)
        site_key = people.site_key()
        for setup, check in zip(setups, recipe.checks, strict=True):
            if check.level.acts:
                use = setup.use(check.level, as_inspected(check))
                people.raise_check(use, people.certify(use, site_key))
    earned = earned_in(folder, setups, now)
    return Certified(Standing(earned.grants), earned.thresholds)


def as_inspected(check: Check) -> Thresholds:
    """Those by which the verdicts of the inspection stay what they are.

    What looks only a little unlike the taught pictures stays unsure, and so does a sticker that is
    hardly out of its place.
    """
    if not isinstance(check.limits, StickerLimits | SurfaceLimits):
        return Thresholds(OK_UP_TO, NOT_OK_FROM)
    least = check.limits.min_likeness
    return Thresholds(OK_UP_TO, graded(least - UNSURE_BAND, least).score)


class People:
    """The demo's engineer and its quality person, both just signed in; of an office that has had no
    others, or these.
    """

    def __init__(self, office: Office, now: datetime) -> None:
        self.office, self.now = office, now
        if not office.accounts.people():
            self.appoint()
        self.engineer = self.order(office.accounts.person(ENGINEER))
        self.quality = self.order(office.accounts.person(QUALITY))

    def appoint(self) -> None:
        code = self.office.accounts.first_code(self.now)
        engineer = self.office.set_up(code, ENGINEER, "Demo engineer", token_urlsafe(), self.now)
        self.office.add(self.order(engineer), QUALITY, "Demo quality", Role.QUALITY)

    def site_key(self) -> SigningKey:
        """The demo site's, trusted by the station."""
        file = self.office.folder / "keys" / "site.key"
        key = SigningKey.load(file) if file.exists() else SigningKey.create(file)
        if trust_of(self.office.folder).key(key.key_id) is None:
            self.trust(as_trusted(key, Owner.SITE, DEMO_SITE, self.now))
        return key

    def order(self, person: Person, confirms: str | None = None) -> Order:
        return Order(Present(person, Proof.PASSWORD, self.now), REASON, self.now, confirms)

    def confirming(self, proposal: SignedAct) -> Order:
        return replace(self.quality, confirms=proposal.sha256)

    def trust(self, key: TrustedKey) -> None:
        subject = Subject(key_id=key.key_id, new=f"{key.owner.value} {key.name}")
        proposal = self.office.propose(self.engineer, Act.TRUST_KEY, subject)
        self.office.trust_key(self.confirming(proposal), key)

    def certify(self, use: Use, site_key: SigningKey) -> str:
        """The sha256 of the certificate that now lies in the office's folder."""
        certificate = Certificate(
            use=use,
            false_reject=Bound(smallest_count(FALSE_REJECT, DELTA / 2), 0, FALSE_REJECT),
            miss=Bound(smallest_count(MISS, DELTA / 2), 0, MISS),
            delta=DELTA,
            who=(ENGINEER, QUALITY),
            issued_at=self.now,
            until=until_default(self.now),
        )
        name = keep(issue(certificate, site_key), self.office.folder).stem
        subject = Subject(recipe=use.recipe, check=use.check, certificate_sha256=name)
        self.office.record(self.engineer, Act.ISSUE_CERTIFICATE, subject)
        return name

    def raise_check(self, use: Use, certificate_sha256: str) -> None:
        raising = Raising(use.recipe, use.check, UNCERTIFIED, use.level, certificate_sha256)
        order = self.engineer
        if use.level is Level.ACT_ALWAYS:
            order = self.confirming(propose_raise(self.office, order, raising))
        raise_level(self.office, order, raising)
