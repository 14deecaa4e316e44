"""Every route of the centre's OpenAPI document, tried by every role, every scope and a stranger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.fleet.web.access import ACTS, SHARED
from deploy.fleet.web.app import operations
from edge_agent.core.roles import Act, Role, Scope
from edge_agent.web import access
from tests.fleet.web.served_centre import ServedCentre, served_centre
from tests.web.role_matrix import TOKEN_SCOPES, RoleMatrix

MATRIX = RoleMatrix(operations().openapi(), ACTS)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCentre]:
    with served_centre(Path(tmp_path_factory.mktemp("centre"))) as centre:
        yield centre


def test_every_operation_is_in_the_table_and_the_table_has_no_other() -> None:
    assert sorted(MATRIX.names) == sorted(ACTS)
    assert len(set(MATRIX.names)) == len(MATRIX.names)


def test_what_is_shared_with_stations_asks_for_the_same() -> None:
    assert {name: ACTS[name] for name in SHARED} == {name: access.ACTS[name] for name in SHARED}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_use_what_its_rules_allow_and_nothing_else(
    shared: ServedCentre, role: Role
) -> None:
    assert MATRIX.refused(shared.person(role)) == MATRIX.refused_to_role(role)


@pytest.mark.parametrize("scope", TOKEN_SCOPES)
def test_a_token_may_use_what_its_scope_allows_and_nothing_else(
    shared: ServedCentre, scope: Scope
) -> None:
    assert MATRIX.refused(shared.machine(scope)) == MATRIX.refused_to_scope(scope)


def test_a_stranger_may_use_only_what_lets_him_in(shared: ServedCentre) -> None:
    assert MATRIX.refused(shared.stranger()) == MATRIX.refused_to_strangers()


def test_everybody_else_is_asked_for_at_every_door_but_these() -> None:
    for_everybody = {name for name, act in ACTS.items() if act is None}
    assert for_everybody == {"live", "ready", "explainProblem", "setUp", "claimAccount", "signIn"}
    assert Act.SEE in ACTS.values()
