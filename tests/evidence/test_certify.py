"""A certificate says what a passed gate has proven, and nothing else is ever certified."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge_agent.core.autonomy.gate import gate
from edge_agent.core.certificate import SIMULATED_CAMERA, Bound, Setup, Valid
from edge_agent.core.errors import GateNotPassed, InvalidInput
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Role
from edge_agent.evidence.certify import Issued, certify
from edge_agent.people.certificates import kept, read_certificate, valid_for
from edge_agent.people.errors import NotPermitted
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office
from edge_agent.people.trust import Owner
from tests.core.autonomy.gates import SETTING, calibration, whole_evidence
from tests.people.samples import NOW, STATION, an_office, an_order, present, trust_in

SITE_KEY = SigningKey.fresh()
ANNA = an_order(present(Role.ENGINEER, "anna"))
SETUP = Setup(
    station=STATION,
    recipe="tray",
    recipe_hash=SETTING.recipe_hash,
    check="lot",
    bundle_sha256=SETTING.bundle_sha256,
    camera_profile="top: opencv device=0",
)
PASSED = gate(whole_evidence(), Level.ACT_WHEN_SURE)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = an_office(tmp_path)
    yield office
    office.close()


def issued(office: Office, level: Level = Level.ACT_WHEN_SURE, *with_whom: str) -> Issued:
    return certify(office, ANNA, gate(whole_evidence(), level), SETUP, SITE_KEY, with_whom)


def test_a_certificate_names_what_was_proven_and_holds_for_it(office: Office) -> None:
    made = issued(office)
    certificate = read_certificate(made.content)
    assert certificate.false_reject == Bound(400, 0, 0.01)
    assert certificate.miss == Bound(800, 0, 0.02)
    assert (certificate.delta, certificate.who) == (0.05, ("anna",))
    thresholds = PASSED.thresholds
    assert thresholds is not None
    use = SETUP.use(Level.ACT_WHEN_SURE, thresholds)
    assert certificate.use == use
    trust = trust_in(SITE_KEY, Owner.SITE, "milan")
    assert valid_for(made.content, use, NOW, trust) == Valid(certificate)


def test_it_lies_in_the_data_folder_and_its_act_in_the_audit_record(office: Office) -> None:
    made = issued(office)
    assert kept(office.folder) == {made.sha256: made.content}
    assert made.file.read_bytes() == made.content
    act = office.audit.act(office.audit.head().sha256).done
    assert (act.what, act.subject.certificate_sha256) == (Act.ISSUE_CERTIFICATE, made.sha256)
    assert (act.subject.check, act.subject.new) == ("lot", "up to act_when_sure")


def test_an_unpassed_gate_certifies_nothing_and_says_what_is_missing(office: Office) -> None:
    few = gate(whole_evidence(calibration=calibration(goods=300)), Level.ACT_WHEN_SURE)
    with pytest.raises(GateNotPassed, match=r"300 good packs .* so 68 more"):
        certify(office, ANNA, few, SETUP, SITE_KEY)
    assert kept(office.folder) == {}
    assert office.audit.head().seq == 0


def test_one_check_is_not_certified_by_the_gate_of_another(office: Office) -> None:
    with pytest.raises(InvalidInput, match="the gate of lot says nothing of expiry"):
        certify(office, ANNA, PASSED, replace(SETUP, check="expiry"), SITE_KEY)


def test_drawn_packs_certify_no_real_camera(office: Office) -> None:
    drawn = gate(whole_evidence(calibration=calibration(simulated=True)), Level.ACT_WHEN_SURE)
    assert drawn.is_passed
    with pytest.raises(InvalidInput, match="simulated packs say nothing of top: opencv device=0"):
        certify(office, ANNA, drawn, SETUP, SITE_KEY)
    assert certify(office, ANNA, drawn, replace(SETUP, camera_profile=SIMULATED_CAMERA), SITE_KEY)


def test_what_drives_nothing_needs_no_certificate(office: Office) -> None:
    with pytest.raises(InvalidInput, match="recommend needs no certificate"):
        issued(office, Level.RECOMMEND)


def test_two_persons_stand_for_act_always(office: Office) -> None:
    for alone in ((), ("anna",)):
        with pytest.raises(InvalidInput, match="needs 2 different persons"):
            issued(office, Level.ACT_ALWAYS, *alone)
    made = issued(office, Level.ACT_ALWAYS, "quentin")
    assert read_certificate(made.content).who == ("anna", "quentin")


def test_who_may_not_issue_one_leaves_none_behind(office: Office) -> None:
    operator = an_order(present(Role.OPERATOR, "olga"))
    with pytest.raises(NotPermitted):
        certify(office, operator, PASSED, SETUP, SITE_KEY)
    assert kept(office.folder) == {}
