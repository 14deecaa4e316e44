"""The random audit at the line: packs that a person shall examine, and what was found on them.

Which pack is drawn nobody on the floor can foresee; whoever has the key can check it afterwards.
"""

from edge_agent.core.autonomy.auditing import DRAWN_EVENT, EXAMINED_EVENT, Auditing, Finding
from edge_agent.core.errors import Conflict
from edge_agent.core.labels import LABEL_EVENT, Label, LabelSource
from edge_agent.core.packs import Record
from edge_agent.line.parts import AuditPlan, Recorder
from edge_agent.store.labels import label_body


class Audits:
    """Of one line; without a plan nothing is drawn."""

    def __init__(
        self, recorder: Recorder, plan: AuditPlan | None, recalled: Auditing | None = None
    ) -> None:
        self.recorder, self.plan = recorder, plan
        self.auditing = None if plan is None else recalled or Auditing.begin(plan.rates)

    def ended(self, record: Record) -> None:
        if self.plan is None or self.auditing is None:
            return
        self.auditing, draw = self.auditing.decided(record, self.plan.boot, self.plan.key)
        if draw is not None:
            body = {"pack_no": draw.pack_no, "action": draw.action, "checks": list(draw.checks)}
            self.recorder.event(DRAWN_EVENT, {**body})

    def examined(self, boot: int, pack_no: int, faulty: tuple[str, ...], person: str) -> Finding:
        """Conflict for a pack that was not drawn, or was examined before."""
        if self.auditing is None:
            raise Conflict("this station draws no packs for an audit; set [audit]")
        self.auditing, finding = self.auditing.examined(boot, pack_no, faulty)
        label = Label(boot, pack_no, finding.defective, LabelSource.AUDIT, faulty)
        self.recorder.event(LABEL_EVENT, label_body(label))
        body = {"boot": boot, "pack_no": pack_no, "faulty": list(faulty), "by": person}
        self.recorder.event(EXAMINED_EVENT, {**body})
        return finding
