"""Who may do what. Pure; `RULES` is the whole of it, and docs/engineers.md repeats it.

A person has one role. An act by two persons needs one of every role that it names, and two
different people: what lets the machine reject without asking, and what decides who has that power.
Unknown means not permitted.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    VIEWER = "viewer"
    OPERATOR = "operator"
    SHIFT_LEAD = "shift_lead"
    ENGINEER = "engineer"
    QUALITY = "quality"
    SERVICE = "service"


class Act(StrEnum):
    """What a person or a machine does that leaves its record. One word for screens and records."""

    SEE = "see"
    INSPECT = "inspect"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    CHANGE_OWN_SECRET = "change_own_secret"
    STOP_BELT = "stop_belt"
    START_BELT = "start_belt"
    HALT_STATION = "halt_station"
    RUN_STATION = "run_station"
    SET_MODE = "set_mode"
    ANSWER = "answer"
    ACKNOWLEDGE = "acknowledge"
    SHELVE_ALARM = "shelve_alarm"
    REVIEW = "review"
    DECLARE_CHALLENGE = "declare_challenge"
    CHANGE_ORDER = "change_order"
    ACCEPT_LOWER_LEVEL = "accept_lower_level"
    LOWER_LEVEL = "lower_level"
    CLEAR_SUSPENSION = "clear_suspension"
    START_BYPASS = "start_bypass"
    RELEASE_HELD = "release_held"
    TRY_DEVICE = "try_device"
    EDIT_STATION = "edit_station"
    EDIT_RECIPE = "edit_recipe"
    TEACH = "teach"
    SET_THRESHOLDS = "set_thresholds"
    TAKE_BUNDLE = "take_bundle"
    SHADOW_BUNDLE = "shadow_bundle"
    RAISE_LEVEL = "raise_level"
    RAISE_TO_ALWAYS = "raise_to_always"
    ISSUE_CERTIFICATE = "issue_certificate"
    REVOKE_CERTIFICATE = "revoke_certificate"
    READ_AUDIT = "read_audit"
    MANAGE_PEOPLE = "manage_people"
    APPOINT = "appoint"
    DISABLE_PERSON = "disable_person"
    ISSUE_TOKEN = "issue_token"
    ROTATE_KEY = "rotate_key"
    TRUST_KEY = "trust_key"
    DISTRUST_KEY = "distrust_key"
    EXPORT = "export"
    PROPOSE_RECIPE = "propose_recipe"
    APPROVE_RECIPE = "approve_recipe"
    SEND_ORDER = "send_order"
    SEND_COMMAND = "send_command"
    ROLL_OUT = "roll_out"
    APPROVE_ROLLOUT = "approve_rollout"
    HALT_ROLLOUT = "halt_rollout"
    ADJUDICATE = "adjudicate"


class Scope(StrEnum):
    """What a machine token is good for."""

    STATE = "state"
    RECORDS = "records"
    ORDERS = "orders"
    INSPECT = "inspect"
    COMMANDS = "commands"
    CONSOLE = "console"
    """A shell on the station itself. Never given to a token: who has the machine has its files."""


class Proof(StrEnum):
    """What an actor has shown to be who he is. A PIN is short, so it proves less."""

    SESSION = "session"
    PIN = "pin"
    PASSWORD = "password"


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is the name to sign in with. It is never given to somebody else."""

    name: str
    shown_name: str
    role: Role
    active: bool = True


@dataclass(frozen=True, slots=True)
class Machine:
    """Another program with its token, or the station's own console."""

    name: str
    scopes: frozenset[Scope]


Actor = Person | Machine


@dataclass(frozen=True, slots=True)
class Rule:
    does: str
    by: frozenset[Role]
    proof: Proof = Proof.SESSION
    """Asked for again right before the act; a session alone is enough for the others."""
    two_persons: bool = False


ALL = frozenset(Role)
FLOOR = frozenset({Role.OPERATOR, Role.SHIFT_LEAD, Role.ENGINEER})
AT_WORK = ALL - {Role.VIEWER}
TECHNICAL = frozenset({Role.ENGINEER, Role.SERVICE})
RESPONSIBLE = frozenset({Role.ENGINEER, Role.QUALITY})
ENGINEER = frozenset({Role.ENGINEER})

