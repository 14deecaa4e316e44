"""The extras that the package brings: each library of them is locked, as the station's own are."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[2]
BROUGHT = ("basler", "gentl", "gpio", "opcua")
ROW = re.compile(r"^([a-z0-9.\-]+)==(\S+)[^\n]*\\\n +--hash=sha256:", re.MULTILINE)
"""Of a lock: a name, its version, and one hash or more."""


def locked(name: str) -> dict[str, str]:
    """Version by name, of what has a hash."""
    return dict(ROW.findall((PROJECT / "requirements" / name).read_text()))


def libraries(asked: list[str]) -> Iterator[str]:
    """By name, with those that they need themselves on a computer like this one, as far as they
    are installed here: a driver of pins is not."""
    left, seen = list(asked), set[str]()
    while left:
        one = Requirement(left.pop())
        name = canonicalize_name(one.name)
        if name in seen or (one.marker is not None and not one.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        yield name
        with suppress(PackageNotFoundError):
            left += requires(one.name) or []


@pytest.mark.parametrize("extra", BROUGHT)
def test_a_library_of_an_extra_is_locked(extra: str) -> None:
    asked = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    names = set(libraries(asked["optional-dependencies"][extra]))
    assert names <= set(locked("package.lock"))


@pytest.mark.parametrize("name", ["station.lock", "dev.lock"])
def test_no_library_has_another_version_than_where_it_is_tested(name: str) -> None:
    package, other = locked("package.lock"), locked(name)
    shared = package.keys() & other.keys()
    assert shared >= {"numpy", "onnxruntime"}
    assert {one: package[one] for one in shared} == {one: other[one] for one in shared}


def test_the_package_has_all_that_a_station_has() -> None:
    assert locked("station.lock").items() <= locked("package.lock").items()
