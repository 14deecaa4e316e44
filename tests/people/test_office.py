from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Proof, Role, Scope
from edge_agent.people.acts import SignedAct, Subject
from edge_agent.people.audit import AuditReader
from edge_agent.people.errors import NotPermitted, SignInRefused, WeakSecret
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office
from edge_agent.people.presence import Present, console
from edge_agent.people.station_key import KEY_FILE, trust_of
from edge_agent.people.trust import Owner, as_trusted
from tests.people.samples import (
    NOW,
    PASSWORD,
    STATION,
    an_office,
    an_order,
    later,
    present,
)

OTHER_PASSWORD = "lantern orbit pickle 58"
ENGINEER = an_order(present(Role.ENGINEER, "anna"))
QUALITY = present(Role.QUALITY, "quentin")
CONSOLE = an_order(console(NOW))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Anna, an engineer, has set herself up and appointed Quentin for quality."""
    office = an_office(tmp_path)
    office.set_up(office.accounts.first_code(NOW), "anna", "Anna", PASSWORD, NOW)
    office.add(ENGINEER, "quentin", "Quentin", Role.QUALITY)
    yield office
    office.close()


def acts(office: Office) -> list[SignedAct]:
    with closing(AuditReader(office.audit.path)) as reader:
        reader.verify_chain(trust_of(office.folder), STATION)
        return list(reader.acts())


def told(office: Office) -> list[tuple[str, Act, str | None, str | None]]:
    return [
        (act.done.who, act.done.what, act.done.subject.person, act.done.subject.new)
        for act in acts(office)
    ]


def test_the_first_account_takes_the_one_time_code_and_is_an_engineers(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    old, code = office.accounts.first_code(NOW), office.accounts.first_code(NOW)
    for wrong in ("", old, code[:-1] + ("A" if code[-1] != "A" else "B")):
        with pytest.raises(SignInRefused):
            office.set_up(wrong, "anna", "Anna", PASSWORD, NOW)
    with pytest.raises(SignInRefused):
        office.set_up(code, "anna", "Anna", PASSWORD, later(hours=73))
    with pytest.raises(WeakSecret):
        office.set_up(code, "anna", "Anna", "anna anna anna", NOW)
    typed = code.lower().replace("-", " ")
    person = office.set_up(typed, "Anna", "Anna", PASSWORD, NOW)
    assert (person.name, person.role) == ("anna", Role.ENGINEER)
    with pytest.raises(SignInRefused):
        office.set_up(code, "eve", "Eve", PASSWORD, NOW)
    with pytest.raises(Conflict):
        office.accounts.first_code(NOW)
    office.close()


def test_a_new_person_chooses_a_password_with_a_code_once(office: Office) -> None:
    code = office.add(ENGINEER, "Olga", "Olga O.", Role.OPERATOR)
    with pytest.raises(SignInRefused):
        office.door.with_password("olga", "", "panel", NOW)
    with pytest.raises(SignInRefused):
        office.claim("quentin", code, "weak", NOW)
    with pytest.raises(WeakSecret):
        office.claim("olga", code, "olga olga olga", NOW)
    office.claim("olga", code, PASSWORD, NOW)
    assert office.door.with_password("olga", PASSWORD, "panel", later(minutes=1))
    with pytest.raises(SignInRefused):
        office.claim("olga", code, OTHER_PASSWORD, NOW)


def test_a_reset_takes_password_and_pin_and_gives_a_code(office: Office) -> None:
    first = office.add(ENGINEER, "olga", "Olga", Role.OPERATOR)
    second = office.reset(ENGINEER, "olga")
    with pytest.raises(SignInRefused):
        office.claim("olga", first, PASSWORD, NOW)
    office.claim("olga", second, PASSWORD, NOW)
    office.accounts.set_pin("olga", "482913", STATION)
    office.reset(ENGINEER, "olga")
    with pytest.raises(SignInRefused):
        office.door.with_password("olga", PASSWORD, "panel", NOW)
    with pytest.raises(SignInRefused):
        office.door.with_pin("olga", "482913", STATION, later(minutes=2))


def test_every_change_stands_in_the_audit_record(office: Office) -> None:
    office.add(ENGINEER, "olga", "Olga", Role.OPERATOR)
    office.reset(ENGINEER, "olga")
    office.assign(an_order(QUALITY), "olga", Role.SHIFT_LEAD)
    office.disable(CONSOLE, "olga")
    office.issue_token(ENGINEER, "mes", {Scope.ORDERS}, later(days=30))
    office.revoke_token(ENGINEER, "mes")
    assert told(office) == [
        ("anna", Act.CHANGE_OWN_SECRET, "anna", "first account"),
        ("anna", Act.APPOINT, "quentin", "added"),
        ("anna", Act.MANAGE_PEOPLE, "olga", "added"),
        ("anna", Act.MANAGE_PEOPLE, "olga", "reset"),
        ("quentin", Act.MANAGE_PEOPLE, "olga", "shift_lead"),
        ("console", Act.DISABLE_PERSON, "olga", "disabled"),
        ("anna", Act.ISSUE_TOKEN, "mes", "orders until 2026-12-22T12:00:00+00:00"),
        ("anna", Act.ISSUE_TOKEN, "mes", "revoked"),
    ]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.SHIFT_LEAD, Role.SERVICE])
def test_who_may_not_manage_people_changes_and_learns_nothing(office: Office, role: Role) -> None:
    order = an_order(present(role))
    before = told(office)
    attempts: list[Callable[[], object]] = [
        lambda: office.add(order, "anna", "Anna", Role.VIEWER),
        lambda: office.add(order, "eve", "Eve", Role.VIEWER),
        lambda: office.reset(order, "anna"),
        lambda: office.reset(order, "nobody"),
        lambda: office.assign(order, "quentin", Role.VIEWER),
        lambda: office.disable(order, "quentin"),
        lambda: office.issue_token(order, "mes", {Scope.STATE}, later(days=1)),
        lambda: office.distrust_key(order, "ab" * 32),
    ]
    for attempt in attempts:
        with pytest.raises((NotPermitted, NotFound)) as refused:
            attempt()
        assert "nobody" not in str(refused.value)
    assert told(office) == before
    assert [person.name for person in office.accounts.people()] == ["anna", "quentin"]


def test_a_session_alone_is_not_enough_to_manage_people(office: Office) -> None:
    for by in (
        replace(ENGINEER.by, proved_at=later(minutes=-3)),
        replace(ENGINEER.by, proof=Proof.PIN),
    ):
        with pytest.raises(NotPermitted, match="once more"):
            office.add(an_order(by), "olga", "Olga", Role.OPERATOR)
    assert len(office.accounts.people()) == 2


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.QUALITY])
def test_one_person_alone_appoints_nobody_who_decides_about_levels(
    office: Office, role: Role
) -> None:
    for order in (ENGINEER, an_order(QUALITY)):
        with pytest.raises(NotPermitted, match="two persons"):
            office.add(order, "eve", "Eve", role)
        with pytest.raises(NotPermitted, match="two persons"):
            office.reset(order, "quentin")
    office.add(ENGINEER, "olga", "Olga", Role.OPERATOR)
    with pytest.raises(NotPermitted, match="two persons"):
        office.assign(ENGINEER, "olga", role)
    assert office.accounts.person("olga").role is Role.OPERATOR


def test_the_first_engineer_appoints_the_first_quality_person_and_nothing_more(
    tmp_path: Path,
) -> None:
    with closing(an_office(tmp_path)) as office:
        office.set_up(office.accounts.first_code(NOW), "anna", "Anna", PASSWORD, NOW)
        with pytest.raises(NotPermitted, match="two persons"):
            office.add(ENGINEER, "emil", "Emil", Role.ENGINEER)
        with pytest.raises(NotPermitted, match="two persons"):
            office.trust_key(ENGINEER, as_trusted(SigningKey.fresh(), Owner.SITE, "milan", NOW))
        dressed_up = Subject(role=Role.QUALITY, level_from=Level.REPORT, level_to=Level.ACT_ALWAYS)
        with pytest.raises(NotPermitted, match="two persons"):
            office.record(ENGINEER, Act.RAISE_TO_ALWAYS, dressed_up)
        office.add(ENGINEER, "quentin", "Quentin", Role.QUALITY)
        with pytest.raises(NotPermitted, match="two persons"):
            office.add(ENGINEER, "berta", "Berta", Role.QUALITY)
        assert [person.name for person in office.accounts.people()] == ["anna", "quentin"]


def test_two_persons_appoint_a_third(office: Office) -> None:
    subject = Subject(person="berta", role=Role.QUALITY, new="added")
    proposal = office.propose(ENGINEER, Act.APPOINT, subject)
    for by in (ENGINEER.by, present(Role.ENGINEER, "emil"), present(Role.SHIFT_LEAD)):
        with pytest.raises(NotPermitted):
            office.add(an_order(by, confirms=proposal.sha256), "berta", "Berta", Role.QUALITY)
    agreed = an_order(QUALITY, confirms=proposal.sha256)
    with pytest.raises(NotPermitted, match="something else"):
        office.add(agreed, "bertold", "Bertold", Role.QUALITY)
    office.add(agreed, "berta", "Berta", Role.QUALITY)
    assert office.accounts.person("berta").role is Role.QUALITY


def test_a_proposal_falls_with_the_role_of_who_made_it(office: Office) -> None:
    office.add(CONSOLE, "emil", "Emil", Role.ENGINEER)
    subject = Subject(person="berta", role=Role.QUALITY, new="added")
    by_emil = an_order(present(Role.ENGINEER, "emil"))
    changes: list[Callable[[], object]] = [
        lambda: office.disable(ENGINEER, "emil"),
        lambda: office.assign(ENGINEER, "emil", Role.VIEWER),
    ]
    for change in changes:
        proposal = office.propose(by_emil, Act.APPOINT, subject)
        change()
        with pytest.raises(NotPermitted, match="no longer engineer"):
            office.add(an_order(QUALITY, confirms=proposal.sha256), "berta", "Berta", Role.QUALITY)


def test_a_code_is_used_up_once_however_many_use_it_at_the_same_time(office: Office) -> None:
    code = office.add(ENGINEER, "olga", "Olga", Role.OPERATOR)
    office.accounts._use_up("olga", code)
    with pytest.raises(SignInRefused):
        office.accounts._use_up("olga", code)


def test_a_disabled_quality_person_makes_nobody_appoint_alone(office: Office) -> None:
    office.disable(ENGINEER, "quentin")
    with pytest.raises(NotPermitted, match="two persons"):
        office.add(ENGINEER, "eve", "Eve", Role.QUALITY)


def test_what_takes_one_person_is_not_proposed(office: Office) -> None:
    subject = Subject(level_from=Level.REPORT, level_to=Level.RECOMMEND)
    with pytest.raises(NotPermitted, match="just do it"):
        office.propose(ENGINEER, Act.RAISE_LEVEL, subject)


def test_the_last_engineer_stays(office: Office) -> None:
    with pytest.raises(Conflict, match="last engineer"):
        office.disable(an_order(QUALITY), "anna")
    with pytest.raises(Conflict, match="last engineer"):
        office.assign(an_order(QUALITY), "anna", Role.VIEWER)
    office.add(CONSOLE, "emil", "Emil", Role.ENGINEER)
    office.disable(an_order(QUALITY), "anna")
    assert not office.accounts.person("anna").active


def test_a_name_is_never_given_again(office: Office) -> None:
    office.add(ENGINEER, "olga", "Olga", Role.OPERATOR)
    office.disable(ENGINEER, "olga")
    before = told(office)
    for name in ("olga", "OLGA", " Olga "):
        with pytest.raises(Conflict, match="already"):
            office.add(ENGINEER, name, "Another Olga", Role.OPERATOR)
    with pytest.raises(InvalidInput):
        office.add(ENGINEER, "console", "The console", Role.OPERATOR)
    assert told(office) == before, "what did not happen is not in the record"


def test_a_renewed_key_signs_from_then_on_and_old_acts_stay_good(office: Office) -> None:
    old = SigningKey.load(office.folder / KEY_FILE)
    key_id = office.rotate_key(ENGINEER).key_id
    office.add(ENGINEER, "olga", "Olga", Role.OPERATOR)
    assert [act.sealed.key_id for act in acts(office)] == [old.key_id] * 3 + [key_id]
    assert SigningKey.load(office.folder / KEY_FILE).key_id == key_id
    current = trust_of(office.folder).current(Owner.STATION, STATION)
    assert [key.key_id for key in current] == [key_id]


def test_trusting_a_sites_key_takes_two_persons_and_distrusting_one(office: Office) -> None:
    key = as_trusted(SigningKey.fresh(), Owner.SITE, "milan", NOW)
    with pytest.raises(NotPermitted, match="two persons"):
        office.trust_key(ENGINEER, key)
    assert trust_of(office.folder).key(key.key_id) is None
    subject = Subject(key_id=key.key_id, new="site milan")
    proposal = office.propose(ENGINEER, Act.TRUST_KEY, subject)
    office.trust_key(an_order(QUALITY, confirms=proposal.sha256), key)
    assert trust_of(office.folder).key(key.key_id) == key
    office.distrust_key(ENGINEER, key.key_id)
    known = trust_of(office.folder).key(key.key_id)
    assert known is not None
    assert known.revoked
    with pytest.raises(Conflict, match="known already"):
        office.trust_key(CONSOLE, key)


def test_the_stations_own_key_is_renewed_before_it_is_distrusted(office: Office) -> None:
    own = SigningKey.load(office.folder / KEY_FILE).key_id
    with pytest.raises(Conflict, match="renew it"):
        office.distrust_key(ENGINEER, own)
    with pytest.raises(NotFound):
        office.distrust_key(ENGINEER, "ab" * 32)


def test_the_office_opens_again_with_everything_in_it(office: Office) -> None:
    with closing(an_office(office.folder)) as again:
        assert again.accounts.people() == office.accounts.people()
        assert again.audit.head() == office.audit.head()
        token = again.door.with_password("anna", PASSWORD, "laptop", NOW)
        by: Present = office.sessions.present(token, later(minutes=1))
        office.add(an_order(by, later(minutes=1)), "olga", "Olga", Role.OPERATOR)
        assert by.proved_at + timedelta(minutes=1) == later(minutes=1)
    assert told(office)[-1][0] == "anna"


def test_coming_in_leaving_and_new_secrets_are_recorded_without_the_secrets(
    office: Office,
) -> None:
    token = office.enter_with_password("anna", PASSWORD, "laptop", NOW)
    order = an_order(office.sessions.present(token, NOW))
    office.change_pin(order, "482913")
    office.leave(office.enter_with_pin("anna", "482913", STATION, NOW), NOW)
    office.change_password(order, OTHER_PASSWORD)
    assert [(what, new) for _, what, _, new in told(office)[2:]] == [
        (Act.SIGN_IN, None),
        (Act.CHANGE_OWN_SECRET, "pin"),
        (Act.SIGN_IN, None),
        (Act.SIGN_OUT, None),
        (Act.CHANGE_OWN_SECRET, "password"),
    ]
    with pytest.raises(SignInRefused):
        office.leave(token, NOW)
    assert office.enter_with_password("anna", OTHER_PASSWORD, "laptop", NOW)
    record = (office.folder / "audit.db").read_bytes()
    assert not any(secret.encode() in record for secret in (PASSWORD, OTHER_PASSWORD, "482913"))


def test_a_weak_or_unproved_change_of_a_secret_is_refused(office: Office) -> None:
    before = told(office)
    with pytest.raises(WeakSecret):
        office.change_password(ENGINEER, "anna anna anna")
    with pytest.raises(WeakSecret):
        office.change_pin(ENGINEER, "123456")
    with pytest.raises(NotPermitted, match="once more"):
        office.change_pin(an_order(replace(ENGINEER.by, proof=Proof.PIN)), "482913")
    assert told(office) == before


def test_nobody_is_in_who_is_not_in_the_record(office: Office) -> None:
    (office.folder / KEY_FILE).chmod(0o644)
    with pytest.raises(InvalidInput, match="read by others"):
        office.enter_with_password("anna", PASSWORD, "laptop", NOW)
    assert office._file.all("SELECT * FROM sessions") == []
