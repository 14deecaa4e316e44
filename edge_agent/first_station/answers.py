"""What a person says of a station before there is one, and what can be understood of it. Pure.

A device is told by its kind and where it is: `v4l2:0`, `gige:192.168.10.11`, `serial:/dev/ttyACM0`.
What is not understood is InvalidInput, with what would be right.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Level
from edge_agent.core.reasons.languages import Language

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""As site, line and station stand in topics."""
ADDRESS: Final = re.compile(r"[a-z0-9+]+://\S+")
HOST_PORT: Final = re.compile(r"(?P<host>[^\s:/]+)(:(?P<port>\d{1,5}))?")
PINS: Final = re.compile(r"\d{1,4},\d{1,4}(,\d{1,4})?")
HIGHEST_PORT: Final = 65_535


class CameraKind(StrEnum):
    SIMULATED = "simulated"
    FOLDER = "folder"
    V4L2 = "v4l2"
    STREAM = "stream"
    GIGE = "gige"
    USB3 = "usb3"


class GateKind(StrEnum):
    NONE = "none"
    SIMULATED = "simulated"
    SERIAL = "serial"
    MODBUS_TCP = "modbus-tcp"
    MODBUS_RTU = "modbus-rtu"
    MQTT = "mqtt"
    GPIO = "gpio"


class CentreKind(StrEnum):
    NONE = "none"
    MQTT = "mqtt"
    FOLDER = "folder"
    HTTPS = "https"


@dataclass(frozen=True, slots=True)
class Camera:
    kind: CameraKind
    where: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    kind: GateKind
    where: str = ""


@dataclass(frozen=True, slots=True)
class Centre:
    kind: CentreKind
    where: str = ""


@dataclass(frozen=True, slots=True)
class HostPort:
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Answers:
    """All that is asked, but for the administrator's password."""

    language: Language
    """Of the questions and of the comments in what is written; pages follow each person's own."""
    site: str
    line: str
    station: str
    product: str
    camera: Camera
    gate: Gate
    level: Level
    centre: Centre
    administrator: str
    good: Path | None = None
    """Pictures of good packs to teach the product from; a shipped product is taught already."""

    @property
    def has_gate(self) -> bool:
        return self.gate.kind is not GateKind.NONE


def as_name(text: str) -> str:
    if NAME.fullmatch(text):
        return text
    raise InvalidInput(
        f"{text!r} is no name; expected letters, digits, '-' and '_', 40 at most, such as line-1"
    )


def as_camera(text: str) -> Camera:
    if ADDRESS.fullmatch(text):
        return Camera(CameraKind.STREAM, text)
    word, _, where = text.partition(":")
    match word, where:
        case "simulated", "":
            return Camera(CameraKind.SIMULATED)
        case "folder", _ if where:
            return Camera(CameraKind.FOLDER, where)
        case "v4l2", _ if where.isdecimal() and int(where) <= 255:
            return Camera(CameraKind.V4L2, where)
        case (("gige" | "usb3"), _) if where:
            return Camera(CameraKind(word), where)
    raise InvalidInput(
        f"{text!r} is no camera; expected simulated, folder:PATH, v4l2:0 (which is /dev/video0), "
        "gige:ADDRESS, usb3:NAME or a stream's address such as rtsp://camera/1"
    )


def as_gate(text: str) -> Gate:
    word, _, where = text.partition(":")
    match word, where:
        case (("none" | "simulated"), ""):
            return Gate(GateKind(word))
        case (("serial" | "modbus-rtu"), _) if where:
            return Gate(GateKind(word), where)
        case (("modbus-tcp" | "mqtt"), _) if where:
            host_port(where, 1)
            return Gate(GateKind(word), where)
        case "gpio", _ if PINS.fullmatch(where):
            return Gate(GateKind.GPIO, where)
    raise InvalidInput(
        f"{text!r} is no gate; expected none, simulated, serial:PORT, modbus-tcp:HOST[:PORT], "
        "modbus-rtu:PORT, mqtt:HOST[:PORT] or gpio:COIL,EYE[,REJECT-EYE] with numbers of pins"
    )


def as_centre(text: str) -> Centre:
    if text.startswith("https://") and ADDRESS.fullmatch(text):
        return Centre(CentreKind.HTTPS, text.rstrip("/"))
    word, _, where = text.partition(":")
    match word, where:
        case "none", "":
            return Centre(CentreKind.NONE)
        case "mqtt", _ if where:
            host_port(where, 1)
            return Centre(CentreKind.MQTT, where)
        case "folder", _ if where:
            return Centre(CentreKind.FOLDER, where)
    raise InvalidInput(
        f"{text!r} is no centre; expected none, mqtt:HOST[:PORT], folder:PATH or https://HOST"
    )


def as_level(text: str) -> Level:
    try:
        return Level(text)
    except ValueError as error:
        levels = ", ".join(level.value for level in Level)
        raise InvalidInput(f"{text!r} is no level; expected one of {levels}") from error


def as_language(text: str) -> Language:
    try:
        return Language(text)
    except ValueError as error:
        known = ", ".join(language.value for language in Language)
        raise InvalidInput(f"{text!r} is no language known here; expected {known}") from error


def host_port(text: str, usual_port: int) -> HostPort:
    found = HOST_PORT.fullmatch(text)
    port = int(found["port"] or usual_port) if found else 0
    if found is None or not 1 <= port <= HIGHEST_PORT:
        raise InvalidInput(f"{text!r} is no address; expected HOST or HOST:PORT, port 1 to 65535")
    return HostPort(found["host"], port)


def refuse_unlike(product_ships: bool, camera: Camera) -> None:
    """A recipe that ships is of drawn packs: only drawn pictures look like it, and only drawn
    packs look like those."""
    is_drawn = camera.kind is CameraKind.SIMULATED
    if product_ships and not is_drawn:
        raise InvalidInput(
            "the products that ship are drawn ones; take --camera simulated, or give your own "
            "product a name of its own"
        )
    if is_drawn and not product_ships:
        raise InvalidInput(
            "a simulated camera sees only the products that ship; name one of them, or take a "
            "camera or a folder of pictures"
        )


def refuse_unmoved(camera: Camera, gate: Gate) -> None:
    """A simulated belt carries drawn packs."""
    if gate.kind is GateKind.SIMULATED and camera.kind is not CameraKind.SIMULATED:
        raise InvalidInput(
            "a simulated gate stands at a belt of drawn packs; take --camera simulated with it, "
            "or --gate none"
        )
