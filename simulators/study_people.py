"""Simulated appraisers: they miss and raise false alarms as stated, learn, and get tired."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from edge_agent.core.packs import Verdict
from edge_agent.core.study.plan import Answer, Plan, Showing

MOST_WRONG = 0.5
"""Nobody judges worse than a coin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPerson:
    name: str
    hit_share: float
    """Clear defective packs recognised in the first round."""
    false_alarm_share: float
    """Clear good packs called defective in the first round."""
    borderline_factor: float
    """How much more often a borderline pack is judged wrong."""
    learning: float
    """What is left of the errors from one round to the next."""
    fatigue: float
    """Share of errors that is added from the first to the last pack of a round."""

    def wrong_share(self, showing: Showing, packs: int) -> float:
        """Chance that this answer is wrong."""
        pack = showing.pack
        share = 1 - self.hit_share if pack.defective else self.false_alarm_share
        share *= self.borderline_factor if pack.borderline else 1.0
        share *= self.learning ** (showing.trial - 1)
        return min(share + self.fatigue * showing.place / packs, MOST_WRONG)


PEOPLE = (
    SimulatedPerson(
        name="experienced",
        hit_share=0.98,
        false_alarm_share=0.01,
        borderline_factor=3.0,
        learning=1.0,
        fatigue=0.02,
    ),
    SimulatedPerson(
        name="ordinary",
        hit_share=0.95,
        false_alarm_share=0.03,
        borderline_factor=3.0,
        learning=0.9,
        fatigue=0.03,
    ),
    SimulatedPerson(
        name="newcomer",
        hit_share=0.85,
        false_alarm_share=0.10,
        borderline_factor=2.5,
        learning=0.6,
        fatigue=0.03,
    ),
)


def person_answers(
    plan: Plan, person: SimulatedPerson, random: np.random.Generator
) -> list[Answer]:
    """What this person says of all that is shown, in that order."""
    return [
        Answer(showing.trial, showing.pack.name, verdict_of(person, showing, plan, random))
        for showing in plan.showings(person.name)
    ]


def verdict_of(
    person: SimulatedPerson, showing: Showing, plan: Plan, random: np.random.Generator
) -> Verdict:
    is_wrong = random.random() < person.wrong_share(showing, len(plan.packs))
    return Verdict.NOT_OK if showing.pack.defective is not is_wrong else Verdict.OK


def assumed(people: Sequence[SimulatedPerson]) -> list[dict[str, Any]]:
    """As a document states it."""
    return [asdict(person) for person in people]
