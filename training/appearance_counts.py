"""What was said of good and of altered photographs, counted and put into a document.

A good one should be ok, every other one not_ok. A good one that is not_ok is a false reject; an
altered one that is ok is an escape. Unsure is neither: such a pack is held for a person.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edge_agent.core.packs import Verdict
from training.intervals import wilson_interval

GOOD, COVERED = "good", "covered"
"""Cases as they were photographed; all others were altered."""
OURS = "ours"

Document = dict[str, Any]


@dataclass(slots=True)
class Counts:
    """Of one product: how often each judge said what of each case."""

    peers: tuple[str, ...]
    said: Counter[tuple[str, str, Verdict]] = field(default_factory=Counter)
    elsewhere: int = 0
    """Left out, since another pack was found."""

    def add(self, case: str, ours: Verdict, peers: Mapping[str, Verdict]) -> None:
        self.said[OURS, case, ours] += 1
        for name, verdict in peers.items():
            self.said[name, case, verdict] += 1


def sums(counts: Sequence[Counts]) -> Document:
    """All products together, for ours and for every peer."""
    said: Counter[tuple[str, str, Verdict]] = Counter()
    for one in counts:
        said.update(one.said)
    peers = sorted({peer for one in counts for peer in one.peers})
    whole = judge_document(said, OURS)
    total = sum(count for (judge, _, _), count in said.items() if judge == OURS)
    right = right_answers(said)
    return {
        "n": total,
        "exact": right,
        "share": round(right / max(total, 1), 4),
        "interval": list(wilson_interval(right, total)),
        "false_rejects": whole["good"]["not_ok"],
        "escapes": whole["altered"]["ok"],
        "unsure": whole["good"]["unsure"] + whole["altered"]["unsure"],
        "elsewhere": sum(one.elsewhere for one in counts),
        **whole,
        "peers": {peer: judge_document(said, peer) for peer in peers},
    }


def right_answers(said: Counter[tuple[str, str, Verdict]]) -> int:
    return sum(
        count
        for (judge, case, verdict), count in said.items()
        if judge == OURS and verdict is (Verdict.OK if case == GOOD else Verdict.NOT_OK)
    )


def product_document(counts: Counts) -> Document:
    return judge_document(counts.said, OURS) | {"elsewhere": counts.elsewhere}


def judge_document(said: Counter[tuple[str, str, Verdict]], judge: str) -> Document:
    """Good, covered and altered, and each kind of alteration, as one judge saw them."""
    own = {(case, verdict): n for (who, case, verdict), n in said.items() if who == judge}
    cases = sorted({case for case, _ in own})
    ways = [case for case in cases if case not in (GOOD, COVERED)]
    return {
        "good": case_document(own, [GOOD], Verdict.NOT_OK),
        "covered": case_document(own, [COVERED], Verdict.OK),
        "altered": case_document(own, ways, Verdict.OK),
        "ways": {way: case_document(own, [way], Verdict.OK) for way in ways},
    }


def case_document(
    own: Mapping[tuple[str, Verdict], int], cases: Sequence[str], wrong: Verdict
) -> Document:
    """Counts of each verdict; share and interval are those of the wrong one."""
    counts = {
        verdict.value: sum(own.get((case, verdict), 0) for case in cases) for verdict in Verdict
    }
    total = sum(counts.values())
    share = round(counts[wrong.value] / total, 4) if total else None
    interval = list(wilson_interval(counts[wrong.value], total))
    return {"n": total, **counts, f"{wrong.value}_share": share, "interval": interval}
