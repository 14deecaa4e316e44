"""Accounts that anybody may use who stands here, as a demonstration has them."""

from dataclasses import dataclass

from edge_agent.core.roles import Role


@dataclass(frozen=True, slots=True)
class ShownAccount:
    name: str
    password: str
    role: Role
    pin: str = ""
