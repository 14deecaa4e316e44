"""What is found on packs, the most frequent first. Pure.

A pack with two findings counts in both, so shares are of findings, never of packs.
"""

from collections import defaultdict
from dataclasses import dataclass

from edge_agent.core.packs import Reason, Verdict
from edge_agent.core.statistics.marks import Counts, What


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    """Empty for what no check of the pack explains."""
    reason: Reason | None
    """None where the check's score alone decided."""
    not_ok: int
    """Packs on which it was a defect."""
    unsure: int
    """Packs of which the station could not tell."""
    share_so_far: float
    """Of all findings: this one and those before it."""

    @property
    def packs(self) -> int:
        return self.not_ok + self.unsure


def pareto_of(counts: Counts) -> tuple[Finding, ...]:
    """Of equally frequent ones by name, so that the order never depends on luck."""
    packs: dict[tuple[str, str], dict[Verdict, int]] = defaultdict(dict)
    for mark, count in counts.items():
        if mark.what is What.FINDING and count > 0:
            verdict, reason, check = mark.of.split("/", 2)
            packs[check, reason][Verdict(verdict)] = count
    ordered = sorted(packs.items(), key=lambda one: (-sum(one[1].values()), one[0]))
    total = sum(sum(said.values()) for said in packs.values())
    found, so_far = [], 0
    for (check, reason), said in ordered:
        so_far += sum(said.values())
        found.append(
            Finding(
                check=check,
                reason=Reason(reason) if reason else None,
                not_ok=said.get(Verdict.NOT_OK, 0),
                unsure=said.get(Verdict.UNSURE, 0),
                share_so_far=so_far / total,
            )
        )
    return tuple(found)
