"""Certificates: those that are there, one more on a passed gate, and one taken back.

A certificate raises nothing by itself. The site's private key comes with the request, as from a
stick at the console, signs this one certificate, and is not kept.
"""

from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import AwareDatetime, Field, SecretStr
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from edge_agent.control.errors import NoLine
from edge_agent.core import told
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.certificate import Certificate
from edge_agent.core.errors import Conflict
from edge_agent.core.packs import Level
from edge_agent.core.roles import RULES, Act, Person, may
from edge_agent.evidence.certify import certify
from edge_agent.people.acts import LONGEST_TEXT, Subject
from edge_agent.people.certificates import readable
from edge_agent.people.errors import NotPermitted
from edge_agent.people.keys import LARGEST_BYTES, SigningKey, private_key_of
from edge_agent.people.office import Office, Order
from edge_agent.people.station_key import trust_of
from edge_agent.people.trust import Owner
from edge_agent.web.access import Visiting, operation
from edge_agent.web.api.level_raise_routes import Sha256
from edge_agent.web.api.people_routes import Ordering
from edge_agent.web.changes import AskedChange, Change
from edge_agent.web.evidence.certificates_now import (
    CertificateNow,
    certificate_named,
    certificates_now,
)
from edge_agent.web.evidence.levels_now import setups_now
from edge_agent.web.listing import Document, json_answer
from edge_agent.web.site import Site
from edge_agent.web.spoken import Word, spoken

router = APIRouter(prefix="/api/v1", tags=["evidence"])

SHOWN_KEY: Final = Path("the site's key")
"""What a refusal calls it; it is no file here."""
Reason = Annotated[
    str, Field(min_length=3, max_length=LONGEST_TEXT, examples=["gate passed on 12 March"])
]


class BoundAnswer(Document):
    packs: int
    errors: int
    at_most: float = Field(description="What the numbers prove the rate to be at most.")


class CertificateAnswer(Document):
    sha256: str
    station: str
    recipe: str
    recipe_hash: str
    check: str
    level: Level = Field(description="The highest that it allows.")
    bundle_sha256: str
    camera_profile: str
    ok_up_to: float
    not_ok_from: float
    false_reject: BoundAnswer
    miss: BoundAnswer
    confidence: float
    who: list[str]
    issued_at: AwareDatetime
    until: AwareDatetime
    holds: bool = Field(description="For exactly what inspects now.")
    why_not: str | None


class CertificatesAnswer(Document):
    certificates: list[CertificateAnswer]


class SecondPerson(Document):
    """Stands for the certificate as well, beside who asks for it; act_always takes two."""

    name: Annotated[str, Field(max_length=100)]
    password: Annotated[SecretStr, Field(max_length=1024)]


class NewCertificate(Document):
    check: Annotated[str, Field(max_length=100, examples=["lot"])]
    level: Level = Field(description="Up to which it shall allow.")
    site_key: Annotated[SecretStr, Field(max_length=LARGEST_BYTES)] = Field(
        description="The site's private key, as its file has it (PEM). Used once and not kept."
    )
    second: SecondPerson | None = None
    reason: Reason


class Issued(Document):
    certificate: Sha256
    check: str
    level: Level
    until: AwareDatetime


class Revoke(Document):
    reason: Reason


@router.get("/certificates", response_model=CertificatesAnswer, **operation("listCertificates"))
def list_certificates(visit: Visiting) -> Response:
    """All that lie at this station, and whether each holds now."""
    found = certificates_now(visit.site, visit.now)
    return json_answer(CertificatesAnswer(certificates=[answer_of(one) for one in found]))


@router.post(
    "/certificates",
    status_code=201,
    response_model=Issued,
    **operation("issueCertificate", 400, 404, 409, 429, 503),
)
async def issue_certificate(body: NewCertificate, change: AskedChange) -> Response:
    """On a passed gate; GateNotPassed names what is missing, and nothing is signed then."""
    site = change.visit.site
    gate = await site.evidence.passed_gate(body.check, body.level)

    def make(office: Office, ordered: Ordering) -> Issued:

        key = trusted_key(site, body.site_key.get_secret_value())
        refuse_other_setup(site, body.check, gate.setup)
        with_whom = second_person(office, body.second, change)
        order: Order = ordered(body.reason)
        issued = certify(office, order, gate.report, gate.setup, key, with_whom)
        until = readable(site.folder)[issued.sha256].until
        return Issued(certificate=issued.sha256, check=body.check, level=body.level, until=until)

    return await run_in_threadpool(change.once, 201, make)


