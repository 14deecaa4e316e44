"""The certificates that lie at a station, and which of them hold for exactly what inspects now."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from edge_agent.core.certificate import Certificate, Setup, Void, VoidBecause
from edge_agent.core.errors import NotFound, PackwardenError
from edge_agent.people.audit import AuditReader
from edge_agent.people.certificates import kept, readable
from edge_agent.people.grants import Signed, certified, followed
from edge_agent.people.station_key import trust_of
from edge_agent.people.trust import Trust
from edge_agent.web.evidence.levels_now import setups_now
from edge_agent.web.evidence.raises import revoked_by_itself
from edge_agent.web.site import Site


@dataclass(frozen=True, slots=True)
class CertificateNow:
    sha256: str
    certificate: Certificate
    void: Void | None
    """Why it does not hold; None where it does."""


def certificates_now(site: Site, now: datetime) -> list[CertificateNow]:
    """The newest first."""
    issued = readable(site.folder)
    if not issued:
        return []
    judging = judge(site, now)
    found = [CertificateNow(name, one, judging.void(name, one)) for name, one in issued.items()]
    return sorted(found, key=lambda one: one.certificate.issued_at, reverse=True)


def certificate_named(site: Site, sha256: str) -> Certificate:
    found = readable(site.folder).get(sha256)
    if found is None:
        raise NotFound(f"there is no certificate {sha256[:16]} at this station")
    return found


@dataclass(frozen=True, slots=True)
class Judging:
    """What decides whether a certificate holds, read once for all of them."""

    setups: Mapping[str, Setup]
    contents: Mapping[str, bytes]
    trust: Trust
    revoked: set[str]
    now: datetime
    unproven: Void | None
    """Nothing holds where the audit record is not whole."""

    def void(self, sha256: str, certificate: Certificate) -> Void | None:
        use = certificate.use
        setup = self.setups.get(use.check)
        if self.unproven is not None:
            return self.unproven
        if setup is None:
            return Void(VoidBecause.OTHER_CHECK, f"no check {use.check!r} is in force now")
        signed = Signed(use.level, sha256)
        found = certified(signed, self.contents, setup, self.trust, self.now, self.revoked)
        return found if isinstance(found, Void) else None


def judge(site: Site, now: datetime) -> Judging:
    trust, revoked, unproven = trust_of(site.folder), revoked_by_itself(site), None
    setups = setups_or_none(site)
    if setups:
        try:
            with closing(AuditReader(site.office.audit.path)) as audit:
                revoked |= followed(audit, trust, list(setups.values())).revoked
        except PackwardenError as error:
            unproven = Void(VoidBecause.EDITED, f"no certificate can be proven: {error}")
    return Judging(setups, kept(site.folder), trust, revoked, now, unproven)


def setups_or_none(site: Site) -> dict[str, Setup]:
    """Nothing where nothing inspects yet."""
    try:
        return setups_now(site)
    except NotFound:
        return {}
