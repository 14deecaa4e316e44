"""Labels are counted under the name of who gave them, and never added up."""

from edge_agent.core.guarantees.bounds import interval
from edge_agent.core.labels import LabelSource
from edge_agent.core.monitoring.label_counts import LabelCounts, Tally
from edge_agent.core.packs import Verdict


def test_every_source_keeps_its_own_count() -> None:
    counts = LabelCounts()
    counts = counts.labelled(LabelSource.CHALLENGE, True, Verdict.NOT_OK)
    counts = counts.labelled(LabelSource.CHALLENGE, True, Verdict.OK)
    counts = counts.labelled(LabelSource.CLAIM, True, Verdict.OK)
    counts = counts.labelled(LabelSource.OPERATOR, False, Verdict.NOT_OK)
    counts = counts.labelled(LabelSource.OPERATOR, False, Verdict.UNSURE)
    assert counts.of(LabelSource.CHALLENGE) == Tally(LabelSource.CHALLENGE, defective=2, missed=1)
    assert counts.of(LabelSource.CLAIM) == Tally(LabelSource.CLAIM, defective=1, missed=1)
    assert counts.of(LabelSource.OPERATOR) == Tally(LabelSource.OPERATOR, good=2, rejected=1)
    assert counts.of(LabelSource.AUDIT) == Tally(LabelSource.AUDIT)


def test_the_interval_of_a_source_is_of_that_source_alone() -> None:
    tally = Tally(LabelSource.CHALLENGE, defective=60, missed=0, good=100, rejected=4)
    assert tally.missed_between == interval(0, 60)
    assert tally.rejected_between == interval(4, 100)
    assert (Tally(LabelSource.CLAIM).missed_between.high) == 1.0