@router.post(
    "/certificates/{sha256}/revoke",
    status_code=204,
    **operation("revokeCertificate", 400, 404, 409, 503, 504),
)
async def revoke_certificate(
    sha256: Annotated[str, InPath(pattern=r"^[0-9a-f]{64}$")], body: Revoke, change: AskedChange
) -> Response:
    """Nothing rises on it any more, and what stands on it falls at once."""
    site = change.visit.site
    certificate = await run_in_threadpool(certificate_named, site, sha256)
    use = certificate.use
    subject = Subject(recipe=use.recipe, check=use.check, certificate_sha256=sha256)
    person = change.visit.present.actor.name
    why = f"{person} revoked certificate {sha256[:16]}: {body.reason}"
    taken = told.TakeBack(Cause.CERTIFICATE_VOID, why, standing_on(site, sha256), person)
    word = Word(Act.REVOKE_CERTIFICATE, subject, lambda _: taken, body.reason)
    try:
        return await spoken(change, word)
    except NoLine:  # recorded all the same; the next start finds it void
        await run_in_threadpool(change.keep_answer)
        return Response(status_code=204)


def standing_on(site: Site, sha256: str) -> tuple[str, ...]:
    """Checks of the running line whose level rests on it."""
    state = site.line.state
    checks = () if state is None else state.checks
    return tuple(one.name for one in checks if one.certificate_sha256 == sha256)


def trusted_key(site: Site, pem: str) -> SigningKey:
    """InvalidInput for what is no key; Conflict for one that the station does not trust."""
    key = SigningKey(private_key_of(pem.encode(), SHOWN_KEY))
    name = site.settings.station.site
    if key.key_id not in {one.key_id for one in trust_of(site.folder).current(Owner.SITE, name)}:
        raise Conflict(f"{site.station} does not trust key {key.key_id[:16]} for site {name}")
    return key


def refuse_other_setup(site: Site, check: str, counted: object) -> None:
    if setups_now(site).get(check) != counted:
        raise Conflict(
            "the last packs were inspected with another recipe, bundle or camera than is in force "
            "now; let the line run first"
        )


def second_person(office: Office, second: SecondPerson | None, change: Change) -> tuple[str, ...]:
    """His name, once the password is found right; NotPermitted for who may not stand for it."""
    if second is None:
        return ()
    visit = change.visit
    secret = second.password.get_secret_value()
    token = office.enter_with_password(second.name, secret, visit.source, visit.now)
    try:
        actor = office.sessions.present(token, visit.now).actor
    finally:
        office.leave(token, visit.now)
    if not (isinstance(actor, Person) and may(actor, Act.ISSUE_CERTIFICATE)):
        raise NotPermitted(f"{second.name} may not {RULES[Act.ISSUE_CERTIFICATE].does}")
    return (actor.name,)


def answer_of(found: CertificateNow) -> CertificateAnswer:
    certificate: Certificate = found.certificate
    use = certificate.use
    bounds = {
        name: BoundAnswer(packs=bound.n, errors=bound.k, at_most=bound.alpha)
        for name, bound in (("false_reject", certificate.false_reject), ("miss", certificate.miss))
    }
    return CertificateAnswer(
        sha256=found.sha256,
        station=use.station,
        recipe=use.recipe,
        recipe_hash=use.recipe_hash,
        check=use.check,
        level=use.level,
        bundle_sha256=use.bundle_sha256,
        camera_profile=use.camera_profile,
        ok_up_to=use.ok_up_to,
        not_ok_from=use.not_ok_from,
        confidence=1 - certificate.delta,
        who=list(certificate.who),
        issued_at=certificate.issued_at,
        until=certificate.until,
        holds=found.void is None,
        why_not=None if found.void is None else found.void.what,
        **bounds,
    )
