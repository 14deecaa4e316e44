"""Two different persons agree on one hash, or no station gets it."""

from itertools import product

import pytest

from deploy.fleet.recipes.agreeing import Agreement, Step, Taken, agreement, refuse_step
from edge_agent.core.errors import Conflict
from edge_agent.core.roles import Actor, Machine, Person, Role, Scope
from edge_agent.people.errors import NotPermitted
from tests.samples import NOON


def person(name: str, role: Role = Role.ENGINEER, active: bool = True) -> Person:
    return Person(name, name.title(), role, active)


def taken(*steps: tuple[Step, str]) -> list[Taken]:
    return [Taken(step, name, NOON, "", None) for step, name in steps]


PROPOSED, APPROVED = (Step.PROPOSED, "mia"), (Step.APPROVED, "otto")


def test_one_proposes_and_another_approves() -> None:
    assert agreement([]) == Agreement()
    refuse_step(Step.PROPOSED, person("mia"), [])
    refuse_step(Step.APPROVED, person("otto", Role.QUALITY), taken(PROPOSED))
    assert agreement(taken(PROPOSED, APPROVED)) == Agreement("mia", "otto")


def test_nobody_approves_what_he_has_proposed() -> None:
    with pytest.raises(NotPermitted, match="another person approves it"):
        refuse_step(Step.APPROVED, person("mia"), taken(PROPOSED))


@pytest.mark.parametrize(
    "actor",
    [
        *(person("otto", role) for role in (Role.VIEWER, Role.OPERATOR, Role.SHIFT_LEAD)),
        person("otto", Role.QUALITY, active=False),
        Machine("otto", frozenset(Scope)),
    ],
)
def test_who_may_not_or_is_no_person_takes_no_step(actor: Actor) -> None:
    for step in Step:
        with pytest.raises(NotPermitted):
            refuse_step(step, actor, taken(PROPOSED))


@pytest.mark.parametrize("end", [Step.DECLINED, Step.WITHDRAWN])
def test_what_was_declined_or_withdrawn_is_proposed_anew(end: Step) -> None:
    steps = taken(PROPOSED, (end, "otto"))
    assert agreement(steps) == Agreement()
    with pytest.raises(Conflict, match="propose it first"):
        refuse_step(Step.APPROVED, person("otto"), steps)
    refuse_step(Step.PROPOSED, person("otto"), steps)
    assert agreement(taken(PROPOSED, APPROVED, (end, "anna"))).approved_by is None


def test_nothing_is_approved_or_proposed_twice() -> None:
    for step, steps in product((Step.PROPOSED, Step.APPROVED), [taken(PROPOSED, APPROVED)]):
        with pytest.raises(Conflict, match="approved this version already"):
            refuse_step(step, person("anna"), steps)
    with pytest.raises(Conflict, match="proposed this version already"):
        refuse_step(Step.PROPOSED, person("otto"), taken(PROPOSED))


@pytest.mark.parametrize("steps", list(product(Step, repeat=3)))
def test_whatever_was_allowed_approved_means_two_persons(steps: tuple[Step, ...]) -> None:
    """Every three steps by every three of two persons, as far as they are allowed."""
    for names in product(("mia", "otto"), repeat=3):
        done: list[Taken] = []
        for step, name in zip(steps, names, strict=True):
            try:
                refuse_step(step, person(name), done)
            except (Conflict, NotPermitted):
                continue
            done += taken((step, name))
        found = agreement(done)
        if found.approved_by is not None:
            assert {found.proposed_by, found.approved_by} == {"mia", "otto"}
