"""station.toml as a person would have written it: in order, and with a word about every choice.

What is written loads without complaint, and says what was answered.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from edge_agent.core.order import Order
from edge_agent.core.reasons.languages import Language
from edge_agent.first_station import words
from edge_agent.first_station.answers import Answers, Camera, CameraKind, Centre, CentreKind
from edge_agent.first_station.gate_text import fail_state_of, gate_lines
from edge_agent.first_station.toml_lines import address_lines, comment, row, told

PICTURES: Final = "pictures"
RECIPE: Final = "recipe"
FIRST_CAMERA_MM, APART_MM = 200.0, 60.0
MQTT_PORT: Final = 1883


def station_text(answers: Answers, views: tuple[str, ...], order: Order | None) -> str:
    """views: of the recipe, each with its camera."""
    parts = (
        head(answers),
        order_lines(answers.language, order),
        *(camera_lines(answers, view, place) for place, view in enumerate(views)),
        gate_lines(answers, views),
        data_lines(answers.language),
        centre_lines(answers.centre, answers.language),
    )
    return "\n".join("\n".join(lines) + "\n" for lines in map(list, parts) if lines)


def head(answers: Answers) -> Iterator[str]:
    language = answers.language
    yield comment(words.WRITTEN, language)
    yield comment(words.AFTER_CHANGES, language)
    yield ""
    yield "[station]"
    yield comment(words.NAMES, language)
    yield row("site", answers.site)
    yield row("line", answers.line)
    yield row("name", answers.station)
    yield row("recipe", RECIPE, words.RECIPE, language)
    yield row("ceiling", answers.level.value, words.CEILING, language)
    yield row("fail_state", fail_state_of(answers).value, words.FAIL_STATE, language)


def order_lines(language: Language, order: Order | None) -> Iterator[str]:
    if order is None:
        yield comment(words.ORDER_LATER, language)
        yield from ("# [order]", '# lot = "L1234"', "# expiry = 2027-03-12")
        return
    yield comment(words.ORDER, language)
    yield "[order]"
    given: Mapping[str, Any] = {"lot": order.lot, "expiry": order.expiry, "gtin": order.gtin}
    yield from (row(key, value) for key, value in given.items() if value is not None)


def camera_lines(answers: Answers, view: str, place: int) -> Iterator[str]:
    language = answers.language
    if place == 0:
        yield comment(words.CAMERA, language)
    yield "[[cameras]]"
    yield row("view", view)
    yield from device_lines(answers.camera, view, language)
    if answers.has_gate:
        yield row("at_mm", FIRST_CAMERA_MM + APART_MM * place, words.AT_MM, language)


def device_lines(camera: Camera, view: str, language: Language) -> Iterator[str]:
    where = camera.where
    match camera.kind:
        case CameraKind.SIMULATED:
            yield from told("files", path=f"{PICTURES}/{view}")
        case CameraKind.FOLDER:
            yield from told("files", path=where)
        case CameraKind.V4L2:
            yield from told("opencv", device=int(where))
        case CameraKind.STREAM:
            yield from told("opencv", device=where)
        case CameraKind.GIGE | CameraKind.USB3:
            yield from told("aravis", device=where)
    if camera.kind not in (CameraKind.SIMULATED, CameraKind.FOLDER):
        yield comment(words.LIVE, language)


def data_lines(language: Language) -> Iterator[str]:
    yield comment(words.DATA, language)
    yield "[data]"
    yield row("folder", "data")
    yield row("picture_budget_mb", 2_000)


def centre_lines(centre: Centre, language: Language) -> Iterator[str]:
    if centre.kind is CentreKind.NONE:
        return
    yield comment(words.CENTRE, language)
    match centre.kind:
        case CentreKind.MQTT:
            yield "[uplink.broker]"
            yield from address_lines(centre.where, MQTT_PORT)
        case CentreKind.FOLDER:
            yield "[uplink.folder]"
            yield row("path", centre.where)
        case CentreKind.HTTPS:
            yield "[uplink.https]"
            yield row("url", centre.where)
            yield row("token_file", "centre.token", words.TOKEN, language)
