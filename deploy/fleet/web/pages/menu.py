"""The centre's menu, in the order in which a fleet is looked at."""

from typing import Final

from edge_agent.core.roles import Act
from edge_agent.web.pages.menu import Place

MENU: Final = (
    Place("fleet", "/"),
    Place("lots", "/lots"),
    Place("defects", "/defects"),
    Place("findings", "/findings"),
    Place("labels", "/labels"),
    Place("versions", "/versions"),
    Place("rollouts", "/rollouts"),
    Place("recipes", "/recipes"),
    Place("orders", "/orders"),
    Place("health", "/health"),
    Place("people", "/people", Act.MANAGE_PEOPLE),
    Place("api", "/api"),
)
