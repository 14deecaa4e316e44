"""The same packs at many thresholds at once: from which score on a pack is called not ok.

Packs are sorted into bins between the thresholds once; the counts at every threshold are then sums
over bins. Hard rules stay above it: a pack that could not be seen or read is unsure at every
threshold, and a pack without a verdict stays without one. Where a person is asked, each minute of
the shift has room for as many answers as he can give in it; which packs of a crowded minute are
left over does not depend on their truth.
"""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.fates import OperatorModel, is_asked, person_rejects
from edge_agent.core.pack_columns import Bools, Floats, PackColumns
from edge_agent.core.packs import Action, Level, Verdict
from edge_agent.core.policy import ASKS, Ask, without_verdict

Codes = NDArray[np.int8]
Places = NDArray[np.integer]

GOOD, DEFECTIVE, UNKNOWN = range(3)
"""Truth: first axis of all counts."""
PASSES, REJECTS = range(2)
"""What the operator would say: second axis."""
LEFT_ALONE, ASKED, WAITED_FOR = range(3)
"""Nobody is asked; asked until the gate; asked while the belt stands: third axis."""
NO_VERDICT, ALWAYS_UNSURE, ELSE_UNSURE, ELSE_OK = range(4)
"""What a pack is where the threshold does not call it not ok: fourth axis."""
SHAPE = (3, 2, 3, 4)
AT_ONCE = 65_536
"""Packs taken together: few enough that all of them stay in the processor's cache."""
GRID = 4096
"""Cells of the score; a power of two, so that their borders are exact."""


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Packs by class at every threshold; verdict counts are of shape (3, 2, 3, thresholds)."""

    thresholds: Floats
    counts: dict[Verdict | None, Floats]
    answered_share: Floats
    """Of those who are asked, at each threshold; shape (thresholds,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Swept:
    """One level; all of shape (thresholds,), over packs whose truth is known but for `looks`."""

    rejected_rightly: Floats
    rejected_wrongly: Floats
    held: Floats
    no_answer: Floats
    reviewed: Floats
    looks: Floats
    """Packs that a person looks at, whether their truth is known or not."""


def sweep_of(packs: PackColumns, operator: OperatorModel, thresholds: Floats) -> Sweep:
    """`thresholds` ascend within (0, 1]."""
    bins = len(thresholds) + 1
    minutes = busy_minutes(packs.shown_s)
    by_class = np.zeros((*SHAPE, bins))
    by_minute = np.zeros((minutes[-1] + 1 if len(packs) else 0, bins), dtype=np.int64)
    for first in range(0, len(packs), AT_ONCE):
        here = slice(first, first + AT_ONCE)
        part = packs.part(here)
        classes, patience = else_said(part), patience_with(part)
        places = thresholds_reached(part.score, thresholds)
        places[(classes == ALWAYS_UNSURE) | (classes == NO_VERDICT)] = 0
        by_class += counted(part, person_rejects(part, operator), patience, classes, places, bins)
        until = recommended_until(places, classes, patience, bins - 1)
        add_by_minute(by_minute, minutes[here], until)
    room = int(60 / operator.response_s)
    return Sweep(thresholds, by_verdict(by_class), share_answered(by_minute, room))


def counted(
    packs: PackColumns, person: Bools, patience: Codes, classes: Codes, places: Places, bins: int
) -> Floats:
    """Packs in each cell; shape (*SHAPE, bins)."""
    cell: Codes = packs.defective.astype(np.int8)
    cell[~packs.known] = UNKNOWN
    axes = (person.astype(np.int8), patience, classes)
    for size, axis in zip(SHAPE[1:], axes, strict=True):
        cell = cell * np.int8(size) + axis
    flat = np.bincount(cell * np.int32(bins) + places, minlength=prod(SHAPE) * bins)
    return flat.reshape(*SHAPE, bins).astype(np.float64)


def patience_with(packs: PackColumns) -> Codes:
    patience = is_asked(packs).astype(np.int8)
    patience[packs.waits] = WAITED_FOR
    return patience


def recommended_until(places: Places, classes: Codes, patience: Codes, last: int) -> Places:
    """At how many thresholds a person is asked; unsure packs are recommended at all of them."""
    until = np.where((classes == ALWAYS_UNSURE) | (classes == ELSE_UNSURE), last, places)
    until[patience == LEFT_ALONE] = 0
    return until


def thresholds_reached(scores: Floats, thresholds: Floats) -> Places:
    """How many thresholds each score reaches; they ascend within (0, 1].

    A binary search for each pack would take most of the time. So each score is first put into a
    cell of a fine grid that holds at most one threshold, and compared with that one alone.
    """
    if np.diff(thresholds).min(initial=1.0) <= 1 / GRID:
        return np.searchsorted(thresholds, scores, side="right")
    cells = np.arange(GRID + 1) / GRID
    before = np.searchsorted(thresholds, cells, side="right").astype(np.int32)
    following = np.append(thresholds, np.nan)[before]
    cell = (np.clip(scores, 0, 1) * GRID).astype(np.int16)
    return np.asarray(before[cell] + (scores >= following[cell]))


def else_said(packs: PackColumns) -> Codes:
    unsure = packs.are(Verdict.UNSURE)
    classes = np.full(len(packs), ELSE_OK, dtype=np.int8)
    classes[unsure | packs.blocked] = ELSE_UNSURE
    classes[unsure & packs.blocked] = ALWAYS_UNSURE
    classes[packs.are(None)] = NO_VERDICT
    return classes


def by_verdict(by_bin: Floats) -> dict[Verdict | None, Floats]:
    """A pack in bin i is not ok at the first i thresholds."""
    below = np.cumsum(by_bin, axis=-1)[..., :-1]
    above = by_bin.sum(axis=-1, keepdims=True) - below
    return {
        Verdict.NOT_OK: above.sum(axis=3),
        Verdict.UNSURE: below[:, :, :, ALWAYS_UNSURE] + below[:, :, :, ELSE_UNSURE],
        Verdict.OK: below[:, :, :, ELSE_OK],
        None: below[:, :, :, NO_VERDICT],
    }


def add_by_minute(by_minute: Places, minutes: Places, until: Places) -> None:
    """Adds packs that follow each other to `by_minute`, shape (minutes, bins)."""
    first, last, bins = minutes[0], minutes[-1] + 1, by_minute.shape[1]
    flat = np.bincount((minutes - first) * bins + until, minlength=(last - first) * bins)
    by_minute[first:last] += flat.reshape(-1, bins)


def share_answered(by_minute: Places, room: int) -> Floats:
    """At each threshold, where `room` answers fit in a minute."""
    asked = by_minute.sum(axis=1, keepdims=True) - np.cumsum(by_minute, axis=1)[:, :-1]
    answered = np.minimum(asked, room).sum(axis=0)
    return np.asarray(answered / np.maximum(asked.sum(axis=0), 1))


def busy_minutes(shown_s: Floats) -> Places:
    """The minute of each pack; minutes in which nothing was shown are left out."""
    if len(shown_s) == 0:
        return np.zeros(0, dtype=np.int64)
    latest_s = np.maximum.accumulate(shown_s)  # a slow verdict may be shown after the next one
    minutes = ((latest_s - latest_s[0]) * (1 / 60)).astype(np.int64)
    begins = np.zeros(len(minutes), dtype=np.bool_)
    np.not_equal(minutes[1:], minutes[:-1], out=begins[1:])
    return np.cumsum(begins)


def swept_at(level: Level, sweep: Sweep) -> Swept:
    """Packs in a crowded minute are counted in shares and rounded at the end."""
    parts = [
        done_with(ask_of(level, verdict), counts, sweep.answered_share)
        for verdict, counts in sweep.counts.items()
    ]
    rejected, held, looked_at, no_answer = (sum(part) for part in zip(*parts, strict=True))
    return Swept(
        rejected_rightly=np.rint(rejected[DEFECTIVE]),
        rejected_wrongly=np.rint(rejected[GOOD]),
        held=held[:UNKNOWN].sum(axis=0),
        no_answer=np.rint(no_answer[:UNKNOWN].sum(axis=0)),
        reviewed=np.rint(looked_at[:UNKNOWN].sum(axis=0)),
        looks=np.rint(looked_at.sum(axis=0)),
    )


def done_with(ask: Ask, counts: Floats, share: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Rejected, held, looked at, without an answer: packs by truth, shape (3, thresholds)."""
    everyone, nobody = counts.sum(axis=(1, 2)), np.zeros((len(counts), len(share)))
    if ask is Ask.REJECT:
        return everyone, nobody, nobody, nobody
    if ask is Ask.HOLD:
        return counts[:, REJECTS].sum(axis=1), everyone, everyone, nobody
    if ask is Ask.RECOMMEND:
        asked, waited_for = counts[:, :, ASKED], counts[:, :, WAITED_FOR]
        seen = asked * share + waited_for
        unanswered = (asked + waited_for).sum(axis=1) * (1 - share)
        return seen[:, REJECTS], nobody, seen.sum(axis=1), unanswered
    return nobody, nobody, nobody, nobody


def ask_of(level: Level, verdict: Verdict | None) -> Ask:
    if verdict is not None:
        return ASKS[level, verdict]
    is_rejected = without_verdict(level, "no verdict").action is Action.REJECT
    return Ask.REJECT if is_rejected else Ask.NOTHING
