"""The certificates that lie at a station, and which of them hold for exactly what inspects now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from edge_agent.core.certificate import Certificate, Setup, Void, VoidBecause
from edge_agent.core.errors import NotFound
from edge_agent.people.certificates import kept, readable
from edge_agent.people.grants import Signed, certified
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

    def void(self, sha256: str, certificate: Certificate) -> Void | None:
        use = certificate.use
        setup = self.setups.get(use.check)
        if setup is None:
            return Void(VoidBecause.OTHER_CHECK, f"no check {use.check!r} is in force now")
        signed = Signed(use.level, sha256)
        found = certified(signed, self.contents, setup, self.trust, self.now, self.revoked)
        return found if isinstance(found, Void) else None


def judge(site: Site, now: datetime) -> Judging:
    """What persons revoked is believed as it is read; a raise verifies the whole record."""
    return Judging(
        setups=setups_or_none(site),
        contents=kept(site.folder),
        trust=trust_of(site.folder),
        revoked=revoked_by_itself(site) | site.evidence.acts.revoked(),
        now=now,
    )


def setups_or_none(site: Site) -> dict[str, Setup]:
    """Nothing where nothing inspects yet."""
    try:
        return setups_now(site)
    except NotFound:
        return {}
