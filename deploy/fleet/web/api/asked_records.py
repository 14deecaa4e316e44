"""Which records somebody asks for: the same words in a list and in an export."""

from typing import Annotated, Any

from fastapi import Query

from deploy.fleet.searching import Wanted
from deploy.fleet.web.api.words import NO_NUL, Word
from edge_agent.core.packs import Action, Outcome, Verdict
from edge_agent.web.listing import Before, Since


def asked_records(
    lot: Word = None,
    station: Word = None,
    recipe: Word = None,
    verdict: Annotated[Verdict | None, Query()] = None,
    outcome: Annotated[Outcome | None, Query()] = None,
    decision: Annotated[Action | None, Query()] = None,
    late: Annotated[bool | None, Query()] = None,
    check: Annotated[
        str | None,
        Query(
            max_length=200,
            pattern=NO_NUL,
            description="With something said against the pack; empty: its own.",
        ),
    ] = None,
    reason: Annotated[
        str | None, Query(max_length=200, pattern=NO_NUL, description="Of any check.")
    ] = None,
    seen_from: Since = None,
    seen_before: Before = None,
) -> Wanted:
    return Wanted(
        lot=lot,
        station=station,
        recipe=recipe,
        verdict=verdict,
        outcome=outcome,
        decision=decision,
        late=late,
        check=check,
        reason=reason,
        seen_from=seen_from,
        seen_before=seen_before,
    )


def asked_of(wanted: Wanted) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in Wanted.__dataclass_fields__}
