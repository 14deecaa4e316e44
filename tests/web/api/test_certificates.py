"""Certificates over the API: on a passed gate, under the site's key, by those who may."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Role
from edge_agent.people.audit import AuditReader
from edge_agent.people.certificates import certificate_file, read_certificate
from edge_agent.people.keys import SigningKey
from tests.evidence.gate_folders import CHECK, Folder
from tests.people.samples import PASSWORD
from tests.samples import NOON
from tests.web.evidence_folders import BAD, GOOD, MADE, record_shadow_run, site_key
from tests.web.visitors import Served, Visitor

ADDRESS = "/api/v1/certificates"


@pytest.fixture
def key(station: Served) -> Iterator[Path]:
    with site_key(station.site.settings) as file:
        yield file


@pytest.fixture
def quality(station: Served) -> Visitor:
    record_shadow_run(station.site.settings)
    return station.person(Role.QUALITY, "quentin")


def wanted(key: Path, **changes: Any) -> dict[str, Any]:
    asked = {"check": CHECK, "level": "act_when_sure", "site_key": key.read_text()}
    return {**asked, "reason": "gate of 12 March", **changes}


def acts(station: Served) -> list[Act]:
    with closing(AuditReader(station.office.audit.path)) as audit:
        return [act.done.what for act in audit.acts()]


def test_a_passed_gate_is_certified_and_raises_nothing(
    station: Served, quality: Visitor, key: Path
) -> None:
    answer = quality.change("POST", ADDRESS, wanted(key))
    assert answer.status_code == 201, answer.text
    sha256 = answer.json()["certificate"]
    content = certificate_file(station.site.folder, sha256).read_bytes()
    certificate = read_certificate(content)
    assert certificate.use.level is Level.ACT_WHEN_SURE
    assert (certificate.false_reject.n, certificate.miss.n) == (GOOD, BAD + MADE)
    assert certificate.who == ("quentin",)
    assert acts(station)[-1] is Act.ISSUE_CERTIFICATE
    (shown,) = quality.get(ADDRESS).json()["certificates"]
    assert (shown["sha256"], shown["holds"], shown["why_not"]) == (sha256, True, None)
    levels = quality.get("/api/v1/levels").json()
    assert levels["checks"] == []


def test_the_key_is_kept_nowhere(station: Served, quality: Visitor, key: Path) -> None:
    secret = key.read_text().splitlines()[1]
    assert quality.change("POST", ADDRESS, wanted(key)).status_code == 201
    kept = [file for file in station.site.folder.rglob("*") if file.is_file()]
    assert len(kept) > 5
    assert [file for file in kept if secret.encode() in file.read_bytes()] == []


def test_a_gate_that_is_not_passed_says_what_is_missing(station: Served, key: Path) -> None:
    record_shadow_run(station.site.settings, lots=2)
    answer = station.person(Role.QUALITY).change("POST", ADDRESS, wanted(key))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/gate-not-passed")
    assert "lots or days" in answer.json()["detail"]
    assert Act.ISSUE_CERTIFICATE not in acts(station)


def test_a_key_that_the_station_does_not_trust_certifies_nothing(
    station: Served, quality: Visitor, tmp_path: Path
) -> None:
    SigningKey.create(tmp_path / "own.key")
    answer = quality.change("POST", ADDRESS, wanted(tmp_path / "own.key"))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert "does not trust" in answer.json()["detail"]


def test_what_is_no_key_is_refused_and_not_repeated(quality: Visitor, key: Path) -> None:
    answer = quality.change("POST", ADDRESS, wanted(key, site_key="my secret words"))
    assert answer.status_code == 422
    assert "secret" not in answer.text


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SHIFT_LEAD, Role.SERVICE, Role.VIEWER])
def test_nobody_else_has_one_issued(station: Served, key: Path, role: Role) -> None:
    record_shadow_run(station.site.settings)
    assert station.person(role).change("POST", ADDRESS, wanted(key)).status_code == 403


def test_a_second_person_stands_for_it_with_his_password(
    station: Served, quality: Visitor, key: Path
) -> None:
    station.person(Role.ENGINEER, "anna")
    second = {"name": "anna", "password": PASSWORD}
    answer = quality.change("POST", ADDRESS, wanted(key, second=second))
    assert answer.status_code == 201, answer.text
    content = certificate_file(station.site.folder, answer.json()["certificate"]).read_bytes()
    assert read_certificate(content).who == ("quentin", "anna")


@pytest.mark.parametrize(
    ("name", "password", "status"),
    [("anna", "guessed", 401), ("olga", PASSWORD, 403)],
    ids=["a wrong password", "a role that may not"],
)
def test_a_second_person_who_is_none_certifies_nothing(
    station: Served, quality: Visitor, key: Path, name: str, password: str, status: int
) -> None:
    station.person(Role.ENGINEER, "anna")
    station.person(Role.OPERATOR, "olga")
    second = {"name": name, "password": password}
    answer = quality.change("POST", ADDRESS, wanted(key, second=second))
    assert answer.status_code == status
    assert Act.ISSUE_CERTIFICATE not in acts(station)


def test_after_an_alarm_the_run_before_it_certifies_nothing(
    station: Served, quality: Visitor, key: Path
) -> None:
    assert quality.get("/api/v1/gates").json()["passed"]
    with Folder(station.site.folder) as folder:
        body = {"checks": [CHECK], "why": "scores drift"}
        folder.store.append("alarm", body, NOON + timedelta(hours=1))
    answer = quality.change("POST", ADDRESS, wanted(key))
    assert answer.status_code == 409
    assert Act.ISSUE_CERTIFICATE not in acts(station)


def test_a_certificate_that_is_not_there_cannot_be_revoked(quality: Visitor) -> None:
    body = {"reason": "as agreed"}
    assert quality.change("POST", f"{ADDRESS}/{'0' * 64}/revoke", body).status_code == 404


def test_revoked_without_a_line_it_holds_no_longer(quality: Visitor, key: Path) -> None:
    sha256 = quality.change("POST", ADDRESS, wanted(key)).json()["certificate"]
    revoke = f"{ADDRESS}/{sha256}/revoke"
    assert quality.change("POST", revoke, {"reason": "camera was moved"}).status_code == 204
    (shown,) = quality.get(ADDRESS).json()["certificates"]
    assert (shown["holds"], "taken back" in shown["why_not"]) == (False, True)
