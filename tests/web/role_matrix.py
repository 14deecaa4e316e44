"""Every operation of an API's description, tried by somebody: which of them he may not use."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from edge_agent.core.roles import RULES, SCOPE_ACTS, Act, Role, Scope
from tests.web.visitors import Visitor

ENDS_THE_VISIT: Final = ("signOut", "changePassword")
TOKEN_SCOPES: Final = [scope for scope in Scope if scope is not Scope.CONSOLE]


class RoleMatrix:
    def __init__(self, document: Mapping[str, Any], acts: Mapping[str, Act | None]) -> None:
        self.acts = acts
        self.operations: list[tuple[str, str, dict[str, Any]]] = [
            (method.upper(), path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ]

    @property
    def names(self) -> list[str]:
        return [operation["operationId"] for _, _, operation in self.operations]

    def refused(self, visitor: Visitor) -> dict[str, int]:
        """By operation: the status of those that this visitor may not use."""
        found = {}
        for method, path, operation in self.operations:
            name = operation["operationId"]
            if name in ENDS_THE_VISIT:
                continue
            status = tried(visitor, method, path)
            assert status != 500, f"{name}: a fault"
            if status in (401, 403) and self.acts[name] is not None:
                found[name] = status
        return found

    def refused_to_role(self, role: Role) -> dict[str, int]:
        """What the rules say."""
        return self.expected(403, lambda act: role not in RULES[act].by)

    def refused_to_scope(self, scope: Scope) -> dict[str, int]:
        return self.expected(403, lambda act: act not in SCOPE_ACTS[scope])

    def refused_to_strangers(self) -> dict[str, int]:
        return self.expected(401, lambda act: True)

    def expected(self, status: int, is_refused: Callable[[Act], bool]) -> dict[str, int]:
        return {
            name: status
            for name, act in self.acts.items()
            if act is not None and name not in ENDS_THE_VISIT and is_refused(act)
        }


def tried(visitor: Visitor, method: str, path: str) -> int:
    """With a body that says nothing: who may not is told so before what is wrong with it."""
    filled = re.sub(r"\{\w+\}", "1", path)
    return visitor.ask(method, filled, json=None if method == "GET" else {}).status_code
