"""What the API says of roll-outs."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from fastapi import Path
from pydantic import AwareDatetime, Field, ValidationError, model_validator
from sqlalchemy import Connection, Row

from deploy.fleet.rollouts.comparing import share_between
from deploy.fleet.rollouts.engine import State
from deploy.fleet.rollouts.keeping import Note, last_halt, notes_of, rollout_row, station_rows
from deploy.fleet.rollouts.plan import Plan, Rules, Step, usual_steps
from deploy.fleet.rollouts.reading import said_by
from deploy.fleet.rollouts.saying import Counts, Measure, StationSays
from deploy.fleet.rollouts.standing import At
from deploy.fleet.web.api.words import LARGEST
from edge_agent.core.packs import Level
from edge_agent.core.shadow.tally import Tally
from edge_agent.web.listing import Document

Number = Annotated[int, Path(ge=1, le=LARGEST, examples=[7])]
Reason = Annotated[str, Field(max_length=500)]
Pattern = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_*?-]{1,40}(/[A-Za-z0-9_*?-]{1,40}){2}$|^\*$",
        examples=["hamburg/*/tray"],
    ),
]


class NewRollout(Document):
    release: Annotated[str, Field(min_length=1, max_length=200, examples=["base-1.1.0.zip"])]
    bundle_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    stations: Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=500)] = Field(
        default=("*",), description="site/line/station; `*` stands for any part, or for all."
    )
    product: Annotated[str, Field(max_length=80)] | None = Field(
        default=None,
        description="Recipe: only stations that made it, and only its packs count.",
        examples=["tray"],
    )
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=12)] = Field(
        default_factory=usual_steps
    )
    rules: Rules = Rules()
    reason: Reason = ""

    @model_validator(mode="after")
    def is_a_plan(self) -> Self:
        try:
            self.plan  # noqa: B018 - its steps are looked at together
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from error
        return self

    @property
    def plan(self) -> Plan:
        return Plan(steps=self.steps, rules=self.rules)


class ChangedRollout(Document):
    reason: Reason = ""


class ShareAnswer(Document):
    """Packs of one station that are so, of those that could be."""

    hits: int
    of: int
    low: float = Field(description="Ends of the 95 % interval (Clopper and Pearson).")
    high: float


class ShadowAnswer(Document):
    """How the release did that looked on; sums since it began."""

    packs: int = Field(description="That both have looked at.")
    same: int
    stricter: int = Field(description="The release would have let less pass.")
    milder: int
    not_looked_at: int
    low: float = Field(description="Ends of the share that differs, at 95 %.")
    high: float
    per_check: dict[str, dict[str, Any]]


class LostLevel(Document):
    """A level that a certificate gave, and that does not pass to another bundle."""

    check: str
    had: Level
    has: str


class RolloutStation(Document):
    station: str
    rank: int = Field(description="Whose turn comes first.")
    state: At
    why: str
    step: int | None = Field(description="Which chose it to take the release.")
    runs: str | None = Field(description="sha256 of the bundle that it works with.")
    before: dict[Measure, ShareAnswer]
    after: dict[Measure, ShareAnswer]
    shadow: ShadowAnswer | None
    lost_levels: list[LostLevel]


class NoteAnswer(Document):
    """Something that happened to it."""

    at: AwareDatetime
    kind: str = Field(examples=["step"])
    by: str | None = Field(description="null: by rule.")
    station: str | None
    told: dict[str, Any]


class RolloutSummary(Document):
    number: int
    release: str
    bundle_sha256: str
    product: str | None
    at: AwareDatetime
    by: str
    note: str
    needs_two: bool
    state: State
    step: int
    steps: list[Step]
    counts: dict[At, int] = Field(description="Stations by state.")
    halted: NoteAnswer | None


class RolloutsAnswer(Document):
    rollouts: list[RolloutSummary] = Field(description="The newest first.")


class RolloutAnswer(RolloutSummary):
    step_since: AwareDatetime
    rules: Rules
    stations: list[RolloutStation]
    history: list[NoteAnswer]


def rollout_summary(connection: Connection, row: Row[Any]) -> RolloutSummary:
    stations, notes = station_rows(connection, row.id), notes_of(connection, row.id)
    return RolloutSummary(**summed(row, stations, notes))


def rollout_document(connection: Connection, number: int) -> RolloutAnswer:
    """NotFound."""
    row = rollout_row(connection, number)
    stations, notes = station_rows(connection, number), notes_of(connection, number)
    says = said_by(connection, stations, row)
    plan = Plan.model_validate_json(row.plan)
    return RolloutAnswer(
        **summed(row, stations, notes),
        step_since=row.step_since,
        rules=plan.rules,
        stations=[station_document(one, says[one.station]) for one in stations],
        history=[note_document(note) for note in notes],
    )


def summed(row: Row[Any], stations: Sequence[Row[Any]], notes: Sequence[Note]) -> dict[str, Any]:
    halt = last_halt(notes)
    counts: dict[At, int] = {}
    for one in stations:
        counts[At(one.state)] = counts.get(At(one.state), 0) + 1
    return {
        "number": row.id,
        "release": row.release,
        "bundle_sha256": row.bundle_sha256,
        "product": row.product,
        "at": row.at,
        "by": row.by,
        "note": row.note,
        "needs_two": row.needs_two,
        "state": State(row.state),
        "step": row.step,
        "steps": list(Plan.model_validate_json(row.plan).steps),
        "counts": counts,
        "halted": None if halt is None else note_document(halt),
    }


def note_document(note: Note) -> NoteAnswer:
    return NoteAnswer(
        at=note.at, kind=note.kind, by=note.by, station=note.station, told=dict(note.told or {})
    )


def station_document(row: Row[Any], says: StationSays) -> RolloutStation:
    return RolloutStation(
        station=row.station,
        rank=row.rank,
        state=At(row.state),
        why=row.why,
        step=row.chosen_step,
        runs=says.runs,
        before=shares_of(says.before),
        after=shares_of(says.after),
        shadow=None if says.shadow is None else shadow_document(says.shadow),
        lost_levels=list(lost_levels(json.loads(row.levels), says.levels)),
    )


def shares_of(counts: Counts) -> dict[Measure, ShareAnswer]:
    """Of measures that something is known of."""
    found = {}
    for measure in Measure:
        hits, of = counts.of(measure)
        if of:
            ends = share_between(counts, measure)
            found[measure] = ShareAnswer(hits=hits, of=of, low=ends.low, high=ends.high)
    return found


def shadow_document(tally: Tally) -> ShadowAnswer:
    ends = tally.disagreement
    return ShadowAnswer(
        packs=tally.packs,
        same=tally.same,
        stricter=tally.stricter,
        milder=tally.milder,
        not_looked_at=tally.not_looked_at,
        low=ends.low,
        high=ends.high,
        per_check={
            name: {"same": one.same, "stricter": one.stricter, "milder": one.milder}
            for name, one in tally.per_check.items()
        },
    )


def lost_levels(had: Mapping[str, str], has: Mapping[str, str]) -> Sequence[LostLevel]:
    """Checks that work lower than when the release was ordered."""
    ranks = [level.value for level in Level]
    return [
        LostLevel(check=check, had=Level(level), has=has[check])
        for check, level in sorted(had.items())
        if level in ranks
        and has.get(check) in ranks
        and ranks.index(has[check]) < ranks.index(level)
    ]
