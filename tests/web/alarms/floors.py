"""States of a line in which something asks for a person, by the alarm that it raises."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from edge_agent.control.line_state import (
    BundleState,
    BypassState,
    ChangeoverState,
    EndedPack,
    FirstPacksState,
    FirstPackState,
    LineState,
    Trouble,
)
from edge_agent.core.alarms.table import AlarmName
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.challenge_plan import Occasion
from edge_agent.core.autonomy.challenges import Ask
from edge_agent.core.autonomy.standing import Suspension
from edge_agent.core.changeover import Difference, OrderSource, Told
from edge_agent.core.ledger import Ledger
from edge_agent.core.packs import Action, Level, Outcome, Reason, Verdict
from tests.control.samples import a_state
from tests.samples import NOON

MINUTE: Final = timedelta(minutes=1)
SUSPENDED: Final = Suspension(Cause.CAMERA_FAULT, "camera top lost", Level.RECOMMEND)


def quiet(**changes: Any) -> LineState:
    """Nothing to be told of it."""
    return replace(a_state(), belt_stops=(), lost_cameras={}, **changes)


def in_trouble(cause: Cause) -> LineState:
    return quiet(troubles=(Trouble(cause, "no answer for 2 s"),))


def asked(until_minutes: float) -> LineState:
    """A challenge pack is asked for, to come until so many minutes after now."""
    ask = Ask("good", Occasion.INTERVAL, NOON - MINUTE, NOON + until_minutes * MINUTE)
    return quiet(challenges=(ask,))


def without_order() -> LineState:
    last = EndedPack(
        *(1, Verdict.UNSURE, Action.PASS, Outcome.PASSED),
        late=False,
        reason=Reason.NO_ORDER,
    )
    return quiet(lately=replace(a_state().lately, strip=(last,)))


def rejecting_much() -> LineState:
    """1 % before, 10 % of the last 500."""
    ledger = Ledger(seen=1_500, passed=1_440, rejected=60)
    return quiet(ledger=ledger, lately=replace(a_state().lately, packs=500, rejected=50))


def first_pack() -> LineState:
    pack = FirstPackState(3, Verdict.UNSURE, (), is_asked=True, person=None, found_good=False)
    return quiet(changeover=ChangeoverState(first_packs=FirstPacksState(5, 2, False, (pack,))))


def mismatched() -> LineState:
    difference = Difference(Told.GTIN, "4006381333931", "4006381333948", OrderSource.SCANNER)
    return quiet(changeover=ChangeoverState(mismatch=(difference,)))


RAISING: Final[dict[AlarmName, LineState]] = {
    AlarmName.CAMERA_LOST: replace(quiet(), lost_cameras={"top": "no answer"}),
    AlarmName.PICTURES_BAD: in_trouble(Cause.CAMERA_FAULT),
    AlarmName.GATE_LOST: quiet(gate_trouble="no heartbeat"),
    AlarmName.SAFE_MODE: in_trouble(Cause.PART_HANGS),
    AlarmName.REJECTS_NOT_CONFIRMED: in_trouble(Cause.GATE_NOT_CONFIRMING),
    AlarmName.BIN_FULL: replace(quiet(), belt_stops=("bin full",)),
    AlarmName.NOT_RECORDED: in_trouble(Cause.STORE_TROUBLE),
    AlarmName.LATE_VERDICTS: in_trouble(Cause.LATE_VERDICTS),
    AlarmName.ENCODER_TROUBLE: in_trouble(Cause.ENCODER_TROUBLE),
    AlarmName.PRODUCT_MISMATCH: mismatched(),
    AlarmName.LEVEL_FELL: quiet(hands_over=True),
    AlarmName.ANSWER_OVERDUE: replace(quiet(), belt_stops=("no_answer 7",)),
    AlarmName.PACK_HELD: replace(quiet(), belt_stops=("hold 7",)),
    AlarmName.FIRST_PACK_WAITS: first_pack(),
    AlarmName.REJECT_RATE_HIGH: rejecting_much(),
    AlarmName.NO_ORDER: without_order(),
    AlarmName.CHALLENGE_OVERDUE: asked(-1),
    AlarmName.BYPASS_ENDS: quiet(bypass=BypassState("tom", 60.0)),
    AlarmName.CLOCK_TROUBLE: in_trouble(Cause.CLOCK_TROUBLE),
    AlarmName.BUNDLE_LEFT: quiet(bundle=BundleState(return_why="unsure", return_by="station")),
    AlarmName.CHALLENGE_DUE: asked(5),
    AlarmName.SUSPENSION_CLEARABLE: quiet(suspensions=(replace(SUSPENDED, is_over=True),)),
}
"""What the page server sees by itself is raised by its own facts."""
