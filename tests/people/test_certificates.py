from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.certificate import DEMO_SITE, SIMULATED_CAMERA, Use, Valid, Void, VoidBecause
from edge_agent.core.packs import Level
from edge_agent.people.certificates import CERTIFICATE, issue, valid_for
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import Document, Sealed, canonical, seal
from edge_agent.people.trust import Owner, Trust
from tests.people.samples import A_USE, NOW, STATION, a_certificate, changed_use, later, trust_in

SITE_KEY = SigningKey.fresh()
TRUST = trust_in(SITE_KEY, Owner.SITE, "milan")
ISSUED = issue(a_certificate(), SITE_KEY)


def because(
    content: bytes, use: Use = A_USE, trust: Trust = TRUST, now: datetime = NOW
) -> VoidBecause:
    verdict = valid_for(content, use, now, trust)
    assert isinstance(verdict, Void), verdict
    assert verdict.what
    return verdict.because


def forged(**changes: object) -> bytes:
    """Signed anew by the site's key after a change that the agent itself would not make."""
    document: Document = {**CERTIFICATE.document(a_certificate()), **changes}
    return seal(document, SITE_KEY).to_bytes()


def test_an_issued_certificate_holds() -> None:
    assert valid_for(ISSUED, A_USE, NOW, TRUST) == Valid(a_certificate())


def test_what_the_certificate_says_of_itself_is_asked_too() -> None:
    assert because(ISSUED, changed_use(bundle_sha256="00" * 32)) is VoidBecause.BUNDLE_CHANGED
    assert because(ISSUED, now=later(days=91)) is VoidBecause.EXPIRED


@settings(deadline=None)
@given(some.integers(0, len(ISSUED) - 1), some.integers(1, 255))
def test_a_certificate_with_any_byte_changed_is_void(place: int, change: int) -> None:
    content = bytearray(ISSUED)
    content[place] ^= change
    assert isinstance(valid_for(bytes(content), A_USE, NOW, TRUST), Void)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"act_when_sure"', b'"act_always"'),
        (b'"2027-02-20T', b'"2037-02-20T'),
        (b'"k":4', b'"k":0'),
        (b'"check":"print"', b'"check":"sticker"'),
        (b"{", b"{ "),
    ],
)
def test_a_certificate_edited_by_hand_is_refused_with_the_reason(old: bytes, new: bytes) -> None:
    assert old in ISSUED
    verdict = valid_for(ISSUED.replace(old, new, 1), A_USE, NOW, TRUST)
    assert isinstance(verdict, Void)
    assert verdict.because is VoidBecause.EDITED
    assert "not as it was signed" in verdict.what


def test_an_unknown_key_certifies_nothing() -> None:
    assert because(ISSUED, trust=Trust()) is VoidBecause.UNKNOWN_KEY


def test_a_station_key_certifies_nothing() -> None:
    for name in (STATION, "milan"):
        trust = trust_in(SITE_KEY, Owner.STATION, name)
        assert because(ISSUED, trust=trust) is VoidBecause.UNKNOWN_KEY


def test_the_key_of_another_site_certifies_nothing_here() -> None:
    trust = trust_in(SITE_KEY, Owner.SITE, "lyon")
    assert because(ISSUED, trust=trust) is VoidBecause.UNKNOWN_KEY


def test_a_revoked_key_certified_nothing_ever() -> None:
    trust = TRUST.revoked(SITE_KEY.key_id)
    assert because(ISSUED, trust=trust) is VoidBecause.KEY_REVOKED


def test_a_retired_keys_older_certificates_stay_good_and_newer_ones_never_were() -> None:
    assert isinstance(valid_for(ISSUED, A_USE, NOW, TRUST.retired(SITE_KEY.key_id, NOW)), Valid)
    trust = TRUST.retired(SITE_KEY.key_id, later(seconds=-1))
    assert because(ISSUED, trust=trust) is VoidBecause.UNKNOWN_KEY


def test_a_certificate_taken_back_is_void() -> None:
    revoked = {Sealed.from_bytes(ISSUED).sha256}
    verdict = valid_for(ISSUED, A_USE, NOW, TRUST, revoked)
    assert isinstance(verdict, Void)
    assert verdict.because is VoidBecause.REVOKED


def test_the_simulated_line_certifies_itself() -> None:
    use = changed_use(station=f"{DEMO_SITE}/line/tray", camera_profile=SIMULATED_CAMERA)
    content = issue(a_certificate(use), SITE_KEY)
    trust = trust_in(SITE_KEY, Owner.SITE, DEMO_SITE)
    assert isinstance(valid_for(content, use, NOW, trust), Valid)


def test_a_real_station_believes_no_demo_key_even_where_somebody_trusts_it() -> None:
    trust = trust_in(SITE_KEY, Owner.SITE, DEMO_SITE)
    assert because(ISSUED, trust=trust) is VoidBecause.DEMO_KEY


def test_a_sites_key_does_not_certify_drawn_pictures() -> None:
    use = changed_use(camera_profile=SIMULATED_CAMERA)
    assert because(issue(a_certificate(use), SITE_KEY), use) is VoidBecause.DEMO_KEY


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "packwarden.act.1"},
        {"kind": None},
        {"delta": 0},
        {"delta": "0.1"},
        {"until": "2026-01-01T00:00:00Z"},
        {"who": []},
        {"who": "anna"},
        {"why_not": 1},
        {"use": {}},
    ],
)
def test_even_the_sites_key_cannot_sign_what_is_no_certificate(changes: dict[str, object]) -> None:
    assert because(forged(**changes)) is VoidBecause.EDITED


def test_act_always_takes_two_persons_names() -> None:
    use = {**CERTIFICATE.document(a_certificate())["use"], "level": Level.ACT_ALWAYS.value}
    content = forged(use=use, who=["anna"])
    assert because(content, changed_use(level=Level.ACT_ALWAYS)) is VoidBecause.EDITED


def test_a_file_of_something_else_is_refused() -> None:
    for content in (b"", b"{}", b"\x00" * 100, canonical(CERTIFICATE.document(a_certificate()))):
        assert because(content) is VoidBecause.EDITED
