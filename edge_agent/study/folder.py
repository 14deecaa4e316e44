"""Where a study is kept: its plan, and the answers of every appraiser.

Each answer is on the disk before the next pack is shown, so a session goes on where it ended,
whoever ended it. A plan is made once; pictures that were changed since are refused.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from edge_agent.core.errors import Conflict, InvalidInput, StoreDamaged, StoreFailed
from edge_agent.core.study.plan import Answer, Picture, Plan, Showing, open_showings
from edge_agent.core.study.result import MODEL
from edge_agent.people.names import new_name
from edge_agent.whole_files import write_whole

PLAN_FILE = "plan.json"
JUDGED_FILE = "judged_by.json"
ANSWERS = "answers"
SHOWING = "showing"
"""Holds the pictures that are in front of somebody, under names that tell nothing."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """What the model judged with."""

    recipe_hash: str
    bundle_sha256: str


class StudyFolder:
    """One study on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begun(self) -> Plan | None:
        """The plan in the folder; None where no study was begun."""
        file = self.folder / PLAN_FILE
        return read_as(file, TypeAdapter(Plan)) if file.is_file() else None

    def begin(self, plan: Plan) -> None:
        with told(self.folder):
            write_whole(self.folder / PLAN_FILE, TypeAdapter(Plan).dump_json(plan, indent=1))

    def appraisers(self) -> list[str]:
        """Everybody who gave an answer, people by name and the model last."""
        names = sorted(file.stem for file in (self.folder / ANSWERS).glob("*.json"))
        return sorted(names, key=lambda name: name == MODEL)

    def answers(self, appraiser: str) -> list[Answer]:
        file = self.answers_file(appraiser)
        return read_as(file, TypeAdapter(list[Answer])) if file.is_file() else []

    def keep(self, appraiser: str, answers: Sequence[Answer]) -> None:
        """Durable on return."""
        with told(self.folder):
            text = TypeAdapter(list[Answer]).dump_json(list(answers))
            write_whole(self.answers_file(appraiser), text)

    def answers_file(self, appraiser: str) -> Path:
        return self.folder / ANSWERS / f"{appraiser}.json"

    def model_judged(self, answers: Sequence[Answer], judged_by: JudgedBy) -> None:
        """The model's answers, in place of older ones, with what it judged by."""
        self.judged_file.unlink(missing_ok=True)
        self.keep(MODEL, answers)
        with told(self.folder):
            write_whole(self.judged_file, TypeAdapter(JudgedBy).dump_json(judged_by))

    def judged_by(self) -> JudgedBy | None:
        """None until the model's answers are all there."""
        file = self.judged_file
        return read_as(file, TypeAdapter(JudgedBy)) if file.is_file() else None

    @property
    def judged_file(self) -> Path:
        return self.folder / JUDGED_FILE

    def complete_answers(self, plan: Plan) -> dict[str, list[Answer]]:
        """Of everybody who has answered all that the plan asks."""
        everybody = {name: self.answers(name) for name in self.appraisers()}
        return {
            name: given
            for name, given in everybody.items()
            if not open_showings(plan, name, given) and (name != MODEL or self.judged_by())
        }

    def to_show(self, plan: Plan, appraiser: str) -> list[Showing]:
        """What this appraiser has still to be shown."""
        return open_showings(plan, appraiser, self.answers(appraiser))

    @contextmanager
    def shown(self, appraiser: str, showing: Showing) -> Iterator[list[Path]]:
        """The pictures of a showing as files to look at; gone again afterwards."""
        with told(self.folder):
            files = [self.laid_out(appraiser, showing, picture) for picture in showing.capture]
        try:
            yield files
        finally:
            for file in files:
                file.unlink(missing_ok=True)

    def laid_out(self, appraiser: str, showing: Showing, picture: Picture) -> Path:
        """A copy: a link would tell where it leads. It is not kept, so it need not be synced."""
        view = f"-{picture.view}" if picture.view else ""
        name = f"{appraiser}-{showing.trial}-{showing.place:03}{view}{picture.file.suffix}"
        file = self.folder / SHOWING / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture_bytes(picture))
        return file


def refuse_other_plan(plan: Plan, trials: int | None, seed: int | None, folder: Path) -> None:
    """Conflict where a study that was begun is asked to be another one."""
    for said, kept, option in ((trials, plan.trials, "--trials"), (seed, plan.seed, "--seed")):
        if said is not None and said != kept:
            raise Conflict(
                f"the study in {folder} was begun with {option} {kept}, not {said}; leave the"
                " option out, or begin another study with --out"
            )


def appraiser_name(name: str) -> str:
    """InvalidInput for a name that nobody should bear, or that is the model's."""
    spelt = new_name(name)
    if spelt == MODEL:
        raise InvalidInput(f"{MODEL!r} is the model's own name; a person takes another")
    return spelt


def picture_bytes(picture: Picture) -> bytes:
    """Conflict where it is not the picture that was planned."""
    try:
        content = picture.file.read_bytes()
    except OSError as error:
        raise Conflict(f"{picture.file} is not there any more; put it back") from error
    if hashlib.sha256(content).hexdigest() != picture.sha256:
        raise Conflict(f"{picture.file} was changed since the study began; put it back")
    return content


def read_as(file: Path, adapter: TypeAdapter[Value]) -> Value:
    try:
        return adapter.validate_python(json.loads(file.read_bytes()))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise StoreDamaged(f"{file}: {place}: {first['msg']}; begin another study") from error
    except ValueError as error:
        raise StoreDamaged(f"{file} is no JSON: {error}; begin another study") from error


@contextmanager
def told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"{folder}: {error}; free the disk or check its permissions") from error
