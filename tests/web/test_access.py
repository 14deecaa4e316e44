"""Every route of the OpenAPI document, tried by every role, every scope and a stranger."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.roles import RULES, SCOPE_ACTS, Role, Scope
from edge_agent.web.access import ACTS
from edge_agent.web.app import operations
from tests.web.visitors import Served, Visitor, served

DOCUMENT = operations().openapi()
OPERATIONS: list[tuple[str, str, dict[str, Any]]] = [
    (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
NAMES = [operation["operationId"] for _, _, operation in OPERATIONS]
ENDS_THE_VISIT = ("signOut", "changePassword")
TOKEN_SCOPES = [scope for scope in Scope if scope is not Scope.CONSOLE]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(Path(tmp_path_factory.mktemp("station"))) as station:
        yield station


def tried(visitor: Visitor, method: str, path: str) -> int:
    """With a body that says nothing: who may not is told so before what is wrong with it."""
    filled = re.sub(r"\{\w+\}", "1", path)
    return visitor.ask(method, filled, json=None if method == "GET" else {}).status_code


def refused(visitor: Visitor) -> dict[str, int]:
    """By operation: the status of those that this visitor may not use."""
    found = {}
    for method, path, operation in OPERATIONS:
        name = operation["operationId"]
        if name in ENDS_THE_VISIT:
            continue
        status = tried(visitor, method, path)
        assert status != 500, f"{name}: a fault"
        if status in (401, 403) and ACTS[name] is not None:
            found[name] = status
    return found


def test_every_operation_is_in_the_table_and_the_table_has_no_other() -> None:
    assert sorted(NAMES) == sorted(ACTS)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("role", Role)
def test_a_role_may_use_what_its_rules_allow_and_nothing_else(shared: Served, role: Role) -> None:
    expected = {
        name: 403
        for name, act in ACTS.items()
        if act is not None and role not in RULES[act].by and name not in ENDS_THE_VISIT
    }
    assert refused(shared.person(role)) == expected


@pytest.mark.parametrize("scope", TOKEN_SCOPES)
def test_a_token_may_use_what_its_scope_allows_and_nothing_else(
    shared: Served, scope: Scope
) -> None:
    allowed = SCOPE_ACTS[scope]
    expected = {
        name: 403
        for name, act in ACTS.items()
        if act is not None and act not in allowed and name not in ENDS_THE_VISIT
    }
    assert refused(shared.machine(scope)) == expected


def test_a_stranger_may_use_only_what_lets_him_in(shared: Served) -> None:
    expected = {
        name: 401 for name, act in ACTS.items() if act is not None and name not in ENDS_THE_VISIT
    }
    assert refused(shared.stranger()) == expected


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
