"""The line's part in verifying the first packs of an order: asks, stops the belt, and tells.

A challenge pack is no first pack: it was made to be what it is. Pictures of the first packs are at
hand while they are verified.
"""

from collections.abc import Mapping
from typing import Final

from edge_agent.control.shown import Views
from edge_agent.core.first_packs import FirstPack, FirstPacks
from edge_agent.core.packs import CheckResult, PackVerdict
from edge_agent.core.told import AnswerFirstPack
from edge_agent.line.pack_in_work import PackInWork
from edge_agent.line.parts import Parts
from edge_agent.line.stops import FIRST_PACKS, Stops

BEGUN: Final = "first_packs_begun"
OVER: Final = "first_packs_over"
MOST_SHOWN: Final = 10
"""First packs whose pictures and readings are kept; those before them are in the store."""

Shown = tuple[tuple[CheckResult, ...], Views]


class FirstPacksAtLine:
    """Of one line, from its start on."""

    def __init__(self, parts: Parts, stops: Stops, wanted: int) -> None:
        """wanted: packs to be verified after each change; 0: none."""
        self.recorder, self.stops, self.wanted = parts.recorder, stops, wanted
        self.verified: FirstPacks | None = None
        self.on_belt: set[int] = set()
        """Packs of this order that have no verdict yet."""
        self.shown: dict[int, Shown] = {}

    @property
    def is_verifying(self) -> bool:
        return self.verified is not None and not self.verified.is_over

    @property
    def views(self) -> Mapping[int, Views]:
        """What was seen of them, while they are verified."""
        return {pack_no: views for pack_no, (_, views) in self.shown.items() if views}

    def checks(self, pack_no: int) -> tuple[CheckResult, ...]:
        return self.shown[pack_no][0] if pack_no in self.shown else ()

    def begin(self) -> None:
        """For packs that are seen from now on."""
        self.drop()
        if self.wanted:
            self.verified = FirstPacks(self.wanted)
            self.recorder.event(BEGUN, {"packs": self.wanted})

    def drop(self) -> None:
        """What was verified is made no more."""
        self.verified = None
        self.on_belt.clear()
        self.shown.clear()
        self.stops.start(FIRST_PACKS)

    def seen(self, pack_no: int) -> None:
        if self.is_verifying:
            self.on_belt.add(pack_no)

    def judged(self, work: PackInWork, verdict: PackVerdict, is_challenge: bool) -> None:
        """It has its verdict, or has ended without one; only the first time counts."""
        pack_no = work.pack.pack_no
        if pack_no not in self.on_belt or self.verified is None:
            return
        self.on_belt.discard(pack_no)
        if is_challenge or not self.verified.takes_more:
            return
        self.show(pack_no, verdict.checks, work.pixels())
        self.become(self.verified.judged(pack_no, verdict.verdict))

    def answer(self, told: AnswerFirstPack) -> None:
        """Conflict where nobody is asked about this pack."""
        before = self.verified or FirstPacks(self.wanted)
        after = before.answered(told.pack_no, told.found_good, told.person)
        body = {"pack_no": told.pack_no, "found_good": told.found_good, "by": told.person}
        self.recorder.event("first_pack_answered", body)
        self.become(after)

    def become(self, after: FirstPacks) -> None:
        self.verified = after
        if after.asked:
            self.stops.stop(FIRST_PACKS, packs=[pack.pack_no for pack in after.asked])
        else:
            self.stops.start(FIRST_PACKS)
        if after.is_over:
            self.recorder.event(OVER, {"packs": list(map(told_pack, after.packs))})
            self.forget_pictures()

    def show(self, pack_no: int, checks: tuple[CheckResult, ...], views: Views) -> None:
        self.shown[pack_no] = checks, views
        for oldest in list(self.shown)[:-MOST_SHOWN]:
            del self.shown[oldest]

    def forget_pictures(self) -> None:
        self.on_belt.clear()
        self.shown = {pack_no: (checks, {}) for pack_no, (checks, _) in self.shown.items()}


def told_pack(pack: FirstPack) -> dict[str, object]:
    told: dict[str, object] = {"pack_no": pack.pack_no, "verdict": pack.verdict}
    return told if pack.person is None else {**told, "good": pack.found_good, "by": pack.person}
