"""Day after day: packs come by, some are labelled, a head is tuned on all labels, and judged.

A day's packs are seen with the head of the evening before. Judged is on packs of other lots, which
nobody labels. Everything between picking and judging is what the centre and the stations run.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.fleet.feedback.feedback_settings import FeedbackTable
from deploy.learning.labelling import Labels, People
from deploy.learning.new_defect import NewDefect, day_of
from deploy.learning.station_eyes import SeenByStation, StationEyes
from edge_agent.core.errors import PackwardenError
from edge_agent.core.packs import Verdict
from edge_agent.inspection.recipe_files import save_recipe
from training.data.data_set import open_data_set
from training.tracking import NOT_TRACKED
from training.tuning.job import TuningRun, tune
from training.tuning.search import OneByOne
from training.tuning.settings import (
    CardSettings,
    LabelledSettings,
    SearchSettings,
    TuneSettings,
)

GOLDEN_SEED: Final = 7
JUDGING_DAY: Final = 1_000
"""The first of the lots that judge; no day of the line comes so far."""
JUDGING_LOTS: Final = 4
SEARCH: Final = SearchSettings(outer_folds=4, inner_folds=3, trials=10)
CARD: Final = CardSettings(
    problem="Whether a printed line is stained.",
    quality="Simulated people; their share of mistakes is stated.",
    improvement="Every evening anew, on all labels.",
    robustness="Drawn light and placement only.",
)


@dataclass(frozen=True, slots=True)
class LearningPlan:
    defect: NewDefect
    people: People
    days: int
    packs: int
    """A day, and in each lot that judges."""
    labels: int
    """A day, at most; a pack takes two, and a third where they differ."""


@dataclass(frozen=True, slots=True)
class Evening:
    """How it stands after a day."""

    day: int
    labels: int
    stained: int
    """Packs with the defect that were labelled."""
    caught: int
    """Stained packs that judge and did not pass as ok."""
    of_stained: int
    disturbed: int
    """Good packs that judge and did not pass as ok."""
    of_good: int
    trouble: str | None
    """Why there was no new head."""


@dataclass
class Learning:
    """One run in a folder."""

    plan: LearningPlan
    folder: Path
    tell: Callable[[str], None]
    judging: list[SeenByStation] = field(default_factory=list)

    def evenings(self) -> Iterator[Evening]:
        plan = self.plan
        save_recipe(plan.defect.made.recipe(), plan.defect.made.golden(GOLDEN_SEED), self.recipe)
        eyes = StationEyes(plan.defect, self.recipe, self.folder / "seen")
        labels = Labels(
            open_data_set(str(self.folder / "data")),
            *(plan.defect, plan.people),
            FeedbackTable(labels_a_day=plan.labels, audit_share=0.1),
        )
        for lot in range(JUDGING_LOTS):
            self.tell(f"packs that judge: lot {lot + 1} of {JUDGING_LOTS}")
            packs = day_of(plan.defect, JUDGING_DAY + lot, plan.packs)
            self.judging += [eyes.looked(pack) for pack in packs]
        for day in range(plan.days):
            seen = [eyes.looked(pack) for pack in day_of(plan.defect, day, plan.packs)]
            labels.of_day(day, [(one, eyes.says(one)) for one in seen])
            trouble = self.learned(day, eyes)
            evening = self.judged(day, labels, eyes, trouble)
            self.tell(
                f"day {day + 1} of {plan.days}: {evening.labels} labels, "
                f"{evening.caught} of {evening.of_stained} caught"
            )
            yield evening

    def learned(self, day: int, eyes: StationEyes) -> str | None:
        """Why not: too few labels, or it would disturb good packs; then the old head stays."""
        run = self.folder / f"day-{day + 1}"
        wanted = LabelledSettings(
            data=str(self.folder / "data"), recipe=self.recipe, check=eyes.check.name
        )
        settings = TuneSettings(
            seed=self.plan.defect.seed, search=SEARCH, labelled=wanted, card=CARD
        )
        try:
            tune(TuningRun(settings, run, OneByOne(), NOT_TRACKED, lambda _: None))
        except PackwardenError as error:
            return str(error)
        eyes.take(run)
        return None

    def judged(self, day: int, labels: Labels, eyes: StationEyes, trouble: str | None) -> Evening:
        stained = [one for one in self.judging if one.pack.is_stained]
        good = [one for one in self.judging if not one.pack.is_stained]
        return Evening(
            day=day + 1,
            labels=labels.count,
            stained=labels.stained,
            caught=not_passed(eyes, stained),
            of_stained=len(stained),
            disturbed=not_passed(eyes, good),
            of_good=len(good),
            trouble=trouble,
        )

    @property
    def recipe(self) -> Path:
        return self.folder / "recipe"


def not_passed(eyes: StationEyes, packs: Sequence[SeenByStation]) -> int:
    return sum(eyes.says(one).verdict is not Verdict.OK for one in packs)
