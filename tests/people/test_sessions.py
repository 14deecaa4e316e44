from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from edge_agent.core.roles import Proof, Role
from edge_agent.people.errors import SignInRefused
from edge_agent.people.office import Office
from edge_agent.people.sessions import IDLE, IDLE_AT_PANEL, LONGEST
from tests.people.samples import NOW, PASSWORD, STATION, an_office, later

SECOND = timedelta(seconds=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = an_office(tmp_path)
    office.accounts.add("anna", "Anna", Role.ENGINEER)
    office.accounts.add("emil", "Emil", Role.ENGINEER)
    yield office
    office.close()


def is_in(office: Office, token: str, now: datetime) -> bool:
    try:
        office.sessions.present(token, now)
    except SignInRefused:
        return False
    return True


def test_tokens_are_random_and_kept_as_hashes(office: Office) -> None:
    tokens = {office.sessions.begin("anna", Proof.PASSWORD, None, NOW) for _ in range(20)}
    assert len(tokens) == 20
    assert all(token.startswith("pws_") and len(token) >= 4 + 43 for token in tokens)
    stored = {row[0] for row in office._file.all("SELECT token_sha256 FROM sessions")}
    assert not stored & tokens


@pytest.mark.parametrize("token", ["", "pws_", "pws_" + "A" * 43, "\ud800", "' OR 1=1 --"])
def test_an_unknown_token_is_nobody(office: Office, token: str) -> None:
    office.sessions.begin("anna", Proof.PASSWORD, None, NOW)
    assert not is_in(office, token, NOW)


@pytest.mark.parametrize(("station", "idle"), [(None, IDLE), (STATION, IDLE_AT_PANEL)])
def test_a_session_that_is_not_used_ends(
    office: Office, station: str | None, idle: timedelta
) -> None:
    used = office.sessions.begin("anna", Proof.PASSWORD, station, NOW)
    left = office.sessions.begin("anna", Proof.PASSWORD, station, NOW)
    assert is_in(office, used, NOW + idle)
    assert not is_in(office, left, NOW + idle + SECOND)
    assert is_in(office, used, NOW + 2 * idle)
    assert not is_in(office, left, NOW), "it is over for good"


def test_a_session_ends_after_a_shift_however_much_it_is_used(office: Office) -> None:
    token = office.sessions.begin("anna", Proof.PASSWORD, None, NOW)
    now = NOW
    while now + IDLE <= NOW + LONGEST:
        now += IDLE
        assert is_in(office, token, now)
    assert not is_in(office, token, NOW + LONGEST + SECOND)


def test_a_clock_that_goes_back_ends_sessions(office: Office) -> None:
    token = office.sessions.begin("anna", Proof.PASSWORD, None, NOW)
    assert is_in(office, token, later(minutes=-4))
    assert not is_in(office, token, later(minutes=-6))


def test_signing_out_ends_one_session(office: Office) -> None:
    first, second = (office.sessions.begin("anna", Proof.PASSWORD, None, NOW) for _ in range(2))
    office.sessions.end(first)
    assert (is_in(office, first, NOW), is_in(office, second, NOW)) == (False, True)


def test_a_new_password_role_or_code_ends_all_sessions_of_the_person(office: Office) -> None:
    changes: list[Callable[[], object]] = [
        lambda: office.accounts.set_password("anna", PASSWORD),
        lambda: office.accounts.assign("anna", Role.VIEWER),
        lambda: office.accounts.reset("anna", NOW),
        lambda: office.accounts.disable("anna"),
    ]
    others = office.sessions.begin("emil", Proof.PASSWORD, None, NOW)
    for change in changes:
        token = office.sessions.begin("anna", Proof.PASSWORD, None, NOW)
        change()
        assert not is_in(office, token, NOW)
    assert is_in(office, others, NOW)


def test_old_sessions_do_not_pile_up(office: Office) -> None:
    for day in range(10):
        office.sessions.begin("anna", Proof.PIN, STATION, later(days=day))
    assert office._file.one("SELECT count(*) FROM sessions") == (1,)


def test_a_session_that_began_while_its_person_was_disabled_is_over(office: Office) -> None:
    office.accounts.disable("anna")
    assert not is_in(office, office.sessions.begin("anna", Proof.PASSWORD, None, NOW), NOW)
