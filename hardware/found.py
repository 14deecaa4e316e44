"""Which cameras and serial ports are there, for somebody who sets a station up.

Nothing is opened: a device in use stays so. What cannot be looked for here is not found.
"""

import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hardware.cameras import gvcp
from hardware.errors import DeviceMissing
from hardware.interfaces import Clock

VIDEO: Final = Path("/sys/class/video4linux")
SERIAL: Final = Path("/dev/serial")
SERIAL_NAMES: Final = ("by-id", "by-path")
"""Names that stay when an adapter is plugged in again; by-id is the adapter's own."""
EVERYBODY: Final = ("255.255.255.255",)
LOOK_NS: Final = 600_000_000
"""A camera answers a broadcast within half a second (GigE Vision, discovery)."""


@dataclass(frozen=True, slots=True)
class Found:
    where: str
    """A number, an address, a port: what station.toml names."""
    what: str
    """For people: maker and model, as far as it is known."""


def v4l2_cameras(folder: Path = VIDEO) -> tuple[Found, ...]:
    """By number; a camera's further nodes, which give no pictures, are left out."""
    nodes = sorted(folder.glob("video*"), key=lambda node: int(node.name.removeprefix("video")))
    captures = (node for node in nodes if said(node / "index") in ("", "0"))
    return tuple(Found(node.name.removeprefix("video"), said(node / "name")) for node in captures)


def serial_ports(folder: Path = SERIAL) -> tuple[Found, ...]:
    """Each adapter once, by the name that stays longest."""
    ports: dict[Path, Found] = {}
    for kind in SERIAL_NAMES:
        for link in sorted((folder / kind).glob("*")):
            ports.setdefault(link.resolve(), Found(str(link), link.resolve().name))
    return tuple(ports.values())


def gige_cameras(clock: Clock, asked: Sequence[str] = EVERYBODY) -> tuple[Found, ...]:
    """All that answer the standard's discovery, by address."""
    answers: dict[str, str] = {}
    until_ns = clock.now_ns() + LOOK_NS
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        for address in asked:
            with suppress(OSError):  # no network that way
                asking.sendto(gvcp.DISCOVERY, (address, gvcp.PORT))
        while (left_ns := until_ns - clock.now_ns()) > 0:
            asking.settimeout(left_ns / 1e9)
            try:
                answer, (address, _) = asking.recvfrom(1024)
            except OSError:
                break  # nobody else in time
            if answer.startswith(gvcp.DISCOVERY_ANSWER):
                answers[address] = gvcp.maker_and_model(answer)
    return tuple(Found(address, answers[address]) for address in sorted(answers))


def usb3_cameras() -> tuple[Found, ...]:
    """By Aravis; none where it is not installed."""
    from hardware.cameras.aravis_library import aravis

    try:
        library = aravis()
    except DeviceMissing:
        return ()
    library.update_device_list()
    return tuple(usb3_devices(library))


def usb3_devices(library: Any) -> Iterator[Found]:
    for index in range(library.get_n_devices()):
        if library.get_device_protocol(index) == "USB3Vision":
            yield Found(library.get_device_id(index), library.get_device_model(index))


def said(file: Path) -> str:
    """What the kernel says of a device; empty where it says nothing."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
