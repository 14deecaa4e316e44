"""The extras that the package brings: each library of them is locked, as the station's own are."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[2]
BUILD = PROJECT / "deploy" / "edge" / "build_deb.sh"
ROW = re.compile(r"^([a-z0-9.\-]+)==(\S+)[^\n]*\\\n +--hash=sha256:", re.MULTILINE)
"""Of a lock: a name, its version, and one hash or more."""


def brought() -> list[str]:
    (line,) = re.findall(r'^extras="(.*)"$', BUILD.read_text(), re.MULTILINE)
    return str(line).split()


def locked(name: str) -> dict[str, str]:
    """Version by name, of what has a hash."""
    return dict(ROW.findall((PROJECT / "requirements" / name).read_text()))


def libraries(asked: list[str]) -> Iterator[str]:
    """By name, with those that they need themselves on a computer like this one."""
    left, seen = list(asked), set[str]()
    while left:
        one = Requirement(left.pop())
        name = canonicalize_name(one.name)
        if name in seen or (one.marker is not None and not one.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        yield name
        left += requires(one.name) or []


@pytest.mark.parametrize("extra", brought())
def test_a_library_of_an_extra_is_locked_and_no_other_than_the_stations_own(extra: str) -> None:
    asked = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    tested, stations = locked("dev.lock"), locked("station.lock")
    names = list(libraries(asked["optional-dependencies"][extra]))
    assert set(names) <= set(tested)
    assert {one: tested[one] for one in names if one in stations} == {
        one: stations[one] for one in names if one in stations
    }
