"""Each form of the service, over the same recipes."""

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from edge_agent.web.service.service import Served
from tests.images.building import loaded_images
from tests.line.small_station import save_box_recipe
from tests.serving.forms import FORMS, TOKEN, Form, as_image

SLOW = {"container"}
"""The process once more, by another command line."""
NEEDS = {"function": "mangum", "model": "mlflow"}
MINUTES = (pytest.mark.slow, pytest.mark.release, pytest.mark.timeout(1800))
IMAGE = pytest.param("image", marks=MINUTES)
"""The container itself: built, and begun."""


@pytest.fixture(scope="session")
def what(tmp_path_factory: pytest.TempPathFactory) -> Served:
    folder = tmp_path_factory.mktemp("service")
    save_box_recipe(folder / "recipes" / "box", ("top", "bottom"))
    (folder / "token").write_text(f"{TOKEN}\n")
    return Served(folder / "recipes", None, folder / "token")


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with loaded_images(tmp_path_factory.mktemp("image"), "service") as loaded:
        yield loaded


@pytest.fixture(
    scope="module",
    params=[
        *(pytest.param(one, marks=pytest.mark.slow if one in SLOW else ()) for one in FORMS),
        IMAGE,
    ],
)
def form(
    request: pytest.FixtureRequest, what: Served, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Form]:
    name: str = request.param
    package = NEEDS.get(name)
    if package is not None and find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    opening = (
        partial(as_image, request.getfixturevalue("image")) if name == "image" else FORMS[name]
    )
    with opening(what, tmp_path_factory.mktemp(name)) as opened:
        yield opened
