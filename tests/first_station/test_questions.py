"""Questions in their order, to a person who answers by number, wrongly, or not at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Level
from edge_agent.core.reasons.languages import Language
from edge_agent.first_station.answers import Answers, CameraKind, GateKind
from edge_agent.first_station.asking import numbered
from edge_agent.first_station.choices import Choice, Choices
from edge_agent.first_station.questions import MOST_TRIES, Conversation

VIEWS = {"tray": ("top", "bottom"), "carton": ("front",)}


class Person:
    """Answers by question, each in turn; then takes whatever is usual."""

    def __init__(self, **typed: Sequence[str]) -> None:
        self.typed = {word: list(lines) for word, lines in typed.items()}
        self.refused: list[str] = []
        self.offered: dict[str, list[str]] = {}

    def choose(self, question: str, choices: Sequence[Choice], usual: str) -> str:
        word = question.split()[0].rstrip(":").casefold()
        self.offered[word] = [choice.answer for choice in choices]
        lines = self.typed.get(word, [])
        return numbered(lines.pop(0), choices) if lines else usual

    def refuse(self, why: str) -> None:
        self.refused.append(why)


def talked(person: Person | None, choices: Choices | None = None, **given: str) -> Answers:
    options: Mapping[str, str | None] = given
    return Conversation(options, person, choices or Choices(VIEWS)).held()


def test_who_takes_what_is_usual_gets_a_simulated_station_that_only_reports() -> None:
    answers = talked(Person())
    assert (answers.product, answers.camera.kind) == ("carton", CameraKind.SIMULATED)
    assert (answers.gate.kind, answers.level) == (GateKind.NONE, Level.REPORT)
    assert talked(None) == answers


def test_an_answer_that_is_not_understood_is_told_and_asked_again() -> None:
    person = Person(camera=["webcam", "v4l2:0", "simulated"])
    assert talked(person).camera.kind is CameraKind.SIMULATED
    assert "expected simulated" in person.refused[0]
    assert "the products that ship are drawn ones" in person.refused[1]


def test_a_level_that_the_gate_cannot_honour_is_refused_with_the_reason() -> None:
    person = Person(how=["act_always", "recommend"])
    assert talked(person).level is Level.RECOMMEND
    assert "needs a gate" in " ".join(person.refused) or "pass_all" in " ".join(person.refused)


def test_a_gate_that_the_host_times_and_nobody_confirms_does_not_act() -> None:
    with pytest.raises(InvalidInput, match="--level: act_when_sure is refused"):
        talked(None, product="soup", camera="v4l2:0", gate="gpio:17,27", level="act_when_sure")


def test_devices_that_were_found_are_offered_first_and_taken_by_their_number() -> None:
    found = Choices(
        VIEWS,
        (Choice("gige:10.0.0.2", "Maker Model"), Choice("v4l2:0")),
        (Choice("serial:/dev/serial/by-id/uno"),),
    )
    person = Person(product=["soup"], camera=["2"], reject=["1"])
    answers = talked(person, found)
    assert (answers.camera.kind, answers.camera.where) == (CameraKind.V4L2, "0")
    assert (answers.gate.kind, answers.gate.where) == (
        GateKind.SERIAL,
        "/dev/serial/by-id/uno",
    )
    assert person.offered["camera"][0] == "gige:10.0.0.2"
    assert "simulated" not in person.offered["reject"]


def test_a_simulated_gate_is_offered_only_to_drawn_packs() -> None:
    person = Person()
    talked(person)
    assert "simulated" in person.offered["reject"]


def test_an_option_answers_its_question_and_a_wrong_one_ends_it() -> None:
    person = Person()
    assert talked(person, level="recommend").level is Level.RECOMMEND
    assert "how" not in person.offered
    with pytest.raises(InvalidInput, match="--gate: 'valve' is no gate"):
        talked(Person(), gate="valve")


def test_questions_are_asked_in_the_language_that_was_chosen_first() -> None:
    person = Person(language=["de"], produkt=["tray"])  # codespell:ignore produkt
    answers = talked(person)
    assert (answers.language, answers.product) == (Language.DE, "tray")


def test_a_folder_that_is_not_there_is_no_camera(tmp_path: Path) -> None:
    person = Person(product=["soup"], camera=[f"folder:{tmp_path / 'none'}", f"folder:{tmp_path}"])
    answers = talked(person)
    assert answers.camera.where == str(tmp_path)
    assert answers.good == tmp_path
    assert "is not there" in person.refused[0]


def test_nobody_is_asked_the_same_for_ever() -> None:
    person = Person(camera=["x"] * (MOST_TRIES + 1))
    with pytest.raises(InvalidInput, match="--camera"):
        talked(person)
    assert len(person.refused) == MOST_TRIES
