"""What a demonstration ends with, as one document."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

import numpy as np

from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT, Result
from edge_agent.core.autonomy.challenges import ASK_EVENT
from edge_agent.core.facts import facts_of
from edge_agent.core.ledger import Ledger
from edge_agent.core.money import MoneyRow, money_table
from edge_agent.core.pack_columns import columns_of
from edge_agent.core.packs import Record
from edge_agent.core.recipe import Recipe
from edge_agent.line.summary import quantiles
from simulators.packs import TruePack
from simulators.scenario import Scenario
from simulators.truth import Confusion, confusion


@dataclass(frozen=True, slots=True)
class Challenged:
    """Challenge packs: how often one was asked for, and what those that came by proved."""

    asked: int = 0
    caught: int = 0
    missed: int = 0

    def heard(self, kind: str, body: Mapping[str, Any]) -> Self:
        if kind == ASK_EVENT:
            return replace(self, asked=self.asked + 1)
        if kind != PROOF_EVENT:
            return self
        is_caught = body["result"] == Result.CAUGHT
        return replace(self, caught=self.caught + is_caught, missed=self.missed + (not is_caught))


@dataclass(frozen=True, slots=True)
class Results:
    """The sums of one shift: what the line said and did, and what was true.

    The ledger counts every pack that was seen, challenge packs too; all else counts packs that the
    line has made.
    """

    scenario: Scenario
    ledger: Ledger
    good: int
    defective: int
    confusion: Confusion
    latency_ms: dict[str, float | None]
    late_verdicts: int
    money: tuple[MoneyRow, ...]
    challenges: Challenged = Challenged()
    hardware: Mapping[str, Any] = field(default_factory=lambda: {"kind": "virtual"})
    """Over what the devices were reached, and what was measured of that."""
    around: Mapping[str, Any] = field(default_factory=dict)
    """What became of mishaps around the line; empty where there are none."""

    def document(self) -> dict[str, Any]:
        """As `packwarden demo --json` prints it."""
        return {
            "scenario": self.scenario.name,
            "level": self.scenario.level.value,
            "ledger": asdict(self.ledger),
            "truth": {"good": self.good, "defective": self.defective},
            "confusion": asdict(self.confusion),
            "latency_ms": {"trigger_to_verdict": self.latency_ms},
            "late_verdicts": self.late_verdicts,
            "challenges": asdict(self.challenges),
            "hardware": {**self.hardware},
            "money": [asdict(row) for row in self.money],
            "assumed": {
                "prices": self.scenario.prices.model_dump(),
                "operator": self.scenario.operator.model_dump(),
            },
            **({"around": {**self.around}} if self.around else {}),
        }

    def unmet(self) -> list[str]:
        """Expectations of the scenario that did not come true, one sentence each."""
        found = {
            **asdict(self.ledger),
            "late_verdicts": self.late_verdicts,
            "wrong_pack_rejects": self.confusion.wrong_pack_rejects,
            "escapes": self.confusion.escapes,
            "false_rejects": self.confusion.false_rejects,
        }
        expected = self.scenario.expected.model_dump(exclude_none=True)
        sums = [
            f"{name}: expected {wanted}, found {found[name]}"
            for name, wanted in expected.items()
            if found[name] != wanted
        ]
        return [*sums, *self.around.get("unmet", ())]


def results_of(
    scenario: Scenario,
    recipe: Recipe,
    ledger: Ledger,
    records: Sequence[Record],
    truth: dict[int, TruePack],
    packs: Sequence[TruePack],
    challenges: Challenged = Challenged(),
) -> Results:
    """Counts a finished shift; `truth` gives the true pack of each of the line's numbers."""
    truth = {number: pack for number, pack in truth.items() if pack.challenge is None}
    records = [record for record in records if record.pack_no in truth]
    packs = [pack for pack in packs if pack.challenge is None]
    defective = {number: pack.defect is not None for number, pack in truth.items()}
    random = np.random.default_rng(scenario.seed)
    luck = {number: float(random.random()) for number in sorted(truth)}
    facts = facts_of(records, defective, luck, recipe.no_answer)
    prices, operator = scenario.prices.prices(), scenario.operator_model()
    return Results(
        scenario=scenario,
        ledger=ledger,
        good=sum(pack.defect is None for pack in packs),
        defective=sum(pack.defect is not None for pack in packs),
        confusion=confusion(records, truth),
        latency_ms=quantiles([ms for record in records if (ms := record.latency_ms) is not None]),
        late_verdicts=sum(record.late for record in records),
        money=money_table(columns_of(facts), prices, operator),
        challenges=challenges,
    )
