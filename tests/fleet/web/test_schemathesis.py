"""Every operation of the centre's API, asked at random as its description allows and as it forbids:
no answer is a fault, and every answer is as described.

A real server and a real database stand behind it, and an engineer asks who has just given his
password. The random choices are the same in every run.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from deploy.fleet.web.access import ACTS
from deploy.fleet.web.app import operations
from deploy.fleet.web.serving import configured
from edge_agent.core.roles import Role
from hardware.clock import RealClock
from tests.browser.panel import served_by
from tests.fleet.sent import say, send_events, send_records
from tests.fleet.web.served_centre import opened_centre
from tests.samples import a_record
from tests.web.random_asking import EXAMPLES, Asked, config

EXAMPLES_IN_SHORT: Final = 3
REFUSED_FOR_GOOD_REASON: Final = {
    "setUp": "a password that would soon be guessed",
    "claimAccount": "a password that would soon be guessed",
    "changePassword": "a password that would soon be guessed",
    "changePin": "a centre has no panel",
    "signIn": "a centre has no panel",
    "proveAgain": "a centre has no panel",
    "addPerson": "a name that mixes alphabets",
    "proposeAccount": "a name that mixes alphabets",
    "issueToken": "a name that mixes alphabets",
    "getDowntime": "a time that ends before it begins",
    "addRecipeVersion": "what is no archive of a recipe",
    "importOrders": "what is no table of orders",
    "enterOrder": "a GTIN whose check digit is wrong",
    "startRollout": "a portion without a share, a canary without stations",
}
"""By operation: what its schema allows and may still be refused with 422."""
schemathesis.serializer.alias("application/zip", "application/octet-stream")
schema = schemathesis.openapi.from_dict(
    operations().openapi(), config=SchemathesisConfig.from_dict(config(REFUSED_FOR_GOOD_REASON))
)
asking = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    clock = RealClock()
    now = clock.wall()
    with ExitStack() as open_now:
        site = open_now.enter_context(opened_centre(tmp_path_factory.mktemp("centre"), clock))
        site.office.accounts.add("anna", "Anna", Role.ENGINEER)
        times = [now - timedelta(seconds=second) for second in range(5, 0, -1)]
        records = [a_record(number, seen_at=at) for number, at in enumerate(times, 1)]
        send_records(site.engine, records, now)
        send_events(site.engine, [(at, "started", {}) for at in times], now)
        say(site.engine, now)
        yield Asked(site, open_now.enter_context(served_by(configured(site))))


@pytest.fixture
def asked(served: Asked) -> Asked:
    """For each operation the password is given anew: it proves who he is for two minutes."""
    served.come_in()
    return served


@schema.parametrize()
@settings(asking, max_examples=EXAMPLES_IN_SHORT)
def test_every_answer_is_as_described(case: schemathesis.Case[Any], asked: Asked) -> None:
    case.call_and_validate(base_url=asked.address, headers=asked.headers(case.headers))


@pytest.mark.release
@schema.parametrize()
@settings(asking, max_examples=EXAMPLES)
def test_every_one_of_many_answers_is_as_described(
    case: schemathesis.Case[Any], asked: Asked
) -> None:
    case.call_and_validate(base_url=asked.address, headers=asked.headers(case.headers))


def test_who_is_let_off_is_there() -> None:
    assert set(REFUSED_FOR_GOOD_REASON) <= set(ACTS)
