"""All monitors of one recipe at one station, after every pack, in memory of fixed size. Pure.

    watch = Watch.begin(recipe, settings, shadow_run)    # or from_json(Watch, its kept memory)
    watch = watch.saw(facts_of(record))                  # after every pack
    watch = watch.audited(finding)                       # when a drawn pack was examined
    watch.alarms                                         # those that stand; each lowers its checks

Each check has detectors of overrides, of escapes and wrong rejects that audits find, of drifting
scores and, where it reads something, of falling legibility; each view of falling sharpness and
brightness. In quiet times each alarms after at least `packs_per_false_alarm` x (number of
detectors) packs on average, so all of them together after `packs_per_false_alarm` at least. A
detector of labels counts labels, which come with some packs only: it alarms that much sooner.

A watch belongs to a recipe, bundle and camera as certified; where one of these changes, and when
a new gate was passed, begin another. An alarm stands until then. Challenge packs are left out: they
are faulty on purpose.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Self

from edge_agent.core.autonomy.alarms import Alarm
from edge_agent.core.autonomy.auditing import Finding
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.pack_facts import Measure, PackFacts
from edge_agent.core.autonomy.watchers import (
    FallWatch,
    RateWatch,
    Reference,
    ScoreWatch,
    Subject,
)
from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Action, CheckKind
from edge_agent.core.recipe import Check, Recipe

LEGIBLE = frozenset({CheckKind.PRINT, CheckKind.BARCODE})
"""Checks of what is graded."""
LABELS_PER_CHECK = 3
"""Overrides, escapes, wrong rejects."""
Rates = tuple[RateWatch, ...]


@dataclass(frozen=True, slots=True)
class WatchSettings:
    packs_per_false_alarm: int = 200_000
    """Over all detectors together, at least and on average."""
    overrides_tolerated: float = 0.1
    """Of answered recommendations to reject: those that people overrule, their errors included."""
    escapes_tolerated: float = 0.01
    """Of audited packs that were passed: those that a check should have stopped."""
    wrong_rejects_tolerated: float = 0.1
    """Of audited packs that a check rejected: those that it should not have."""
    recommendations_per_pack: float = 0.2
    """At most, in quiet times, that are sure and answered. Where there are more, false alarms are
    that much more frequent than promised."""
    audits_per_pack: float = 0.02
    """The same of examined packs, of those passed and of those rejected each."""
    fall_tolerated: float = 0.1
    """Share of the mean grade, sharpness or brightness that may be lost without an alarm."""
    reference_packs: int = 1000
    """Quiet packs from which a reference is made, when none is given."""


@dataclass(frozen=True, slots=True)
class Watch:
    overrides: Rates
    escapes: Rates
    wrong_rejects: Rates
    scores: tuple[ScoreWatch, ...]
    falls: tuple[FallWatch, ...]
    seen: int = 0
    """Packs."""

    @classmethod
    def begin(
        cls, recipe: Recipe, settings: WatchSettings, shadow_run: Iterable[PackFacts] = ()
    ) -> Self:
        """`shadow_run`: the quiet packs that the certificate speaks of, as they came.

        They are the reference. What is not known from them is gathered from the packs that the
        watch sees first; what they are too many for is left out.
        """
        packs = list(shadow_run)
        watch = cls.quiet(recipe, settings)
        return replace(
            watch,
            scores=tuple(one.referring(scores_of(packs, one.subject.of)) for one in watch.scores),
            falls=tuple(
                one.referring(measures_of(packs, one.measure, one.subject.of))
                for one in watch.falls
            ),
        )

    @classmethod
    def quiet(cls, recipe: Recipe, settings: WatchSettings) -> Self:
        wanted, audited = Reference(settings.reference_packs), Cause.AUDIT_ERRORS_RISE
        alarm_at = settings.packs_per_false_alarm * detector_count(recipe)
        after_answers = alarm_at * settings.recommendations_per_pack
        after_audits = alarm_at * settings.audits_per_pack
        answered = of_checks(recipe, Cause.OVERRIDES_RISE, "overrides")
        escaped = of_checks(recipe, audited, "audited escapes")
        rejected = of_checks(recipe, audited, "audited wrong rejects")
        return cls(
            overrides=rates(answered, settings.overrides_tolerated, after_answers),
            escapes=rates(escaped, settings.escapes_tolerated, after_audits),
            wrong_rejects=rates(rejected, settings.wrong_rejects_tolerated, after_audits),
            scores=tuple(
                ScoreWatch(subject, alarm_at, wanted)
                for subject in of_checks(recipe, Cause.SCORE_DRIFT, "scores")
            ),
            falls=tuple(
                FallWatch(subject, measure, settings.fall_tolerated, alarm_at, wanted)
                for subject, measure in falling(recipe)
            ),
        )

    def saw(self, facts: PackFacts) -> Self:
        """One pack later."""
        overrides = labelled(self.overrides, facts.overridden)
        return replace(self.measured(facts), overrides=overrides, seen=self.seen + 1)

    def measured(self, facts: PackFacts) -> Self:
        """What is known without a label."""
        return replace(
            self,
            scores=tuple(
                one.saw(facts.scores.get(one.subject.of), facts.luck) for one in self.scores
            ),
            falls=tuple(
                one.saw(facts.measured.get(one.measure, {}).get(one.subject.of))
                for one in self.falls
            ),
        )

    def audited(self, finding: Finding) -> Self:
        """A drawn pack was examined by hand."""
        wrong = finding.wrong
        if finding.action is Action.PASS:
            return replace(self, escapes=labelled(self.escapes, wrong))
        return replace(self, wrong_rejects=labelled(self.wrong_rejects, wrong))

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """In a fixed order; each from when its detector noticed it until a new watch begins."""
        return tuple(one.alarm for one in self.watchers() if one.alarm is not None)

    def news_since(self, before: Self) -> tuple[Alarm, ...]:
        """Alarms that were not there before: what lowers levels now."""
        return tuple(alarm for alarm in self.alarms if alarm not in before.alarms)

    @property
    def lacks_packs(self) -> int:
        """Until every reference of the scores is whole; before that, quiet says nothing."""
        return max(one.reference.lacks for one in self.scores)

    def watchers(self) -> Iterator[RateWatch | ScoreWatch | FallWatch]:
        return chain(self.overrides, self.escapes, self.wrong_rejects, self.scores, self.falls)


def scores_of(packs: Iterable[PackFacts], check: str) -> list[float]:
    found = (facts.scores.get(check) for facts in packs)
    return [score for score in found if score is not None]


def measures_of(packs: Iterable[PackFacts], measure: Measure, of: str) -> list[float]:
    found = (facts.measured.get(measure, {}).get(of) for facts in packs)
    return [value for value in found if value is not None]


def labelled(watchers: Sequence[RateWatch], wrong: Mapping[str, bool]) -> Rates:
    return tuple(one.saw(wrong.get(one.subject.of)) for one in watchers)


def rates(subjects: Iterable[Subject], tolerated: float, alarm_at: float) -> Rates:
    return tuple(RateWatch.begin(subject, tolerated, alarm_at) for subject in subjects)


def of_checks(recipe: Recipe, cause: Cause, what: str) -> list[Subject]:
    return [subject_of(check, cause, what) for check in recipe.checks]


def subject_of(check: Check, cause: Cause, what: str) -> Subject:
    return Subject(cause, check.name, f"{what} of {check.name}", (check.name,))


def falling(recipe: Recipe) -> Iterator[tuple[Subject, Measure]]:
    """What is measured of every check that reads, and of every view."""
    for check in recipe.checks:
        if check.kind in LEGIBLE:
            yield subject_of(check, Cause.LEGIBILITY_FALLS, "legibility"), Measure.LEGIBILITY
    for view in recipe.views:
        checks = tuple(check.name for check in recipe.checks_of(view.name))
        if not checks:
            continue
        for measure in (Measure.SHARPNESS, Measure.BRIGHTNESS):
            what = f"{measure.value} of view {view.name}"
            yield Subject(Cause.SHARPNESS_FALLS, view.name, what, checks), measure


def detector_count(recipe: Recipe) -> int:
    """Detectors that share the budget of false alarms; InvalidInput for a recipe of no checks."""
    if not recipe.checks:
        raise InvalidInput(f"recipe {recipe.name} has no checks to watch")
    return (LABELS_PER_CHECK + 1) * len(recipe.checks) + len(list(falling(recipe)))
