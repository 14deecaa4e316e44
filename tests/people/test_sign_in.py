from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from edge_agent.core.roles import Proof, Role
from edge_agent.people.errors import SignInRefused, TooSoon
from edge_agent.people.office import Office
from edge_agent.people.passwords import Hasher
from edge_agent.people.sign_in import MOST_WRONG_PINS
from tests.people.samples import NOW, PASSWORD, QUICK, STATION, an_office, later

PIN = "482913"
PANEL = STATION
LAPTOP = "10.0.0.7"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Anna is an engineer with a password, Olga an operator with a PIN as well."""
    office = an_office(tmp_path)
    for name, role in (("anna", Role.ENGINEER), ("olga", Role.OPERATOR)):
        office.accounts.add(name, name.title(), role)
        office.accounts.set_password(name, PASSWORD)
    office.accounts.set_pin("olga", PIN, PANEL)
    yield office
    office.close()


def refused_pin(office: Office, pin: str, now: datetime) -> str:
    with pytest.raises(SignInRefused) as refused:
        office.door.with_pin("olga", pin, PANEL, now)
    return str(refused.value)


def test_the_right_password_opens_a_session(office: Office) -> None:
    token = office.door.with_password(" ANNA ", PASSWORD, LAPTOP, NOW)
    present = office.sessions.present(token, NOW)
    assert present.actor == office.accounts.person("anna")
    assert (present.proof, present.proved_at, present.station) == (Proof.PASSWORD, NOW, None)


def test_nobody_learns_which_part_was_wrong_or_who_has_an_account(office: Office) -> None:
    office.accounts.disable("olga")
    said = set()
    for name in ("anna", "nobody", "olga", "", "x" * 5_000, "\ud800", "console"):
        with pytest.raises(SignInRefused) as refused:
            office.door.with_password(name, "wrong " + PASSWORD, f"source of {name[:9]!r}", NOW)
        said.add(str(refused.value))
    assert said == {"name or password is wrong"}


def test_the_right_secret_of_a_disabled_person_opens_nothing(office: Office) -> None:
    office.accounts.disable("olga")
    with pytest.raises(SignInRefused):
        office.door.with_password("olga", PASSWORD, LAPTOP, NOW)
    with pytest.raises(SignInRefused):
        office.door.with_pin("olga", PIN, PANEL, NOW)


def test_a_name_without_account_waits_like_any_other(office: Office) -> None:
    waits = {}
    for name in ("anna", "nobody"):
        waits[name] = [wait_of(office, name, number) for number in range(6)]
    assert waits["anna"] == waits["nobody"] == [0, 0, 0, 1, 1, 1]


def wait_of(office: Office, name: str, number: int) -> float:
    try:
        office.door.with_password(name, "wrong", f"{name} {number}", NOW)
    except TooSoon as refused:
        return refused.wait_s
    except SignInRefused:
        return 0
    raise AssertionError("a wrong password opened the door")


def test_a_name_without_account_costs_a_hash_like_any_other(tmp_path: Path) -> None:
    counted: list[str | None] = []

    class CountingHasher(Hasher):
        def matches(self, stored: str | None, secret: str) -> bool:
            counted.append(stored)
            return super().matches(stored, secret)

    office = Office(tmp_path, STATION, NOW, CountingHasher(memory_kib=8, passes=1))
    with pytest.raises(SignInRefused):
        office.door.with_password("nobody", PASSWORD, LAPTOP, NOW)
    with pytest.raises(SignInRefused):
        office.door.with_pin("nobody", PIN, PANEL, NOW)
    assert counted == [None, None]
    office.close()


def test_a_try_that_must_wait_costs_no_hash_and_is_refused_even_when_right(office: Office) -> None:
    for number in range(3):
        with pytest.raises(SignInRefused):
            office.door.with_password("anna", "wrong", str(number), NOW)
    with pytest.raises(TooSoon):
        office.door.with_password("anna", PASSWORD, LAPTOP, NOW)
    assert office.door.with_password("anna", PASSWORD, LAPTOP, later(seconds=1))


def test_a_password_hashed_weaker_is_hashed_anew_at_the_next_sign_in(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    office.accounts.add("anna", "Anna", Role.ENGINEER)
    office.accounts.set_password("anna", PASSWORD)
    office.close()
    stronger = Office(tmp_path, STATION, NOW, Hasher(memory_kib=16, passes=1))
    for _ in range(2):
        assert stronger.door.with_password("anna", PASSWORD, LAPTOP, NOW)
        (stored,) = stronger._file.all("SELECT password_hash FROM people")
        assert "m=16,t=1" in stored[0]
    stronger.close()


def test_a_pin_opens_a_session_at_its_own_station_only(office: Office) -> None:
    present = office.sessions.present(office.door.with_pin("olga", PIN, PANEL, NOW), NOW)
    assert (present.proof, present.station) == (Proof.PIN, STATION)
    for name, station in (("olga", "milan/line-2/top"), ("anna", PANEL)):
        with pytest.raises(SignInRefused):
            office.door.with_pin(name, PIN, station, NOW)


def test_after_many_wrong_pins_the_pin_sleeps_until_the_password_wakes_it(office: Office) -> None:
    now = NOW
    for number in range(MOST_WRONG_PINS):
        now = later(hours=2 * number)
        refused_pin(office, "482914", now)
    now = later(days=30)
    assert "the password wakes it" in refused_pin(office, PIN, now)
    office.door.with_password("olga", PASSWORD, PANEL, now)
    assert office.door.with_pin("olga", PIN, PANEL, now)


def test_wrong_pins_elsewhere_do_not_put_the_pin_to_sleep(office: Office) -> None:
    for number in range(MOST_WRONG_PINS + 5):
        with pytest.raises(SignInRefused):
            office.door.with_pin("olga", "000000", f"station-{number}", later(hours=2 * number))
    assert office.door.with_pin("olga", PIN, PANEL, later(days=9))


def test_a_right_pin_forgets_the_wrong_ones(office: Office) -> None:
    for number in range(MOST_WRONG_PINS + 3):
        now = later(hours=2 * number)
        if number == MOST_WRONG_PINS - 1:
            office.door.with_pin("olga", PIN, PANEL, now)
        else:
            refused_pin(office, "482914", now)


def test_wrong_pins_of_names_without_account_do_not_pile_up(office: Office) -> None:
    for number in range(5):
        with pytest.raises(SignInRefused):
            office.door.with_pin(f"guess-{number}", PIN, PANEL, later(hours=2 * number))
    assert len(office._file.all("SELECT name FROM wrong_pins")) == 1


def test_proving_oneself_again_is_for_the_sessions_own_person(office: Office) -> None:
    token = office.door.with_pin("olga", PIN, PANEL, NOW)
    at = later(minutes=5)
    with pytest.raises(SignInRefused):
        office.door.prove_again(token, Proof.PIN, "482914", PANEL, at)
    assert office.sessions.present(token, at).proved_at == NOW
    token = office.door.prove_again(token, Proof.PIN, PIN, PANEL, at)
    present = office.sessions.present(token, at)
    assert (present.proof, present.proved_at) == (Proof.PIN, at)
    token = office.door.prove_again(token, Proof.PASSWORD, PASSWORD, PANEL, at)
    assert office.sessions.present(token, at).proof is Proof.PASSWORD
    with pytest.raises(SignInRefused, match="sign in"):
        office.door.prove_again("pws_unknown", Proof.PASSWORD, PASSWORD, PANEL, at)


def test_who_proves_himself_again_goes_on_under_a_new_token(office: Office) -> None:
    """The old one serves what is under way, proves no more than before, and is no way back in."""
    old = office.door.with_pin("olga", PIN, PANEL, NOW)
    new = office.door.prove_again(old, Proof.PASSWORD, PASSWORD, PANEL, later(seconds=60))
    assert new != old
    assert office.sessions.present(old, later(seconds=69)).proof is Proof.PIN
    assert office.sessions.present(new, later(seconds=69)).proof is Proof.PASSWORD
    with pytest.raises(SignInRefused):
        office.sessions.present(old, later(seconds=71))
    assert office.sessions.holds(new, later(seconds=71))


def test_a_renewed_session_lasts_no_longer_than_a_shift(office: Office) -> None:
    token, now = office.door.with_password("olga", PASSWORD, PANEL, NOW), NOW
    for number in range(1, 72):
        now = later(minutes=10 * number)
        token = office.door.prove_again(token, Proof.PASSWORD, PASSWORD, PANEL, now)
        office.sessions.present(token, now)
    assert not office.sessions.holds(token, later(hours=12, seconds=1))


def test_no_secret_is_stored_as_it_is(office: Office) -> None:
    token = office.door.with_password("olga", PASSWORD, LAPTOP, NOW)
    code = office.accounts.reset("anna", NOW)
    office._file.all("PRAGMA wal_checkpoint(TRUNCATE)")
    content = (office.folder / "people.db").read_bytes()
    for secret in (PASSWORD, PIN, token, code, code.replace("-", "")):
        assert secret.encode() not in content
    assert QUICK.hashed(PASSWORD)[:20].encode() in content
