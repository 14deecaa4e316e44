"""What may be chosen from: the devices that are there, the products that ship, and the levels that
the gate can honour."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Level
from edge_agent.core.reasons.languages import Language
from edge_agent.first_station.answers import Answers, Centre, CentreKind
from edge_agent.first_station.station_text import station_text
from edge_agent.inspection.teaching import VIEW as TAUGHT_VIEW
from edge_agent.station_refusals import level_refusals
from edge_agent.station_tables import StationSettings
from hardware.found import Found, gige_cameras, serial_ports, usb3_cameras, v4l2_cameras
from hardware.interfaces import Clock

USUAL_PRODUCT: Final = "carton"
"""Of those that ship the simplest: one view, two lines and a code."""


@dataclass(frozen=True, slots=True)
class Choice:
    answer: str
    """Whole, or its beginning where something must follow."""
    what: str = ""


CAMERAS: Final = (
    Choice("folder:PATH", "pictures in name order"),
    Choice("gige:ADDRESS", "GigE Vision"),
    Choice("usb3:NAME", "USB3 Vision"),
    Choice("rtsp://…", "a stream"),
)
SIMULATED: Final = (Choice("simulated", "drawn packs"),)
GATES: Final = (
    Choice("none", "every picture is a pack, and nothing is driven"),
    Choice("serial:PORT", "our own reject controller"),
    Choice("modbus-tcp:HOST[:PORT]", "a PLC, docs/plc.md"),
    Choice("modbus-rtu:PORT", "a PLC on a serial bus"),
    Choice("mqtt:HOST[:PORT]", "a gate that keeps its own time, docs/mqtt-gate.md"),
    Choice("gpio:COIL,EYE[,REJECT-EYE]", "pins of this computer"),
)
CENTRES: Final = (
    Choice("none", "records stay here"),
    Choice("mqtt:HOST[:PORT]", "over a broker"),
    Choice("folder:PATH", "over a network share or a stick"),
    Choice("https://HOST", "straight to it"),
)
LEVELS: Final = (
    Choice("report", "is written down"),
    Choice("recommend", "a person decides"),
    Choice("act_when_sure", "rejects by itself, holds what is unsure"),
    Choice("act_always", "rejects whatever is not known to be good"),
)


@dataclass(frozen=True, slots=True)
class Choices:
    views: Mapping[str, tuple[str, ...]]
    """Of every product that ships."""
    cameras_found: tuple[Choice, ...] = ()
    ports_found: tuple[Choice, ...] = ()

    @property
    def products(self) -> tuple[str, ...]:
        return tuple(self.views)

    @property
    def usual_product(self) -> str:
        return USUAL_PRODUCT if USUAL_PRODUCT in self.views else "product-1"

    def views_of(self, product: str) -> tuple[str, ...]:
        """A product of one's own is taught in one view; more are added to station.toml."""
        return self.views.get(product, (TAUGHT_VIEW,))

    def of(self, question: str, said: Mapping[str, Any]) -> Sequence[Choice]:
        ships = said.get("product") in self.views
        match question:
            case "language":
                return [Choice(language.value) for language in Language]
            case "product":
                return [Choice(product) for product in self.products]
            case "camera":
                return SIMULATED if ships else (*self.cameras_found, *CAMERAS)
            case "gate":
                drawn = (Choice("simulated", "a PLC that `packwarden plant` plays"),)
                return (*self.ports_found, *GATES, *(drawn if ships else ()))
            case "level":
                return LEVELS
            case "centre":
                return CENTRES
        return ()

    def refuse_level(self, level: Level, said: Mapping[str, Any]) -> None:
        """InvalidInput with what the station's own start would say."""
        rest = {"centre": Centre(CentreKind.NONE), "administrator": ""}
        answers = Answers(**{**rest, **said})
        text = station_text(answers, self.views_of(answers.product), None)
        settings = StationSettings.model_validate(tomllib.loads(text))
        for _, what in level_refusals(settings):
            raise InvalidInput(what)


def found_here(clock: Clock) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """Cameras and serial ports of this computer and its network; takes about two seconds."""
    cameras = (
        *offered("gige", gige_cameras(clock)),
        *offered("usb3", usb3_cameras()),
        *offered("v4l2", v4l2_cameras()),
    )
    ports = serial_ports()
    return cameras, (*offered("serial", ports), *offered("modbus-rtu", ports))


def offered(kind: str, found: Sequence[Found]) -> list[Choice]:
    return [Choice(f"{kind}:{one.where}", one.what) for one in found]
