"""What a level does with each recorded pack: the policy's table, and one person who is asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.pack_columns import Bools, PackColumns
from edge_agent.core.packs import Action, Level, Verdict
from edge_agent.core.policy import ASKS, SHORTEST_ANSWER_S, Ask, without_verdict


@dataclass(frozen=True, slots=True)
class OperatorModel:
    """How a person judges the packs that he is shown."""

    hit_share: float = 0.95
    false_alarm_share: float = 0.05
    response_s: float = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Fates:
    """What one case does with the packs; all of shape (packs,)."""

    rejected: Bools
    held: Bools
    no_answer: Bools
    reviewed: Bools


def untouched(packs: PackColumns) -> Fates:
    """Without any inspection every pack is shipped."""
    nothing = np.zeros(len(packs), dtype=np.bool_)
    return Fates(nothing, nothing, nothing, nothing)


def fates_at(level: Level, packs: PackColumns, operator: OperatorModel) -> Fates:
    asked_for = asks_at(level, packs)
    person = person_rejects(packs, operator)
    held, asked = asked_for == Ask.HOLD, asked_for == Ask.RECOMMEND
    in_time = answered_in_time(packs, asked, operator.response_s)
    answered = asked & (in_time | packs.waits)
    reviewed = held | answered
    return Fates(
        rejected=(asked_for == Ask.REJECT) | (reviewed & person),
        held=held,
        no_answer=asked & ~in_time & is_asked(packs),
        reviewed=reviewed,
    )


def asks_at(level: Level, packs: PackColumns) -> NDArray[np.int8]:
    """What is wanted for each pack, as codes of Ask."""
    asked_for = np.full(len(packs), Ask.NOTHING, dtype=np.int8)
    for verdict in Verdict:
        asked_for[packs.are(verdict)] = ASKS[level, verdict]
    if without_verdict(level, "no verdict").action is Action.REJECT:
        asked_for[packs.are(None)] = Ask.REJECT
    return asked_for


def person_rejects(packs: PackColumns, operator: OperatorModel) -> Bools:
    share = np.where(packs.defective, operator.hit_share, operator.false_alarm_share)
    return np.asarray(packs.luck < share)


def is_asked(packs: PackColumns) -> Bools:
    """Nobody is asked where the gate comes too soon and the belt does not wait."""
    return np.asarray(packs.waits | (packs.time_left_s >= SHORTEST_ANSWER_S))


def answered_in_time(packs: PackColumns, asked: Bools, response_s: float) -> Bools:
    """The operator is one person: a pack that is shown while he is busy waits for him.

    He leaves out what would be answered too late, unless the belt waits for it.
    """
    in_time = np.zeros(len(packs), dtype=np.bool_)
    places = np.flatnonzero(asked & is_asked(packs))
    columns = (packs.shown_s, packs.time_left_s, packs.waits)
    free_s = -np.inf
    for place, shown_s, left_s, waits in zip(
        places.tolist(), *(column[places].tolist() for column in columns), strict=True
    ):
        answered_s = max(free_s, shown_s) + response_s
        in_time[place] = answered_s - shown_s <= left_s
        if waits or in_time[place]:
            free_s = answered_s
    return in_time
