"""A raise that somebody asks a running line for: what speaks against it, and what it is told.

Everything that can be known beforehand is refused before an act is signed: a signed raise that the
line did not take would be carried out at its next start. What the line refuses all the same is
taken back by a second act.
"""

from dataclasses import dataclass
from datetime import datetime

from edge_agent.control.line_state import CheckState, LineState
from edge_agent.core import told
from edge_agent.core.autonomy.standing import SignedRaise
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.certificate import Setup, Void
from edge_agent.core.errors import Conflict, GateNotPassed, NotFound
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act
from edge_agent.evidence.taken_back import taken_back_by
from edge_agent.people.acts import LONGEST_TEXT, PROPOSAL_STANDS, SignedAct, Subject
from edge_agent.people.certificates import newest, readable
from edge_agent.people.grants import thresholds_of
from edge_agent.people.office import Office, Order
from edge_agent.people.raising import Raising
from edge_agent.web.evidence.levels_now import setups_now
from edge_agent.web.site import Site


@dataclass(frozen=True, slots=True)
class AskedRaise:
    """One check, from what it is granted to what somebody wants."""

    site: Site
    raising: Raising
    setup: Setup
    line: str
    """The start of the line that it was asked of."""

    def thresholds(self, now: datetime) -> Thresholds | None:
        """That come in force with it; GateNotPassed where the certificate does not hold for exactly
        what is in force."""
        raising = self.raising
        if not raising.level_to.acts:
            return None
        found = thresholds_of(
            *(self.site.folder, self.setup, raising.level_to, raising.certificate_sha256),
            *(now, revoked_by_itself(self.site)),
        )
        if isinstance(found, Void):
            what = f"{raising.check} is not raised to {raising.level_to.value}: {found.what}"
            raise GateNotPassed(what)
        return found

    def refuse_revoked(self) -> None:
        """Somebody may have revoked the certificate meanwhile. Quick: others wait for this turn."""
        if self.raising.certificate_sha256 in self.site.evidence.acts.revoked():
            raise GateNotPassed("the certificate was just taken back; pass the gate again")

    def word(self, act_sha256: str, thresholds: Thresholds | None, person: str) -> told.Raise:
        raising = self.raising
        act = SignedRaise(
            *(raising.check, raising.level_from, raising.level_to),
            *(raising.certificate_sha256, act_sha256),
        )
        return told.Raise(act, thresholds, person)

    def take_back(self, office: Office, order: Order) -> None:
        """The line did not take it: without this its next start would."""
        raising = self.raising
        lowered = Subject(
            recipe=raising.recipe,
            check=raising.check,
            level_from=raising.level_to,
            level_to=raising.level_from,
        )
        office.record(order, Act.LOWER_LEVEL, lowered)


def asked_raise(site: Site, check: str, level_to: Level, certificate: str | None) -> AskedRaise:
    """NoLine, NotFound, Conflict, or GateNotPassed where there is no certificate for so much.

    Without a `certificate` the newest of the check that allows the level.
    """
    state = site.line.now()
    refuse_in_trouble(state)
    now = check_in(state, check)
    if level_to.rank <= now.granted.rank:
        raise Conflict(f"{check} has {now.granted.value} already")
    if level_to.acts and certificate is None:
        certificate = newest_certificate(site, check, level_to)
    raising = Raising(
        state.identity.recipe, check, now.granted, level_to, certificate if level_to.acts else None
    )
    return AskedRaise(site, raising, setups_now(site)[check], state.identity.line)


def check_in(state: LineState, name: str) -> CheckState:
    for check in state.checks:
        if check.name == name:
            return check
    raise NotFound(f"recipe {state.identity.recipe} has no check {name!r}")


def refuse_in_trouble(state: LineState) -> None:
    if state.troubles:
        why = "; ".join(trouble.why for trouble in state.troubles)
        raise Conflict(f"no level rises while this goes on: {why}")
    if state.suspensions or state.hands_over:
        raise Conflict("nothing is raised while a level is suspended or its loss was not accepted")


def newest_certificate(site: Site, check: str, level: Level) -> str:
    found = newest(site.folder, check, level)
    if found is None:
        raise GateNotPassed(f"{check} has no certificate for {level.value}; have one issued first")
    return found


def revoked_by_itself(site: Site) -> set[str]:
    """Certificates that the station took back."""
    return taken_back_by(site.evidence.events.so_far(), readable(site.folder))


# What takes two persons


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """One person's half of a raise to act_always; nobody has agreed yet."""

    act: SignedAct

    @property
    def until(self) -> datetime:
        return self.act.done.at + PROPOSAL_STANDS


def open_proposals(site: Site, now: datetime) -> list[OpenProposal]:
    """Of the last 24 hours, the newest first."""
    acts = site.evidence.acts.raises_to_always(now)
    agreed = {act.done.confirms for act in acts}
    found = [OpenProposal(act) for act in acts if act.is_proposal and act.sha256 not in agreed]
    return found[::-1]


def proposal_of(site: Site, check: str, sha256: str, now: datetime) -> OpenProposal:
    """NotFound where nobody waits for a second person to agree to exactly this."""
    for proposal in open_proposals(site, now):
        if proposal.act.sha256 == sha256 and proposal.act.done.subject.check == check:
            return proposal
    raise NotFound(f"no proposal {sha256[:16]} for {check} waits for a second person")


def why_refused(why: str) -> str:
    return f"the line did not take the raise: {why}"[:LONGEST_TEXT]
