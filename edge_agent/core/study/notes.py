"""What a reader of a study must know beside its numbers, one sentence each. Pure."""

from collections.abc import Iterator

from edge_agent.core.study.learning import people_of
from edge_agent.core.study.plan import BORDERLINE_SHARES, USUAL_APPRAISERS
from edge_agent.core.study.result import (
    FULL_PACKS,
    FULL_TRIALS,
    MODEL,
    Share,
    Shown,
    StudyResult,
)


def notes_on(result: StudyResult) -> list[str]:
    return [*on_size(result), *on_set(result), *on_repeats(result), *on_intervals(result)]


def on_size(result: StudyResult) -> Iterator[str]:
    if result.simulated:
        yield "Packs or people are simulated: this shows how a study works and proves nothing."
    if result.packs < FULL_PACKS or result.trials < FULL_TRIALS:
        yield (
            f"{result.packs} packs in {result.trials} trials: nobody is called acceptable with"
            f" fewer than {FULL_PACKS} packs in {FULL_TRIALS} trials."
        )
    people = len(people_of(result))
    if people < USUAL_APPRAISERS:
        yield f"{people} of the usual {USUAL_APPRAISERS} people took part."


def on_set(result: StudyResult) -> Iterator[str]:
    if result.borderline is None:
        yield "Nobody said which packs are borderline; with clear packs alone everybody looks good."
        return
    low, high = BORDERLINE_SHARES
    share = result.borderline / result.packs
    if not low <= share <= high:
        yield (
            f"{share:.0%} of the packs are borderline; {low:.0%} to {high:.0%} tell appraisers"
            " apart best."
        )


def on_repeats(result: StudyResult) -> Iterator[str]:
    model = result.appraiser(MODEL)
    shown = result.appraisers[0].shown if result.appraisers else Shown.SAME_FILE
    if shown is Shown.RE_ACQUIRED:
        yield "Pictures re-acquired: in every trial another picture of the same pack was shown."
    else:
        yield "The same file was shown again in every trial: the camera's own spread is not in it."
    if model is not None and model.repeats_say_nothing:
        yield (
            "The model always agrees with itself on the same file, so its kappa within says"
            " nothing; each pack counts once for it."
        )
    if model is not None:
        yield "Unsure counts as called defective: such a pack does not pass by itself."


def on_intervals(result: StudyResult) -> Iterator[str]:
    chances = result.defective
    highest = Share(0, chances).interval.high
    yield (
        f"Intervals are 95 %. Few packs have wide ones: no miss in {chances} defective packs still"
        f" allows a miss share of {highest:.1%}. The second band is the one at the worse end."
    )
    yield (
        "Intervals of misses and false alarms count every answer; answers on one pack hang"
        " together, so the truth may be wider. Those of kappa and effectiveness count packs."
    )
