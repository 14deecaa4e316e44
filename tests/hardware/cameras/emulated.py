"""Cameras that tests open through their real libraries, without a device.

Basler's library carries an emulator; the environment says how many cameras it emulates, and is read
once, when the library is first used. The genicam package carries a GenTL producer.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import genicam
import numpy as np
import pytest

from hardware.cameras.basler_settings import BaslerCameraSettings
from hardware.cameras.gentl_settings import GentlCameraSettings
from hardware.clock import RealClock
from simulators.gige.rig import GigeRig, gige_rig
from tests.peers import missing
from tests.samples import a_picture

os.environ["PYLON_CAMEMU"] = "1"
FIRST_LOOPBACK = int(IPv4Address("127.1.0.0"))
GIGE_SIZE_PX = (64, 48)


def own_address() -> str:
    """An address of this machine that no other test process uses; a camera's port is the same at
    every address."""
    return str(IPv4Address(FIRST_LOOPBACK + 4 * (os.getpid() % (1 << 20))))


def basler_settings(folder: Path, **changes: Any) -> BaslerCameraSettings:
    """The emulator shows the pictures of the folder in the order of their names, and again."""
    shown = {"ImageFileMode": "On", "ImageFilename": str(folder), "TestImageSelector": "Off"}
    values = {"view": "top", "type": "basler", "pixel_format": "BGR8", "fps": 100.0}
    return BaslerCameraSettings.model_validate(values | {"features": shown} | changes)


def viky_settings(**changes: Any) -> GentlCameraSettings:
    """The producer's cameras show a game with a ball."""
    producer = Path(genicam.__file__).parent / "viky.cti"
    values = {"view": "top", "type": "gentl", "producer": producer, "serial": "0", "fps": 100.0}
    return GentlCameraSettings.model_validate(values | changes)


@contextmanager
def gige_camera(width_px: int = 64, height_px: int = 48) -> Iterator[GigeRig]:
    """One camera process with the view "top"; the test is skipped where Aravis is absent."""
    lack = missing("aravis")
    if lack is not None:
        pytest.skip(lack)
    with gige_rig(["top"], RealClock(), width_px, height_px, own_address()) as rig:
        yield rig


def a_scene(seed: int, width_px: int = 64, height_px: int = 48) -> np.ndarray[Any, Any]:
    return a_picture(seed, height_px, width_px)
