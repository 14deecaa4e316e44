"""Loads pylon, Basler's own library (extra `basler`), and reaches a camera's features with it."""

import warnings
from typing import Any

from hardware.cameras.genicam import FeatureRefused
from hardware.errors import DeviceMissing

ABSENT = "pypylon is not installed; it drives Basler cameras: pip install 'packwarden[basler]'"


def pylon() -> Any:
    """The library; DeviceMissing where it is not installed.

    Its wrapper warns of itself while it loads, and breaks the process where warnings are errors.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from pypylon import pylon as library
    except ImportError as error:
        raise DeviceMissing(ABSENT) from error
    return library


def pylon_error() -> Any:
    """What pylon raises, whatever happened."""
    from pypylon import genicam

    return genicam.GenericException


class BaslerFeatures:
    """The features of an open pylon camera."""

    def __init__(self, camera: Any) -> None:
        self._nodes, self._error = camera.GetNodeMap(), pylon_error()

    def has(self, name: str) -> bool:
        return bool(self._nodes.GetNode(name).IsWritable())

    def write(self, name: str, text: str) -> None:
        try:
            self._nodes.GetNode(name).FromString(text)
        except self._error as error:
            raise FeatureRefused(first_part(error)) from error

    def read(self, name: str) -> str:
        try:
            return str(self._nodes.GetNode(name).ToString())
        except self._error as error:
            raise FeatureRefused(first_part(error)) from error


def first_part(error: Exception) -> str:
    """Without the place in the library's own source that follows."""
    return str(error).split(" : ")[0]
