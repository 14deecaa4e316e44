"""The questions, in their order: what each may be answered with, and what it takes by default.

An answer that is not understood is told with what would be right, and asked again. An option of the
command answers a question before it is asked; there a wrong one is an error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Level
from edge_agent.core.reasons.languages import Language
from edge_agent.first_station.answers import (
    Answers,
    Camera,
    CameraKind,
    Gate,
    as_camera,
    as_centre,
    as_gate,
    as_language,
    as_level,
    as_name,
    refuse_unlike,
    refuse_unmoved,
)
from edge_agent.first_station.choices import Choice, Choices
from edge_agent.first_station.words import QUESTIONS

MOST_TRIES: Final = 20
"""Of one question; whoever answers more often is no person."""
Given = Mapping[str, str | None]
"""By the question's name, as options; None: not given."""


class Terminal(Protocol):
    """Whoever answers."""

    def choose(self, question: str, choices: Sequence[Choice], usual: str) -> str:
        """What was typed, or the usual. InvalidInput where nobody answers any more."""
        ...

    def refuse(self, why: str) -> None: ...


@dataclass
class Conversation:
    """terminal: None takes what is usual for whatever is not given."""

    given: Given
    terminal: Terminal | None
    choices: Choices
    language: Language = Language.EN
    said: dict[str, Any] = field(default_factory=dict)

    def held(self) -> Answers:
        """Answers that go together. InvalidInput where an option cannot be right."""
        self.language = self.asked("language", as_language, self.language.value)
        for name, usual in (("site", "plant-1"), ("line", "line-1"), ("station", "station-1")):
            self.asked(name, as_name, usual)
        self.asked("product", as_name, self.choices.usual_product)
        camera = self.asked("camera", self.fitting_camera, self.usual_camera)
        if camera.kind is not CameraKind.SIMULATED:
            pictures = camera.where if camera.kind is CameraKind.FOLDER else ""
            self.asked("good", as_pictures, "" if self.terminal is None else pictures)
        self.asked("gate", self.fitting_gate, "none")
        self.asked("level", self.honoured_level, Level.REPORT.value)
        self.asked("centre", as_centre, "none")
        self.asked("administrator", as_name, "engineer")
        return Answers(**self.said)

    def asked(self, name: str, understand: Callable[[str], Any], usual: str) -> Any:
        self.said[name] = self.answer(name, understand, usual)
        return self.said[name]

    def answer(self, name: str, understand: Callable[[str], Any], usual: str) -> Any:
        option = self.given.get(name)
        if option is not None:
            return understood(f"--{name}", option, understand)
        if self.terminal is None:
            return understood(f"--{name}", usual, understand)
        question = QUESTIONS[name].said(self.language, known=", ".join(self.choices.products))
        offered = self.choices.of(name, self.said)
        for _ in range(MOST_TRIES):
            typed = self.terminal.choose(question, offered, usual)
            try:
                return understand(typed)
            except InvalidInput as error:
                self.terminal.refuse(str(error))
        raise InvalidInput(f"--{name}: {MOST_TRIES} answers were refused; give it as an option")

    @property
    def ships(self) -> bool:
        return self.said["product"] in self.choices.products

    @property
    def usual_camera(self) -> str:
        """A product of one's own is seen by the first camera that was found."""
        found = self.choices.cameras_found
        return "simulated" if self.ships else found[0].answer if found else "v4l2:0"

    def fitting_camera(self, text: str) -> Camera:
        camera = as_camera(text)
        refuse_unlike(self.ships, camera)
        if camera.kind is CameraKind.FOLDER:
            return replace(camera, where=str(existing(camera.where).resolve()))
        return camera

    def fitting_gate(self, text: str) -> Gate:
        gate = as_gate(text)
        refuse_unmoved(self.said["camera"], gate)
        return gate

    def honoured_level(self, text: str) -> Level:
        """One that the gate can honour, as at the station's own start."""
        level = as_level(text)
        self.choices.refuse_level(level, {**self.said, "level": level})
        return level


def understood(option: str, text: str, understand: Callable[[str], Any]) -> Any:
    try:
        return understand(text)
    except InvalidInput as error:
        raise InvalidInput(f"{option}: {error}") from error


def as_pictures(text: str) -> Path | None:
    return existing(text).resolve() if text else None


def existing(text: str) -> Path:
    path = Path(text).expanduser()
    if path.exists():
        return path
    raise InvalidInput(f"{path} is not there; expected a folder of pictures or a picture")
