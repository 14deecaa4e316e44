"""The studies of a station: one of its recorded packs, and one for each folder in `studies/`.

A person sees one pack at a time, under no name, and never what anybody else said of it. While he
judges no result is shown to him.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge_agent.core.errors import Conflict, NotFound
from edge_agent.core.packs import Verdict
from edge_agent.core.study.plan import Answer, Plan, Showing
from edge_agent.core.study.result import MODEL, STUDY_FILE
from edge_agent.study.folder import StudyFolder, appraiser_name
from edge_agent.study.picture_sets import TRUTH_FILES
from edge_agent.web.site import Site

RECORDED: Final = "recorded"
"""The study of the station's own packs."""
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
STUDY_FOLDER: Final = "study"


@dataclass(frozen=True, slots=True)
class Study:
    name: str
    place: Path
    """Where its packs are: the station's data folder, or a folder of pictures."""

    @property
    def is_recorded(self) -> bool:
        return self.name == RECORDED

    @property
    def folder(self) -> StudyFolder:
        return StudyFolder(self.place / STUDY_FOLDER)

    @property
    def result(self) -> Path:
        return self.folder.folder / STUDY_FILE

    def plan(self) -> Plan:
        """Conflict where it was not begun."""
        plan = self.folder.begun()
        if plan is None:
            raise Conflict("this study was not begun yet; start a session first")
        return plan

    def people(self) -> list[str]:
        return [name for name in self.folder.appraisers() if name != MODEL]


def studies_of(site: Site) -> Iterator[Study]:
    if (site.folder / "events.db").is_file():
        yield Study(RECORDED, site.folder)
    for folder in sorted((site.folder / "studies").glob("*")):
        has_truth = any((folder / name).is_file() for name in TRUTH_FILES)
        if has_truth and NAME.fullmatch(folder.name) and folder.name != RECORDED:
            yield Study(folder.name, folder)


def study_of(site: Site, name: str) -> Study:
    for study in studies_of(site):
        if study.name == name:
            return study
    raise NotFound(f"there is no study {name!r} at this station")


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person before one study."""

    study: Study
    plan: Plan
    person: str
    answers: list[Answer]

    @property
    def asked(self) -> int:
        return len(self.plan.packs) * self.plan.trials

    @property
    def open(self) -> list[Showing]:
        return self.study.folder.to_show(self.plan, self.person)

    def shown(self, trial: int, place: int) -> Showing:
        """The pack in front of the person. NotFound for every other one."""
        for showing in self.open[:1]:
            if (showing.trial, showing.place) == (trial, place):
                return showing
        raise NotFound("this pack is not the one to be judged now")

    def answer(self, trial: int, place: int, verdict: Verdict) -> "Sitting":
        """Kept on return. The first answer to a pack counts; the same one again changes nothing."""
        if self.was_answered(trial, place):
            return self
        showing = self.shown(trial, place)
        answers = [*self.answers, Answer(trial, showing.pack.name, verdict)]
        self.study.folder.keep(self.person, answers)
        return Sitting(self.study, self.plan, self.person, answers)

    def was_answered(self, trial: int, place: int) -> bool:
        packs = len(self.plan.packs)
        return 1 <= place <= packs and 0 < (trial - 1) * packs + place <= len(self.answers)


def sitting(study: Study, name: str) -> Sitting:
    person = appraiser_name(name)
    return Sitting(study, study.plan(), person, study.folder.answers(person))


def refuse_while_judging(study: Study, name: str) -> None:
    """Conflict for who has begun to judge, and has not yet judged all."""
    if name in study.people():
        at = sitting(study, name)
        if at.open:
            left = len(at.open)
            raise Conflict(f"you have {left} packs still to judge; the result is shown afterwards")
