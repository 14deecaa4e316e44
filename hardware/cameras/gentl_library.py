"""Loads Harvesters, which drives any GenTL producer (extra `gentl`)."""

from typing import Any

from hardware.cameras.genicam import FeatureRefused
from hardware.errors import DeviceMissing

ABSENT = (
    "Harvesters is not installed; it drives cameras behind a GenTL producer: "
    "pip install 'packwarden[gentl]'"
)
INCOMPLETE = (
    "Harvesters cannot be loaded: {why}; it needs Python as a shared library, "
    "on Debian: apt-get install libpython3.11"
)


def harvester() -> Any:
    """A new, empty Harvester; DeviceMissing where it is not installed, or something it needs."""
    try:
        from harvesters.core import Harvester
    except ModuleNotFoundError as error:
        raise DeviceMissing(ABSENT) from error
    except ImportError as error:
        raise DeviceMissing(INCOMPLETE.format(why=error)) from error
    return Harvester()


def gentl_errors() -> tuple[Any, ...]:
    """What the two libraries below raise: the producer's side and the camera's features."""
    from genicam import genapi, gentl

    return gentl.GenericException, genapi.GenericException


class GentlFeatures:
    """The features of a camera behind a GenTL producer."""

    def __init__(self, nodes: Any) -> None:
        from genicam import genapi

        self._nodes, self._errors = nodes, gentl_errors()
        self._writable = (genapi.EAccessMode.RW, genapi.EAccessMode.WO)

    def has(self, name: str) -> bool:
        if not self._nodes.has_node(name):
            return False
        return self._nodes.get_node(name).get_access_mode() in self._writable

    def write(self, name: str, text: str) -> None:
        try:
            self._nodes.get_node(name).from_string(text)
        except self._errors as error:
            raise FeatureRefused(str(error)) from error

    def read(self, name: str) -> str:
        try:
            return str(self._nodes.get_node(name).to_string())
        except self._errors as error:
            raise FeatureRefused(str(error)) from error
