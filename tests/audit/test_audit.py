"""What an audit finds, and what it must not take for a good answer."""

from pathlib import Path

import pytest

from deploy.audit.advisories import told_of
from deploy.audit.bill import parts_of, write_bill
from deploy.audit.code_scan import excuses, faults_in
from deploy.audit.secret_scan import secrets_in, secrets_of
from simulators.certificates import Authority

PROJECT = Path(__file__).parents[2]
LOCK = Path("station.lock")


def test_no_file_that_git_keeps_holds_a_secret() -> None:
    assert list(map(str, secrets_in(PROJECT))) == []


@pytest.mark.parametrize(
    "text",
    [
        Authority().issue("somebody").key.decode(),
        "token = 'pwm_" + "a" * 43 + "'",
        "session pws_" + "B" * 43,
        "AKIA" + "A" * 16,
        "ghp_" + "a" * 36,
        "postgresql://centre:" + "crane71@db.example/packwarden",
    ],
)
def test_a_secret_is_found_with_its_line(text: str) -> None:
    (found,) = secrets_of(f"one\ntwo\n{text}", "file")
    assert found.is_wrong
    assert found.where == "file:3"


def test_what_only_shows_a_shape_says_so_beside_it() -> None:
    shown = "pwm_" + "a" * 43
    assert list(secrets_of(f"{shown}  # no secret: an example", "file")) == []
    assert list(secrets_of(f"# no secret: an example\n{shown}", "file")) == []
    assert len(list(secrets_of(f"# no secret: an example\n\n{shown}", "file"))) == 1


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_our_code_has_no_fault_that_bandit_knows_and_nobody_excused() -> None:
    assert list(map(str, faults_in(PROJECT))) == []


def test_an_excuse_needs_its_rule_and_a_reason() -> None:
    assert excuses("run(x)  # noqa: S603 - our own command", "B603")
    assert excuses("run(x)  # noqa: S603, S607 - our own command", "B607")
    assert not excuses("run(x)  # noqa: S603", "B603")
    assert not excuses("run(x)  # noqa: S607 - our own command", "B603")
    assert not excuses("run(x)", "B603")


# Advisories

FLAWED = {
    "name": "one",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}],
}
FINE = {"name": "two", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "three", "skip_reason": "Dependency not found"}


def test_a_package_with_a_known_flaw_is_wrong() -> None:
    (found,) = told_of(LOCK, [FLAWED, FINE])
    assert found.is_wrong
    assert "one 1.0: PYSEC-1, mended in 1.1" in found.what


def test_packages_of_which_nothing_is_known_are_not_called_fine() -> None:
    """pip-audit calls them so where a mirror has no advisories."""
    (found,) = told_of(LOCK, [UNKNOWN, UNKNOWN])
    assert "NOT AUDITED" in found.what
    (found,) = told_of(LOCK, [UNKNOWN, FINE])
    assert "three is not known there" in found.what


# The bill of materials


def test_the_bill_names_every_locked_package_with_its_hashes(tmp_path: Path) -> None:
    lock = PROJECT / "requirements" / "station.lock"
    bills = [tmp_path / "one.json", tmp_path / "two.json"]
    for bill in bills:
        write_bill(lock, PROJECT / "pyproject.toml", bill)
    lines = lock.read_text(encoding="utf-8").splitlines()
    locked = {line.split("==")[0] for line in lines if "==" in line}
    assert {part["name"] for part in parts_of(bills[0])} == locked
    assert all("--hash=sha256:" in part["description"] for part in parts_of(bills[0]))
    assert bills[0].read_bytes() == bills[1].read_bytes()
