"""From a verdict to a decision: how far the station may go with this pack. Pure.

Every check asks for something at min(its level, the station's ceiling); the strictest wins:
reject > hold > recommend > report. Silence and lateness reject at the acting levels and drive
nothing below them.
"""

from enum import IntEnum

from edge_agent.core.errors import Conflict
from edge_agent.core.packs import Action, Decision, Level, PackVerdict, Reason, Verdict
from edge_agent.core.recipe import Recipe

SHORTEST_ANSWER_S = 3.0
"""Less time than this to the gate, and no person can look at a recommendation and answer it."""


class Ask(IntEnum):
    """What one check wants done, mildest first."""

    NOTHING = 0
    REPORT = 1
    RECOMMEND = 2
    HOLD = 3
    REJECT = 4


ASKS: dict[tuple[Level, Verdict], Ask] = {
    (Level.REPORT, Verdict.OK): Ask.NOTHING,
    (Level.REPORT, Verdict.NOT_OK): Ask.REPORT,
    (Level.REPORT, Verdict.UNSURE): Ask.REPORT,
    (Level.RECOMMEND, Verdict.OK): Ask.NOTHING,
    (Level.RECOMMEND, Verdict.NOT_OK): Ask.RECOMMEND,
    (Level.RECOMMEND, Verdict.UNSURE): Ask.RECOMMEND,
    (Level.ACT_WHEN_SURE, Verdict.OK): Ask.NOTHING,
    (Level.ACT_WHEN_SURE, Verdict.NOT_OK): Ask.REJECT,
    (Level.ACT_WHEN_SURE, Verdict.UNSURE): Ask.HOLD,
    (Level.ACT_ALWAYS, Verdict.OK): Ask.NOTHING,
    (Level.ACT_ALWAYS, Verdict.NOT_OK): Ask.REJECT,
    (Level.ACT_ALWAYS, Verdict.UNSURE): Ask.REJECT,
}
"""The autonomy levels as a table."""


def lower_of(level: Level, ceiling: Level) -> Level:
    return level if level.rank <= ceiling.rank else ceiling


def station_level(recipe: Recipe, ceiling: Level) -> Level:
    """The highest level that any check of the recipe works at under this ceiling."""
    levels = [lower_of(check.level, ceiling) for check in recipe.checks]
    return max(levels, key=lambda level: level.rank, default=Level.REPORT)


def refuse_unless_holdable(recipe: Recipe, ceiling: Level, can_hold: bool) -> None:
    """act_when_sure must be able to hold an unsure pack; Conflict where nothing holds it."""
    levels = {lower_of(check.level, ceiling) for check in recipe.checks}
    if Level.ACT_WHEN_SURE in levels and not can_hold:
        raise Conflict(
            f"recipe {recipe.name}: level act_when_sure needs a second outlet or a belt stop "
            "to hold unsure packs; this gate has neither"
        )


def decide(recipe: Recipe, ceiling: Level, verdict: PackVerdict) -> Decision:
    """The decision for a pack whose verdict came in time."""
    level = station_level(recipe, ceiling)
    results = {result.name: result.verdict for result in verdict.checks}
    asks = [
        (ASKS[lower_of(check.level, ceiling), results.get(check.name, Verdict.UNSURE)], check.name)
        for check in recipe.checks
    ]
    if Reason.CODE_PRINT_DISAGREE in verdict.reasons:  # a fault that no single check can see
        asks.append((ASKS[level, Verdict.NOT_OK], "code and print disagree"))
    ask, by = max(asks, key=lambda pair: pair[0], default=(Ask.REPORT, "no checks"))
    return as_decision(ask, by, level)


def as_decision(ask: Ask, by: str, level: Level) -> Decision:
    if ask is Ask.REJECT:
        return Decision(Action.REJECT, f"{by}: reject", level, driven=True)
    if ask is Ask.HOLD:
        return Decision(Action.HOLD, f"{by}: unsure, hold", level, driven=True)
    if ask is Ask.RECOMMEND:
        rule = f"{by}: recommend"
        return Decision(Action.PASS, rule, level, driven=level.acts, recommended=Action.REJECT)
    rule = f"{by}: report" if ask is Ask.REPORT else "all checks ok"
    return Decision(Action.PASS, rule, level, driven=level.acts)


def without_verdict(level: Level, rule: str) -> Decision:
    """The decision for a pack that is late, too close, or has no picture."""
    if level.acts:
        return Decision(Action.REJECT, rule, level, driven=True)
    return Decision(Action.PASS, rule, level, driven=False)


def kept_default(level: Level, rule: str) -> Decision:
    """The machine says nothing about a pack that an armed gate guards, and so it is rejected."""
    return Decision(Action.REJECT, rule, level, driven=False)


def answered(decision: Decision, action: Action, person: str) -> Decision:
    """The operator's word on a recommendation, carried out."""
    rule = f"{decision.rule}; {person}: {action.value}"
    return Decision(action, rule, decision.level, driven=True, recommended=decision.recommended)
