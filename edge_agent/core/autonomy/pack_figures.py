"""What one pack says of the models that looked at it, figure by figure."""

from typing import Final

from edge_agent.core.autonomy.challenge_proof import Proof, Result
from edge_agent.core.autonomy.pack_facts import overridden
from edge_agent.core.facts import WITHOUT_VERDICT
from edge_agent.core.monitoring.live_figures import Figure
from edge_agent.core.packs import Reason, Record, Verdict

WITHOUT_A_LOOK: Final = frozenset({*WITHOUT_VERDICT, Reason.NO_ORDER})
"""Where the verdict is not what the models said of a picture."""


def figures_of(record: Record) -> dict[Figure, bool]:
    """Only what could be seen of this pack."""
    reasons, said = frozenset(record.verdict.reasons), record.verdict.verdict
    seen = {Figure.LATE: record.late}
    if Reason.NO_PICTURE not in reasons:
        seen[Figure.FAILED] = Reason.INSPECTION_FAILED in reasons
    if not reasons & WITHOUT_A_LOOK:
        seen[Figure.NOT_OK] = said is Verdict.NOT_OK
        seen[Figure.UNSURE] = said is Verdict.UNSURE
    answers = overridden(record)
    if answers:
        seen[Figure.OVERRIDDEN] = any(answers.values())
    return seen


def figures_of_challenge(proof: Proof) -> dict[Figure, bool]:
    return {Figure.CHALLENGE_MISSED: proof.result is Result.MISSED}
