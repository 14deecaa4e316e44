"""The packs about which a person is asked now, as a page shows them.

What is said of a pack is made once: sentences in all languages take longer than all else of a look.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Final

from edge_agent.control.line_state import Recommendation, SeenCheck
from edge_agent.control.shown import Views
from edge_agent.core.packs import Action, CheckResult, Verdict
from edge_agent.core.reasons.decision_sentences import decision_sentence
from edge_agent.core.reasons.languages import Language
from edge_agent.line.loop import Line
from edge_agent.line.pack_in_work import PackInWork

MOST_ASKED: Final = 8
"""Packs about which a page asks at once: no person answers for more before they are at the gate."""


class Recommendations:
    """Of one line."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.made: dict[int, Recommendation] = {}

    def now(self, tick: int) -> tuple[Recommendation, ...]:
        """The one nearest to the gate first. `tick`: where the belt is."""
        open_now = {work.pack.pack_no: work for work in self.asked_about()}
        self.made = {
            pack_no: self.made.get(pack_no) or recommendation(work)
            for pack_no, work in open_now.items()
        }
        return tuple(
            self.timed(self.made[pack_no], work, tick) for pack_no, work in open_now.items()
        )

    def timed(self, made: Recommendation, work: PackInWork, tick: int) -> Recommendation:
        return replace(made, left_s=left_s(self.line, work, tick), is_overdue=work.no_answer)

    def views(self) -> Mapping[int, Views]:
        """What was seen of them."""
        return {work.pack.pack_no: work.pixels() for work in self.asked_about()}

    def asked_about(self) -> list[PackInWork]:
        """Where the gate has refused an order meanwhile, nothing is recommended any more."""
        packs = self.line.packs.values()
        return [one for one in packs if one.is_open and recommended(one) is not None][:MOST_ASKED]


def recommended(work: PackInWork) -> Action | None:
    return None if work.decision is None else work.decision.recommended


def recommendation(work: PackInWork) -> Recommendation:
    """What does not change as long as the pack is asked about."""
    decision, said = work.decision, work.said()
    if decision is None or decision.recommended is None:
        raise RuntimeError(f"nothing is recommended of pack {work.pack.pack_no}")
    return Recommendation(
        pack_no=work.pack.pack_no,
        recommended=decision.recommended,
        sentences={one: decision_sentence(decision, said, one) for one in Language},
        verdict=said.verdict,
        checks=tuple(seen(check) for check in said.checks if check.verdict is not Verdict.OK),
        left_s=None,
        is_overdue=False,
    )


def left_s(line: Line, work: PackInWork, tick: int) -> float | None:
    """Until an answer is too late; None while the belt stands."""
    due_tick = line.deadlines.due_tick(work)
    if due_tick is None:
        return None
    time_s = line.speed.time_for_s(due_tick - tick)
    return round(max(0.0, time_s), 2) if isfinite(time_s) else None


def seen(check: CheckResult) -> SeenCheck:
    return SeenCheck(
        *(check.name, check.view, check.verdict),
        score=check.score if isfinite(check.score) else None,
        read=check.read,
        expected=check.expected,
        reasons=check.reasons,
        box=check.box,
    )
