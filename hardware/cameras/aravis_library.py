"""Loads Aravis, the open library for GigE Vision and USB3 Vision (Debian: gir1.2-aravis-0.8)."""

import warnings
from collections.abc import Callable
from typing import Any

from hardware.cameras.genicam import FeatureRefused
from hardware.errors import DeviceMissing

ABSENT = (
    "Aravis is not installed; it drives GigE Vision and USB3 Vision cameras: "
    "install gir1.2-aravis-0.8 and PyGObject (Debian: python3-gi)"
)


def aravis() -> Any:
    """The library; DeviceMissing where it is not installed.

    Older PyGObject warns of how it loads itself; nobody here can do anything about it.
    """
    try:
        import gi

        gi.require_version("Aravis", "0.8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ImportWarning)
            from gi.repository import Aravis
    except (ImportError, ValueError) as error:  # ValueError: gi without this typelib
        raise DeviceMissing(ABSENT) from error
    return Aravis


class AravisFeatures:
    """The features of a device that is asked for anew each time: whoever keeps what is raised here
    keeps no device alive."""

    def __init__(self, device: Callable[[], Any]) -> None:
        from gi.repository import GLib

        self._device, self._error = device, GLib.Error

    def has(self, name: str) -> bool:
        try:
            return bool(self._device().is_feature_available(name))
        except self._error:
            return False

    def write(self, name: str, text: str) -> None:
        try:
            self._device().get_feature(name).set_value_from_string(text)
        except self._error as error:
            raise FeatureRefused(error.message) from error

    def read(self, name: str) -> str:
        try:
            return str(self._device().get_feature(name).get_value_as_string())
        except self._error as error:
            raise FeatureRefused(error.message) from error
