"""Live figures at a line: counted from pack to pack, kept, and compared with the bundle before.

Rules
- Where they are worse than tolerated, levels fall at once, as for statistics that alarm, and the
  station wants the bundle before back; the log has all figures.
- That is said once in a start. A restart forgets nothing: packs that ended after the last keeping
  are in the event store, and are counted once more.
- Without figures of the bundle before nothing is compared: a first bundle, another recipe, a file
  that is damaged, which is told.
"""

from dataclasses import asdict, replace
from typing import Final

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.challenge_proof import Proof
from edge_agent.core.autonomy.pack_figures import figures_of, figures_of_challenge
from edge_agent.core.monitoring.live_figures import Compared, compared
from edge_agent.core.packs import Record
from edge_agent.line.bundle_return import BundleReturn
from edge_agent.line.guard import Guard
from edge_agent.line.parts import FiguresAtStart, Recorder
from edge_agent.line.remembering import KEEP_NS

WORSE: Final = "bundle_worse"
"""The bundle does worse than the one before: {bundle_sha256, before_sha256, figures, why}."""
LOOK_PACKS: Final = 25
"""Between two comparisons, which take a millisecond."""


class LiveFiguresAtLine:
    """Of one line, from its start on."""

    def __init__(
        self,
        recorder: Recorder,
        guard: Guard,
        bundle_return: BundleReturn,
        start: FiguresAtStart,
    ) -> None:
        self.recorder, self.guard, self.bundle_return = recorder, guard, bundle_return
        self.start, self.now = start, start.now
        self.records = self.due_ns = 0
        self.is_worse = False
        self.trouble: str | None = None
        if start.trouble is not None:
            recorder.event("live_figures_forgot", {"why": start.trouble})
        self.compare()

    def ended(self, record: Record, proof: Proof | None, is_between: bool) -> None:
        """After every pack. One between two products says nothing of the models."""
        self.records += 1
        if proof is not None:
            self.now = self.now.saw(figures_of_challenge(proof), is_pack=False)
        elif not is_between:
            self.now = self.now.saw(figures_of(record))
        if proof is not None or self.now.packs % LOOK_PACKS == 0:
            self.compare()

    def compare(self) -> None:
        before = self.start.before
        if before is None or self.is_worse or not self.now.is_watched:
            return
        figures = compared(before, self.now)
        worse = [one.sentence for one in figures if one.is_worse]
        if worse:
            self.is_worse = True
            self.leave("; ".join(worse), figures)

    def leave(self, worse: str, figures: tuple[Compared, ...]) -> None:
        why = f"live figures are worse than with the bundle before: {worse}"
        self.recorder.event(
            WORSE,
            {
                "bundle_sha256": self.start.bundle_sha256,
                "before_sha256": self.start.before_sha256,
                "why": why,
                "figures": {one.figure.value: document_of(one) for one in figures},
            },
        )
        self.guard.fall(Cause.BUNDLE_WORSE, why, self.guard.check_names())
        self.bundle_return.order_by_itself(why)

    def look(self, now_ns: int) -> None:
        if now_ns >= self.due_ns:
            self.due_ns = now_ns + KEEP_NS
            self.keep()

    def keep(self) -> None:
        """Soon; the line does not wait for it."""
        keeper = self.start.keeper
        if keeper is None:
            return
        kept = self.start.kept.having(self.start.bundle_sha256, self.now)
        keeper.keep(replace(kept, boot=self.start.boot, records=self.records))
        if keeper.trouble is not None and self.trouble is None:
            self.recorder.event("live_figures_not_kept", {"why": keeper.trouble})
        self.trouble = keeper.trouble


def document_of(one: Compared) -> dict[str, object]:
    return {
        "now": asdict(one.now),
        "before": asdict(one.before),
        "tolerated": one.tolerated,
        "is_worse": one.is_worse,
    }
