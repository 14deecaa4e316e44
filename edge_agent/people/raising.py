"""Raising a level: the signed act, and what it allows.

The act is in the audit record before anything follows from it. To act_always takes two persons: one
proposes, the other raises and names the proposal.
"""

from collections.abc import Collection
from dataclasses import dataclass

from edge_agent.core.autonomy.standing import SignedRaise
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.certificate import Setup, Void
from edge_agent.core.errors import GateNotPassed
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act
from edge_agent.people.acts import SignedAct, Subject
from edge_agent.people.grants import thresholds_of
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


def raise_on_certificate(
    office: Office,
    order: Order,
    raising: Raising,
    setup: Setup,
    taken_back: Collection[str] = (),
) -> tuple[SignedRaise, Thresholds]:
    """The act, and the thresholds that are in force with it.

    GateNotPassed, and no act, where the certificate does not hold for exactly what is in force;
    `taken_back` has the sha256 of those that the station itself revoked.
    """
    sha256, level = raising.certificate_sha256, raising.level_to
    found = thresholds_of(office.folder, setup, level, sha256, order.now, taken_back)
    if isinstance(found, Void):
        raise GateNotPassed(f"{raising.check} is not raised to {level.value}: {found.what}")
    return raise_level(office, order, raising), found


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
