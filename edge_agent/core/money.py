"""What every autonomy level would have done on the same packs, in packs and in money. Pure.

The first case has no inspection at all: everything is shipped, every defective pack is claimed.
Each further case takes the recorded verdicts, applies one level to them, and lets a stated model
of the operator answer where a person is asked. Nothing here is measured at a customer: prices and
operator are assumptions that the table is computed from, and they are printed with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from edge_agent.core.fates import Fates, OperatorModel, fates_at, untouched
from edge_agent.core.pack_columns import PackColumns
from edge_agent.core.packs import Level

NO_AI = "no_ai"


@dataclass(frozen=True, slots=True)
class Prices:
    """All in euros a pack."""

    shipped_eur: float = 1.80
    """What a pack earns that is shipped and kept."""
    claimed_eur: float = 25.0
    """What a defective pack costs that a customer claims: refund, handling, penalty."""
    rejected_eur: float = 0.70
    """Material and disposal of a rejected pack."""
    reviewed_eur: float = 0.15
    """A person's look at one pack."""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One case. output = shipped + rejected_rightly + rejected_wrongly."""

    case: str
    output: int = 0
    """Packs whose truth is known; the others are in no row."""
    shipped: int = 0
    claimed: int = 0
    """Defective packs among the shipped."""
    rejected_rightly: int = 0
    rejected_wrongly: int = 0
    held: int = 0
    """Packs that waited for a person; afterwards each is shipped or rejected."""
    no_answer: int = 0
    reviewed: int = 0
    net_eur: float = 0.0


def money_table(
    packs: PackColumns, prices: Prices, operator: OperatorModel
) -> tuple[MoneyRow, ...]:
    """One row without inspection, then one for each level."""
    nothing = row(NO_AI, packs, untouched(packs), prices)
    levels = (row(level.value, packs, fates_at(level, packs, operator), prices) for level in Level)
    return nothing, *levels


def row(case: str, packs: PackColumns, fates: Fates, prices: Prices) -> MoneyRow:
    known, defective = packs.known, packs.defective
    shipped = known & ~fates.rejected
    counted = MoneyRow(
        case=case,
        output=int(known.sum()),
        shipped=int(shipped.sum()),
        claimed=int((shipped & defective).sum()),
        rejected_rightly=int((known & fates.rejected & defective).sum()),
        rejected_wrongly=int((known & fates.rejected & ~defective).sum()),
        held=int((known & fates.held).sum()),
        no_answer=int((known & fates.no_answer).sum()),
        reviewed=int((known & fates.reviewed).sum()),
    )
    return priced(counted, prices)


def priced(counted: MoneyRow, prices: Prices) -> MoneyRow:
    """Earned with what customers keep, less claims, rejects and people's looks."""
    kept = counted.shipped - counted.claimed
    rejected = counted.rejected_rightly + counted.rejected_wrongly
    net_eur = (
        kept * prices.shipped_eur
        - counted.claimed * prices.claimed_eur
        - rejected * prices.rejected_eur
        - counted.reviewed * prices.reviewed_eur
    )
    return replace(counted, net_eur=round(net_eur, 2))


def adds_up(rows: Sequence[MoneyRow]) -> bool:
    """Every case had the same packs, and each of them was shipped or rejected."""
    same = all(before.output == after.output for before, after in pairwise(rows))
    return same and all(
        row.output == row.shipped + row.rejected_rightly + row.rejected_wrongly for row in rows
    )