RULES: Final[dict[Act, Rule]] = {
    Act.SEE: Rule("see the line, its packs and its figures", ALL),
    Act.INSPECT: Rule(
        "have pictures inspected that are no packs of the line", TECHNICAL | RESPONSIBLE
    ),
    Act.SIGN_IN: Rule("sign in", ALL),
    Act.SIGN_OUT: Rule("sign out", ALL),
    Act.CHANGE_OWN_SECRET: Rule("change one's own password or PIN", ALL, Proof.PASSWORD),
    Act.STOP_BELT: Rule("stop the belt", AT_WORK),
    Act.START_BELT: Rule("start the belt again", FLOOR | TECHNICAL),
    Act.HALT_STATION: Rule("stop, hold or abort the station in the words of PackML", AT_WORK),
    Act.RUN_STATION: Rule(
        "start the station or let it go on in the words of PackML", FLOOR | TECHNICAL
    ),
    Act.SET_MODE: Rule("set the station's mode", TECHNICAL | {Role.SHIFT_LEAD}),
    Act.ANSWER: Rule("answer a recommendation", FLOOR),
    Act.ACKNOWLEDGE: Rule("acknowledge an alarm", FLOOR | TECHNICAL),
    Act.SHELVE_ALARM: Rule("shelve an alarm", frozenset({Role.SHIFT_LEAD, Role.ENGINEER})),
    Act.REVIEW: Rule("say what a pack in the review queue truly was", FLOOR | RESPONSIBLE),
    Act.DECLARE_CHALLENGE: Rule("declare a challenge pack", FLOOR | RESPONSIBLE),
    Act.CHANGE_ORDER: Rule("change the order", FLOOR, Proof.PIN),
    Act.ACCEPT_LOWER_LEVEL: Rule("accept a lower level and let the belt run", FLOOR, Proof.PIN),
    Act.LOWER_LEVEL: Rule("lower a level", FLOOR | RESPONSIBLE),
    Act.CLEAR_SUSPENSION: Rule("clear a suspension once health is back", FLOOR, Proof.PIN),
    Act.START_BYPASS: Rule(
        "start a timed bypass", frozenset({Role.SHIFT_LEAD, Role.ENGINEER}), Proof.PIN
    ),
    Act.RELEASE_HELD: Rule(
        "release a held pack", frozenset({Role.SHIFT_LEAD, Role.QUALITY}), Proof.PIN
    ),
    Act.TRY_DEVICE: Rule("move a gate or a light by hand", TECHNICAL | {Role.SHIFT_LEAD}),
    Act.EDIT_STATION: Rule("edit the station's devices and links", TECHNICAL, Proof.PASSWORD),
    Act.EDIT_RECIPE: Rule("edit a recipe", ENGINEER, Proof.PASSWORD),
    Act.TEACH: Rule("teach a recipe", ENGINEER),
    Act.SET_THRESHOLDS: Rule("set thresholds", ENGINEER, Proof.PASSWORD),
    Act.TAKE_BUNDLE: Rule("take another bundle into use", ENGINEER, Proof.PASSWORD),
    Act.SHADOW_BUNDLE: Rule("let another bundle look on, deciding nothing", RESPONSIBLE),
    Act.RAISE_LEVEL: Rule("raise a level up to act_when_sure", ENGINEER, Proof.PASSWORD),
    Act.RAISE_TO_ALWAYS: Rule(
        "raise a level to act_always", RESPONSIBLE, Proof.PASSWORD, two_persons=True
    ),
    Act.ISSUE_CERTIFICATE: Rule("issue a certificate", RESPONSIBLE, Proof.PASSWORD),
    Act.REVOKE_CERTIFICATE: Rule("revoke a certificate", RESPONSIBLE),
    Act.READ_AUDIT: Rule("read and export the audit record", RESPONSIBLE),
    Act.MANAGE_PEOPLE: Rule(
        "add or reset a viewer, operator, shift lead or service",
        RESPONSIBLE,
        Proof.PASSWORD,
    ),
    Act.APPOINT: Rule(
        "add or reset an engineer or a quality person",
        RESPONSIBLE,
        Proof.PASSWORD,
        two_persons=True,
    ),
    Act.DISABLE_PERSON: Rule("disable an account", RESPONSIBLE, Proof.PASSWORD),
    Act.ISSUE_TOKEN: Rule("issue or revoke a machine token", ENGINEER, Proof.PASSWORD),
    Act.ROTATE_KEY: Rule("renew the station's own key", TECHNICAL, Proof.PASSWORD),
    Act.TRUST_KEY: Rule("trust another key", RESPONSIBLE, Proof.PASSWORD, two_persons=True),
    Act.DISTRUST_KEY: Rule("trust a key no longer", RESPONSIBLE, Proof.PASSWORD),
    Act.EXPORT: Rule("take a fleet's records away as a file", RESPONSIBLE | {Role.SHIFT_LEAD}),
    Act.PROPOSE_RECIPE: Rule("propose a recipe to a fleet's stations", RESPONSIBLE),
    Act.APPROVE_RECIPE: Rule(
        "approve a recipe that another person proposed", RESPONSIBLE, Proof.PASSWORD
    ),
    Act.SEND_ORDER: Rule(
        "send an order to a fleet's stations",
        frozenset({Role.SHIFT_LEAD, Role.ENGINEER}),
        Proof.PASSWORD,
    ),
    Act.SEND_COMMAND: Rule(
        "stop a station's belt or lower its level from the centre",
        RESPONSIBLE | {Role.SHIFT_LEAD},
        Proof.PASSWORD,
    ),
    Act.ADJUDICATE: Rule("decide where two labellers disagree", RESPONSIBLE),
    Act.ROLL_OUT: Rule("roll a bundle out to a fleet's stations", ENGINEER, Proof.PASSWORD),
    Act.APPROVE_ROLLOUT: Rule(
        "approve a roll-out that another person proposed", RESPONSIBLE, Proof.PASSWORD
    ),
    Act.HALT_ROLLOUT: Rule(
        "halt a roll-out, so that its stations go back", RESPONSIBLE | {Role.SHIFT_LEAD}
    ),
}

