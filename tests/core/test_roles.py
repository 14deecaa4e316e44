from itertools import product

import pytest

from edge_agent.core.roles import (
    APPOINTED,
    RULES,
    SCOPE_ACTS,
    Act,
    Machine,
    Person,
    Proof,
    Role,
    Scope,
    act_on_account,
    may,
    may_together,
)

VIEWER, OPERATOR, SHIFT_LEAD = Role.VIEWER, Role.OPERATOR, Role.SHIFT_LEAD
ENGINEER, QUALITY, SERVICE = Role.ENGINEER, Role.QUALITY, Role.SERVICE
EVERYBODY = set(Role)
FLOOR = {OPERATOR, SHIFT_LEAD, ENGINEER}

WHO_MAY: dict[Act, set[Role]] = {
    Act.SEE: EVERYBODY,
    Act.INSPECT: {ENGINEER, QUALITY, SERVICE},
    Act.SIGN_IN: EVERYBODY,
    Act.SIGN_OUT: EVERYBODY,
    Act.CHANGE_OWN_SECRET: EVERYBODY,
    Act.STOP_BELT: EVERYBODY - {VIEWER},
    Act.START_BELT: FLOOR | {SERVICE},
    Act.HALT_STATION: EVERYBODY - {VIEWER},
    Act.RUN_STATION: FLOOR | {SERVICE},
    Act.SET_MODE: {SHIFT_LEAD, ENGINEER, SERVICE},
    Act.ANSWER: FLOOR,
    Act.ACKNOWLEDGE: FLOOR | {SERVICE},
    Act.SHELVE_ALARM: {SHIFT_LEAD, ENGINEER},
    Act.REVIEW: FLOOR | {QUALITY},
    Act.DECLARE_CHALLENGE: FLOOR | {QUALITY},
    Act.CHANGE_ORDER: FLOOR,
    Act.ACCEPT_LOWER_LEVEL: FLOOR,
    Act.LOWER_LEVEL: FLOOR | {QUALITY},
    Act.CLEAR_SUSPENSION: FLOOR,
    Act.START_BYPASS: {SHIFT_LEAD, ENGINEER},
    Act.RELEASE_HELD: {SHIFT_LEAD, QUALITY},
    Act.TRY_DEVICE: {SHIFT_LEAD, ENGINEER, SERVICE},
    Act.EDIT_STATION: {ENGINEER, SERVICE},
    Act.EDIT_RECIPE: {ENGINEER},
    Act.TEACH: {ENGINEER},
    Act.SET_THRESHOLDS: {ENGINEER},
    Act.TAKE_BUNDLE: {ENGINEER},
    Act.SHADOW_BUNDLE: {ENGINEER, QUALITY},
    Act.RAISE_LEVEL: {ENGINEER},
    Act.RAISE_TO_ALWAYS: {ENGINEER, QUALITY},
    Act.ISSUE_CERTIFICATE: {ENGINEER, QUALITY},
    Act.REVOKE_CERTIFICATE: {ENGINEER, QUALITY},
    Act.READ_AUDIT: {ENGINEER, QUALITY},
    Act.MANAGE_PEOPLE: {ENGINEER, QUALITY},
    Act.APPOINT: {ENGINEER, QUALITY},
    Act.DISABLE_PERSON: {ENGINEER, QUALITY},
    Act.ISSUE_TOKEN: {ENGINEER},
    Act.ROTATE_KEY: {ENGINEER, SERVICE},
    Act.TRUST_KEY: {ENGINEER, QUALITY},
    Act.DISTRUST_KEY: {ENGINEER, QUALITY},
    Act.EXPORT: {SHIFT_LEAD, ENGINEER, QUALITY},
    Act.PROPOSE_RECIPE: {ENGINEER, QUALITY},
    Act.APPROVE_RECIPE: {ENGINEER, QUALITY},
    Act.SEND_ORDER: {SHIFT_LEAD, ENGINEER},
    Act.SEND_COMMAND: {SHIFT_LEAD, ENGINEER, QUALITY},
    Act.ROLL_OUT: {ENGINEER},
    Act.APPROVE_ROLLOUT: {ENGINEER, QUALITY},
    Act.HALT_ROLLOUT: {SHIFT_LEAD, ENGINEER, QUALITY},
    Act.ADJUDICATE: {ENGINEER, QUALITY},
}
TWO_PERSONS = {Act.RAISE_TO_ALWAYS, Act.APPOINT, Act.TRUST_KEY}


def person(role: Role, name: str = "anna", active: bool = True) -> Person:
    return Person(name, name.title(), role, active)


@pytest.mark.parametrize("act", Act)
def test_every_role_may_exactly_this(act: Act) -> None:
    for role in Role:
        assert may(person(role), act) == (role in WHO_MAY[act])


@pytest.mark.parametrize("act", Act)
def test_who_is_disabled_may_nothing(act: Act) -> None:
    assert not any(may(person(role, active=False), act) for role in Role)


@pytest.mark.parametrize("act", Act)
def test_two_persons_are_an_engineer_and_a_quality_person(act: Act) -> None:
    for first, second in product(Role, repeat=2):
        pair_ok = {first, second} == {ENGINEER, QUALITY} and act in TWO_PERSONS
        assert may_together(person(first), person(second, "berta"), act) == pair_ok
        assert not may_together(person(first), person(second), act), "one person is not two"


def test_a_disabled_person_or_a_machine_is_no_second_person() -> None:
    machine = Machine("mes", frozenset(Scope))
    engineer = person(ENGINEER)
    for second in (person(QUALITY, "berta", active=False), machine):
        assert not may_together(engineer, second, Act.RAISE_TO_ALWAYS)
        assert not may_together(second, engineer, Act.RAISE_TO_ALWAYS)


@pytest.mark.parametrize("scope", Scope)
def test_a_machine_may_what_its_scopes_say(scope: Scope) -> None:
    machine = Machine("mes", frozenset({scope}))
    for act in Act:
        assert may(machine, act) == (act in SCOPE_ACTS[scope])
        assert not may(Machine("mes", frozenset()), act)


def test_no_machine_raises_a_level_answers_or_lets_a_pack_go() -> None:
    everything = Machine("mes", frozenset(Scope))
    for act in (
        Act.RAISE_LEVEL,
        Act.RAISE_TO_ALWAYS,
        Act.ISSUE_CERTIFICATE,
        Act.ANSWER,
        Act.START_BELT,
        Act.RELEASE_HELD,
        Act.START_BYPASS,
        Act.CLEAR_SUSPENSION,
        Act.ACCEPT_LOWER_LEVEL,
        Act.APPROVE_RECIPE,
        Act.ROLL_OUT,
        Act.APPROVE_ROLLOUT,
    ):
        assert not may(everything, act)


def test_who_may_have_pictures_inspected_sees_nothing_of_the_line_for_that() -> None:
    assert SCOPE_ACTS[Scope.INSPECT] == {Act.INSPECT}


def test_nobody_gets_the_power_over_levels_from_one_person_alone() -> None:
    assert {ENGINEER, QUALITY} == APPOINTED
    for role in Role:
        act = act_on_account(role)
        assert RULES[act].two_persons == (role in APPOINTED)


def test_what_takes_two_persons_also_takes_their_passwords() -> None:
    assert all(RULES[act].proof is Proof.PASSWORD for act in TWO_PERSONS)
    assert {act for act, rule in RULES.items() if rule.two_persons} == TWO_PERSONS
