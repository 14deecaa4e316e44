"""What people say of packs that have ended, as events: the line is the only one that writes them.

A later word of the same person replaces the earlier one, wherever labels are read. So a person who
could not tell first takes back what he may have said before.
"""

from edge_agent.core.errors import InvalidInput
from edge_agent.core.labels import LABEL_EVENT, WITHDRAWN_EVENT, Label, LabelSource, Withdrawn
from edge_agent.core.review import REVIEW_UNSURE_EVENT
from edge_agent.core.told import Reviewed, WithdrawReview
from edge_agent.line.parts import Recorder
from edge_agent.store.labels import label_body


class Reviews:
    """Of one line. That the pack was recorded is asked by who has the records."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def reviewed(self, told: Reviewed) -> None:
        """InvalidInput where checks are named on a pack that is not called faulty."""
        if told.checks and not told.defective:
            raise InvalidInput(f"pack {told.pack_no}: only a faulty pack has checks to notice it")
        if told.defective is None:
            self.withdrawn(WithdrawReview(told.boot, told.pack_no, told.person))
            body = {"boot": told.boot, "pack_no": told.pack_no, "by": told.person}
            self.recorder.event(REVIEW_UNSURE_EVENT, {**body})
            return
        pack = told.boot, told.pack_no
        label = Label(*pack, told.defective, LabelSource.OPERATOR, told.checks, told.person)
        self.recorder.event(LABEL_EVENT, label_body(label))

    def withdrawn(self, told: WithdrawReview) -> None:
        word = Withdrawn(told.boot, told.pack_no, LabelSource.OPERATOR, told.person)
        self.recorder.event(WITHDRAWN_EVENT, label_body(word))