SCOPE_ACTS: Final[dict[Scope, frozenset[Act]]] = {
    Scope.STATE: frozenset({Act.SEE}),
    Scope.RECORDS: frozenset({Act.SEE, Act.READ_AUDIT, Act.EXPORT}),
    Scope.ORDERS: frozenset({Act.SEE, Act.CHANGE_ORDER, Act.SEND_ORDER}),
    Scope.INSPECT: frozenset({Act.INSPECT}),
    Scope.COMMANDS: frozenset({Act.SEE, Act.HALT_STATION, Act.RUN_STATION, Act.SET_MODE}),
    Scope.CONSOLE: frozenset(
        {
            Act.SEE,
            Act.READ_AUDIT,
            Act.MANAGE_PEOPLE,
            Act.APPOINT,
            Act.DISABLE_PERSON,
            Act.ISSUE_TOKEN,
            Act.ROTATE_KEY,
            Act.TRUST_KEY,
            Act.DISTRUST_KEY,
        }
    ),
}
"""No machine raises a level, answers for a person, or lets a pack go; nor does it start a belt that
a person has stopped."""

APPOINTED = RESPONSIBLE
"""Roles that decide what the machine may do; giving one away takes two persons."""


def may(actor: Actor, act: Act) -> bool:
    """Whether the actor may do the act, or take part in it where it needs two persons."""
    if isinstance(actor, Machine):
        return any(act in SCOPE_ACTS[scope] for scope in actor.scopes)
    return actor.active and actor.role in RULES[act].by


def may_together(first: Actor, second: Actor, act: Act) -> bool:
    """Two different persons, who between them have every role that the act names."""
    if not (isinstance(first, Person) and isinstance(second, Person)):
        return False
    if not (may(first, act) and may(second, act)) or first.name == second.name:
        return False
    return RULES[act].two_persons and {first.role, second.role} == RULES[act].by


def act_on_account(role: Role) -> Act:
    """What making or resetting an account of this role is called."""
    return Act.APPOINT if role in APPOINTED else Act.MANAGE_PEOPLE
