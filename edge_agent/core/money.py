"""What every autonomy level would have done on the same packs, in packs and in money. Pure.

The first case has no inspection at all: everything is shipped, every defective pack is claimed.
Each further case takes the recorded verdicts, applies one level to them, and lets a stated model
of the operator answer where a person is asked. Nothing here is measured at a customer: prices and
operator are assumptions that the table is computed from, and they are printed with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from edge_agent.core.packs import Action, Decision, Level, PackVerdict
from edge_agent.core.policy import SHORTEST_ANSWER_S, decide, without_verdict
from edge_agent.core.recipe import NoAnswer, Recipe

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
class OperatorModel:
    """How a person judges the packs that he is shown."""

    hit_share: float = 0.95
    false_alarm_share: float = 0.05
    response_s: float = 2.0


@dataclass(frozen=True, slots=True)
class PackFact:
    """One recorded pack, and whether it was truly defective."""

    defective: bool
    verdict: PackVerdict | None
    """None where no verdict came in time, or the pack lay too close to its neighbour."""
    shown_s: float
    """When its verdict was there, in seconds from the first pack."""
    time_left_s: float
    """From then to the last moment for an order."""
    luck: float
    """In [0, 1): decides what the operator makes of this pack, the same in every case."""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One case. output = shipped + rejected_rightly + rejected_wrongly."""

    case: str
    output: int = 0
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


@dataclass(frozen=True, slots=True)
class Fate:
    """What one case does with one pack."""

    rejected: bool = False
    held: bool = False
    no_answer: bool = False
    reviewed: bool = False


def money_table(
    facts: Sequence[PackFact], recipe: Recipe, prices: Prices, operator: OperatorModel
) -> tuple[MoneyRow, ...]:
    """One row without inspection, then one for each level."""
    nothing = [Fate() for _ in facts]
    rows = [row(NO_AI, facts, nothing, prices)]
    for level in Level:
        fates = fates_at(level, facts, recipe, operator)
        rows.append(row(level.value, facts, fates, prices))
    return tuple(rows)


def row(case: str, facts: Sequence[PackFact], fates: Sequence[Fate], prices: Prices) -> MoneyRow:
    pairs = list(zip(facts, fates, strict=True))
    counted = MoneyRow(
        case=case,
        output=len(pairs),
        shipped=sum(not fate.rejected for _, fate in pairs),
        claimed=sum(fact.defective and not fate.rejected for fact, fate in pairs),
        rejected_rightly=sum(fact.defective and fate.rejected for fact, fate in pairs),
        rejected_wrongly=sum(not fact.defective and fate.rejected for fact, fate in pairs),
        held=sum(fate.held for _, fate in pairs),
        no_answer=sum(fate.no_answer for _, fate in pairs),
        reviewed=sum(fate.reviewed for _, fate in pairs),
    )
    return replace(counted, net_eur=net_eur(counted, prices))


def net_eur(counted: MoneyRow, prices: Prices) -> float:
    """Earned with what customers keep, less claims, rejects and people's looks."""
    kept = counted.shipped - counted.claimed
    rejected = counted.rejected_rightly + counted.rejected_wrongly
    return round(
        kept * prices.shipped_eur
        - counted.claimed * prices.claimed_eur
        - rejected * prices.rejected_eur
        - counted.reviewed * prices.reviewed_eur,
        2,
    )


def fates_at(
    level: Level, facts: Iterable[PackFact], recipe: Recipe, operator: OperatorModel
) -> list[Fate]:
    """The operator is one person: a pack that is shown while he is busy waits for him."""
    levelled = recipe.at_level(level)
    free_s = 0.0
    fates = []
    for fact in facts:
        decision = decision_of(fact, levelled, level)
        if decision.recommended is None:
            fates.append(by_machine(decision, fact, operator))
            continue
        answered_s = max(free_s, fact.shown_s) + operator.response_s
        fate = by_person(fact, answered_s, recipe.no_answer, operator)
        fates.append(fate)
        if fate.reviewed:
            free_s = answered_s
    return fates


def decision_of(fact: PackFact, levelled: Recipe, level: Level) -> Decision:
    if fact.verdict is None:
        return without_verdict(level, "no verdict")
    return decide(levelled, level, fact.verdict)


def by_machine(decision: Decision, fact: PackFact, operator: OperatorModel) -> Fate:
    """Carried out at the gate; what is held, a person looks at afterwards and without haste."""
    if decision.action is Action.HOLD:
        return Fate(rejected=person_rejects(fact, operator), held=True, reviewed=True)
    return Fate(rejected=decision.action is Action.REJECT)


def by_person(
    fact: PackFact, answered_s: float, no_answer: NoAnswer, operator: OperatorModel
) -> Fate:
    """A recommendation: answered in time, or not; a belt that stops waits for its answer."""
    in_time = answered_s - fact.shown_s <= fact.time_left_s
    if no_answer is NoAnswer.STOP:
        rejects = person_rejects(fact, operator)
        return Fate(rejected=rejects, reviewed=True, no_answer=not in_time)
    if fact.time_left_s < SHORTEST_ANSWER_S:
        return Fate()
    if not in_time:
        return Fate(no_answer=True)
    return Fate(rejected=person_rejects(fact, operator), reviewed=True)


def person_rejects(fact: PackFact, operator: OperatorModel) -> bool:
    share = operator.hit_share if fact.defective else operator.false_alarm_share
    return fact.luck < share


def adds_up(rows: Sequence[MoneyRow]) -> bool:
    """Every case had the same packs, and each of them was shipped or rejected."""
    same = all(before.output == after.output for before, after in pairwise(rows))
    return same and all(
        row.output == row.shipped + row.rejected_rightly + row.rejected_wrongly for row in rows
    )
