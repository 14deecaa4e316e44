"""Raising a level: the signed act, and what it allows.

The act is in the audit record before anything follows from it. To act_always takes two persons: one
proposes, the other raises and names the proposal.
"""

from dataclasses import dataclass

from edge_agent.core.autonomy.standing import SignedRaise
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act
from edge_agent.people.acts import SignedAct, Subject
from edge_agent.people.office import Office, Order


@dataclass(frozen=True, slots=True)
class Raising:
    """Which check of which recipe goes from the level in force to which, and on what evidence."""

    recipe: str
    check: str
    level_from: Level
    level_to: Level
    certificate_sha256: str | None

    @property
    def act(self) -> Act:
        always = self.level_to is Level.ACT_ALWAYS
        return Act.RAISE_TO_ALWAYS if always else Act.RAISE_LEVEL

    @property
    def subject(self) -> Subject:
        return Subject(
            recipe=self.recipe,
            check=self.check,
            level_from=self.level_from,
            level_to=self.level_to,
            certificate_sha256=self.certificate_sha256,
        )


def propose_raise(office: Office, order: Order, raising: Raising) -> SignedAct:
    """The first person's half of a raise to act_always; NotPermitted for any other level."""
    return office.propose(order, raising.act, raising.subject)


def raise_level(office: Office, order: Order, raising: Raising) -> SignedRaise:
    """NotPermitted for who may not, and where one person does what takes two."""
    act = office.record(order, raising.act, raising.subject)
    return SignedRaise(
        raising.check,
        raising.level_from,
        raising.level_to,
        raising.certificate_sha256,
        act.sha256,
    )
