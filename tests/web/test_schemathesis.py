"""Every operation of the API, asked at random as its description allows and as it forbids: no
answer is a fault, and every answer is as described.

A real server and a real line's socket stand behind it, and an engineer asks who has just given his
password. The random choices are the same in every run.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from edge_agent.control.messages import EventTold
from edge_agent.control.shown import Snapshot
from edge_agent.core.roles import Role
from edge_agent.people.office import Office
from edge_agent.settings import load_station
from edge_agent.web.access import ACTS
from edge_agent.web.app import operations
from edge_agent.web.site import Site
from hardware.clock import RealClock
from tests.browser.panel import ShownLine, serving
from tests.line.small_station import box_station
from tests.people.samples import QUICK
from tests.web.random_asking import EXAMPLES, Asked, config

EXAMPLES_IN_SHORT: Final = 12
REFUSED_FOR_GOOD_REASON: Final = {
    "setUp": "a password that would soon be guessed",
    "claimAccount": "a password that would soon be guessed",
    "changePassword": "a password that would soon be guessed",
    "changePin": "a PIN that would soon be guessed",
    "addPerson": "a name that mixes alphabets",
    "proposeAccount": "a name that mixes alphabets",
    "issueToken": "a name that mixes alphabets",
    "computeWhatIf": "thresholds that do not ascend",
    "getStatistics": "a time that ends before it begins",
    "inspectPictures": "what is no picture",
    "proposeRecipe": "what is no picture",
    "changeTaught": "a GTIN whose check digit is wrong",
}
"""By operation: what its schema allows and may still be refused with 422."""
schema = schemathesis.openapi.from_dict(
    operations().openapi(), config=SchemathesisConfig.from_dict(config(REFUSED_FOR_GOOD_REASON))
)
asking = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


class TellingLine(ShownLine):
    """Events happen all the time."""

    def repeat(self) -> None:
        while not self.ends.wait(0.1):
            self.server.show(Snapshot(self.state, self.last, self.asked_about))
            self.server.tell(EventTold(0, 1, "2026-11-22T13:24:58.123Z", "belt_stopped", {}))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    station = load_station(box_station(tmp_path_factory.mktemp("fuzzed"), "g"))
    folder: Path = station.data.folder
    folder.mkdir(parents=True, exist_ok=True)
    clock = RealClock()
    office = Office(folder, station.station.full_name, clock.wall(), QUICK)
    office.accounts.add("anna", "Anna", Role.ENGINEER)
    with ExitStack() as open_now:
        site = open_now.enter_context(closing(Site(station, office, clock)))
        open_now.enter_context(closing(TellingLine(folder)))
        yield Asked(site, open_now.enter_context(serving(site)))


@pytest.fixture
def asked(served: Asked) -> Asked:
    """For each operation the password is given anew: it proves who he is for two minutes."""
    served.come_in()
    return served


@pytest.mark.slow
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
