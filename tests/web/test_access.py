"""Every route of the OpenAPI document, tried by every role, every scope and a stranger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_agent.core.roles import Role, Scope
from edge_agent.web.access import ACTS
from edge_agent.web.app import operations
from tests.web.role_matrix import ENDS_THE_VISIT, TOKEN_SCOPES, RoleMatrix, tried
from tests.web.visitors import Served, Visitor, served

MATRIX = RoleMatrix(operations().openapi(), ACTS)
OPERATIONS = MATRIX.operations


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(Path(tmp_path_factory.mktemp("station"))) as station:
        yield station


def test_every_operation_is_in_the_table_and_the_table_has_no_other() -> None:
    assert sorted(MATRIX.names) == sorted(ACTS)
    assert len(set(MATRIX.names)) == len(MATRIX.names)


@pytest.mark.parametrize("role", Role)
def test_a_role_may_use_what_its_rules_allow_and_nothing_else(shared: Served, role: Role) -> None:
    assert MATRIX.refused(shared.person(role)) == MATRIX.refused_to_role(role)


@pytest.mark.parametrize("scope", TOKEN_SCOPES)
def test_a_token_may_use_what_its_scope_allows_and_nothing_else(
    shared: Served, scope: Scope
) -> None:
    assert MATRIX.refused(shared.machine(scope)) == MATRIX.refused_to_scope(scope)


def test_a_stranger_may_use_only_what_lets_him_in(shared: Served) -> None:
    assert MATRIX.refused(shared.stranger()) == MATRIX.refused_to_strangers()


@pytest.mark.parametrize("name", ENDS_THE_VISIT)
def test_only_a_person_ends_a_visit_or_changes_a_password(shared: Served, name: str) -> None:
    method, path, _ = next(one for one in OPERATIONS if one[2]["operationId"] == name)
    assert tried(shared.stranger(), method, path) == 401
    machine = Visitor(shared.app, **a_machine(shared, name))
    assert tried(machine, method, path) == 403
    for role in Role:
        assert tried(shared.person(role), method, path) not in (401, 403, 500)


def a_machine(shared: Served, name: str) -> dict[str, str]:
    both = [Scope.RECORDS, Scope.ORDERS] if name == "signOut" else [Scope.STATE, Scope.ORDERS]
    return shared.machine(*both).headers


def test_the_document_says_which_operations_need_somebody() -> None:
    for _, _, operation in OPERATIONS:
        assert ("security" in operation) == (ACTS[operation["operationId"]] is not None)
