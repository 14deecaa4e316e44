"""Roll-outs: what goes out to which stations, how far it is, and what it does there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from starlette.responses import HTMLResponse

from deploy.fleet.rollouts.differences import DifferentPack, differences
from deploy.fleet.rollouts.documents import (
    RolloutAnswer,
    RolloutStation,
    RolloutSummary,
    ShareAnswer,
    rollout_document,
    rollout_summary,
)
from deploy.fleet.rollouts.engine import State
from deploy.fleet.rollouts.keeping import rollout_row, rollout_rows
from deploy.fleet.rollouts.plan import Step, usual_steps
from deploy.fleet.rollouts.rule_phrases import rule_said
from deploy.fleet.rollouts.saying import Measure
from deploy.fleet.rollouts.standing import NOT_BACK, At
from deploy.fleet.web.pages.packs_shown import Picture, pictures_of
from deploy.fleet.web.pages.page import CentreLook, Looking, page_route
from deploy.fleet.web.pages.recipes_page import stations_of
from deploy.fleet.web.pages.words import words_of
from edge_agent.core.guarantees.bounds import interval
from edge_agent.core.roles import Person

router = APIRouter()

MOST: Final = 60
MOST_DIFFERENT: Final = 24
SHAPES: Final = {
    At.WAITING: "·",
    At.SHADOWING: "◐",
    At.ORDERED: "…",
    At.READY: "◔",
    At.TOOK: "▶",
    At.REFUSED: "✕",
    At.LEFT: "↩",
    At.RETURNING: "…",
    At.BACK: "↩",
}
CAUTION: Final = (At.REFUSED, At.LEFT, At.RETURNING)
PASSED, NOW, TO_COME, STOPPED = "passed", "now", "to_come", "stopped"
Rollout = Annotated[int, Path(ge=1, le=2**53)]


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the track."""

    step: Step
    index: int
    standing: str
    """passed, now, to_come or stopped; also the key of its word."""
    wanted: int
    """Stations."""
    working: int | None
    """Of them those that do their part already, at the step that goes on."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure over all stations that took the release, before and with it."""

    measure: Measure
    before: ShareAnswer
    after: ShareAnswer

    @property
    def most(self) -> float:
        """Where the scale ends: a round share above all ends of intervals."""
        most = max(self.before.high, self.after.high)
        return next((end for end in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if most <= end), 1.0)


@dataclass(frozen=True, slots=True)
class ShownDifference:
    pack: DifferentPack
    pictures: dict[str, Picture]


@router.get("/rollouts", **page_route())
def rollouts(look: Looking) -> HTMLResponse:
    """The newest first."""
    with look.site.reading() as connection:
        found = [rollout_summary(connection, row) for row in rollout_rows(connection)[:MOST]]
        known = stations_of(connection)
    return look.page(
        "rollouts.html",
        rollouts=found,
        tracks={one.number: track(one) for one in found},
        stations=known,
        steps=usual_steps(),
        words=words_of(look),
    )


@router.get("/rollouts/{rollout}", **page_route())
def one_rollout(rollout: Rollout, look: Looking) -> HTMLResponse:
    """NotFound."""
    with look.site.reading() as connection:
        found = rollout_document(connection, rollout)
    return look.page("rollout.html", **shown(found, look))


@router.get("/rollouts/{rollout}/now", **page_route())
def rollout_part(rollout: Rollout, look: Looking) -> HTMLResponse:
    """What of the page changes while it goes on."""
    with look.site.reading() as connection:
        found = rollout_document(connection, rollout)
    return look.page("rollout.now.html", **shown(found, look))


def shown(found: RolloutAnswer, look: CentreLook) -> dict[str, Any]:
    actor = look.present.actor
    proposer = next((note.by for note in reversed(found.history) if note.kind == "proposed"), None)
    moved = [one for one in found.stations if one.state is not At.WAITING]
    return {
        "one": found,
        "track": track(found),
        "moved": sorted(moved, key=lambda one: list(At).index(one.state), reverse=True),
        "waiting": [one for one in found.stations if one.state is At.WAITING],
        "compared": list(compared(found.stations)),
        "shadows": [one for one in found.stations if one.shadow is not None],
        "different": different(found.number, look),
        "lost": [one for one in found.stations if one.lost_levels],
        "away": sum(found.counts.get(state, 0) for state in (At.ORDERED, At.READY, At.RETURNING)),
        "is_proposer": isinstance(actor, Person) and actor.name == proposer,
        "can_go_on": can_go_on(found),
        "rule": partial(rule_said, language=look.language),
        "shapes": SHAPES,
        "caution": CAUTION,
        "measures": (Measure.NOT_OK, Measure.UNSURE),
        "words": words_of(look),
    }


def can_go_on(found: RolloutAnswer) -> bool:
    """Everybody who was told is back."""
    return not any(
        one.state in NOT_BACK and (one.state is not At.TOOK or one.step is not None)
        for one in found.stations
    )


def track(found: RolloutSummary) -> list[Stage]:
    stations = sum(found.counts.values())
    return [
        Stage(
            *(step, index, standing_of(found, index), step.count(stations)),
            working=working(found, step) if standing_of(found, index) == NOW else None,
        )
        for index, step in enumerate(found.steps)
    ]


def working(found: RolloutSummary, step: Step) -> int:
    return found.counts.get(At.TOOK if step.takes else At.SHADOWING, 0)


def standing_of(found: RolloutSummary, index: int) -> str:
    if index < found.step or found.state is State.DONE:
        return PASSED
    if index > found.step or found.state in (State.PROPOSED, State.WITHDRAWN):
        return TO_COME
    return STOPPED if found.state is State.HALTED else NOW


def compared(stations: Iterable[RolloutStation]) -> Iterable[Compared]:
    """Measures that something is known of before and after."""
    took = [one for one in stations if one.after]
    for measure in Measure:
        before = added([one.before[measure] for one in took if measure in one.before])
        after = added([one.after[measure] for one in took if measure in one.after])
        if before is not None and after is not None:
            yield Compared(measure, before, after)


def added(shares: Sequence[ShareAnswer]) -> ShareAnswer | None:
    hits, of = sum(one.hits for one in shares), sum(one.of for one in shares)
    if of == 0:
        return None
    ends = interval(hits, of)
    return ShareAnswer(hits=hits, of=of, low=ends.low, high=ends.high)


def different(number: int, look: CentreLook) -> list[ShownDifference]:
    with look.site.reading() as connection:
        found = differences(connection, rollout_row(connection, number), MOST_DIFFERENT)
    folder = look.site.places.pictures
    return [ShownDifference(one, pictures_of(one.pictures, folder)) for one in found]
