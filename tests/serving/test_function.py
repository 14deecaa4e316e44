"""What is the function's own; the rest is in test_contract."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytest.importorskip("mangum", reason="mangum is not installed")

from deploy.serve.function import BUNDLE, RECIPES, TOKEN_FILE, served_by
from edge_agent.core.errors import InvalidInput
from edge_agent.web.service.service import Served
from hardware.pictures import encode_png
from simulators.http_gateway import event_of
from tests.line.small_station import box_picture
from tests.serving.forms import AsFunction, as_function, form_of

TOP = encode_png(box_picture())
BOX = {"recipe": "box", "view": "top"}


@pytest.fixture(scope="module")
def function(what: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AsFunction]:
    with as_function(what, tmp_path_factory.mktemp("function")) as form:
        yield form


def test_without_a_token_nothing_is_inspected(function: AsFunction) -> None:
    told = function.called(form_of([TOP], BOX, token=""))
    assert told["statusCode"] == 401
    assert json.loads(told["body"])["title"] == "Sign-in refused"


def test_answers_are_text_and_say_how_to_treat_them(function: AsFunction) -> None:
    told = function.called(httpx.Request("GET", "http://service/readyz"))
    assert (told["statusCode"], told["isBase64Encoded"]) == (200, False)
    assert told["headers"]["x-content-type-options"] == "nosniff"


def test_settings_come_from_the_environment_and_are_named_where_they_lack() -> None:
    told = {RECIPES: "/recipes", TOKEN_FILE: "/token"}
    assert served_by(told) == Served(Path("/recipes"), None, Path("/token"))
    assert served_by({**told, BUNDLE: "/bundle"}).bundle == Path("/bundle")
    for name in told:
        with pytest.raises(InvalidInput, match=name):
            served_by({**told, name: ""})


COLD = """
import json, sys
from deploy.serve.function import handler
print(handler(json.load(sys.stdin), None)["statusCode"])
"""


@pytest.mark.slow
def test_a_fresh_process_answers_its_first_request(what: Served) -> None:
    told = {RECIPES: str(what.recipes), TOKEN_FILE: str(what.token_file)}
    ended = subprocess.run(
        [sys.executable, "-c", COLD],
        input=json.dumps(event_of(form_of([TOP], BOX))),
        env=os.environ | told,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout == "200\n", ended.stderr
