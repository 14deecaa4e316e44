"""The service as a function: `handler` for AWS Lambda behind an HTTP API (payload version 2.0).

Settings are environment variables. The gateway ends TLS; a token is always wanted here too, since
the function has an address of its own.

    PACKWARDEN_RECIPES      folder of the recipes
    PACKWARDEN_TOKEN_FILE   a token in each line
    PACKWARDEN_BUNDLE       folder of the models; else those that ship
"""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from mangum import Mangum
from mangum.types import LambdaContext, LambdaEvent

from edge_agent.core.errors import InvalidInput
from edge_agent.web.service.app import application
from edge_agent.web.service.service import Served, Service
from hardware.clock import RealClock

RECIPES: Final = "PACKWARDEN_RECIPES"
TOKEN_FILE: Final = "PACKWARDEN_TOKEN_FILE"
BUNDLE: Final = "PACKWARDEN_BUNDLE"
TEXTS: Final = ["application/json", "application/problem+json"]
"""All that is answered; anything else would go through the gateway in base64."""


def handler(event: LambdaEvent, context: LambdaContext) -> dict[str, Any]:
    """Answers one request; what it inspects by is opened at the first and kept for the next."""
    return adapter()(event, context)


@cache
def service() -> Service:
    return Service.opened(served_by(os.environ), RealClock())


@cache
def adapter() -> Mangum:
    app: Any = application(service())  # Starlette's type of an application is wider than Mangum's
    return Mangum(app, lifespan="off", text_mime_types=TEXTS)


def served_by(environment: Mapping[str, str]) -> Served:
    """InvalidInput names the variable that is not set."""
    for name in (RECIPES, TOKEN_FILE):
        if not environment.get(name):
            raise InvalidInput(f"{name} is not set; name the file or folder")
    bundle = environment.get(BUNDLE)
    return Served(
        recipes=Path(environment[RECIPES]),
        bundle=Path(bundle) if bundle else None,
        token_file=Path(environment[TOKEN_FILE]),
    )
