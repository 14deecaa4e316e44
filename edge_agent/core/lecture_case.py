"""The reference case as a plant would recount it: 100 packs, one in ten of them faulty.

Without inspection all are shipped and ten come back as claims. Nobody recorded verdicts there, so
the other levels are shown at their best: every verdict is right, and comes in time.
"""

from edge_agent.core.pack_columns import PackColumns, PackFact, columns_of
from edge_agent.core.packs import PackVerdict, Verdict

PACKS = 100
FAULTY_EVERY = 10
PACKS_PER_MIN = 120
TIME_LEFT_S = 10.0
ASSUMED = {
    "verdicts": "every one right, in time",
    "packs_per_min": PACKS_PER_MIN,
    "time_left_s": TIME_LEFT_S,
}
"""Beside prices and operator; printed with the table."""


def lecture_case() -> PackColumns:
    return columns_of(pack(number) for number in range(PACKS))


def pack(number: int) -> PackFact:
    turn, place = divmod(number, FAULTY_EVERY)
    faulty = place == FAULTY_EVERY - 1
    verdict = Verdict.NOT_OK if faulty else Verdict.OK
    return PackFact(
        defective=faulty,
        verdict=PackVerdict(verdict, float(faulty), ()),
        shown_s=number * 60 / PACKS_PER_MIN,
        time_left_s=TIME_LEFT_S,
        luck=(turn + 0.5) / (PACKS // FAULTY_EVERY),
    )
