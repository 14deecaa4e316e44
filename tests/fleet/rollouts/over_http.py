"""The commands `fleet rollout` against a centre that is served on a port."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from deploy.fleet.commands import fleet
from deploy.fleet.web.centre_site import CentreSite
from deploy.fleet.web.serving import configured
from tests.browser.panel import served_by
from tests.people.samples import PASSWORD

PASSWORD_LINE = f"{PASSWORD}\n"


@contextmanager
def served(site: CentreSite) -> Iterator[str]:
    with served_by(configured(site)) as address:
        yield address


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """The one document of a command."""
    fleet(["rollout", *words, "--json"], standalone_mode=False)
    return json.loads(capsys.readouterr().out)
