"""Who is connected: a person with a password, a machine with its token, or anybody who may look.

The station's own accounts and tokens count here as on its pages, with the same roles, the same
waits after wrong guesses and the same record of who came and went.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from edge_agent.core.errors import PackwardenError
from edge_agent.core.roles import Act, Machine, Proof, Scope, may
from edge_agent.people.errors import NotPermitted, SignInRefused
from edge_agent.people.names import normalised
from edge_agent.people.office import Office
from edge_agent.people.presence import Present, described
from edge_agent.people.sign_in import REFUSED
from edge_agent.people.tokens import MACHINE_PREFIX

ANYBODY: Final = Machine("anybody", frozenset({Scope.STATE}))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Of one session."""

    office: Office
    token: str | None
    """Of the person's session or of the machine; None: nobody has said who he is."""

    def present(self, now: datetime) -> Present:
        """SignInRefused where he is there no longer: a person comes in anew."""
        if self.token is None:
            return Present(ANYBODY, Proof.SESSION, now)
        if self.token.startswith(MACHINE_PREFIX):
            return self.office.tokens.present(self.token, now)
        return self.office.sessions.present(self.token, now)

    def may_stay(self, person: str, now: datetime) -> bool:
        """To look on, also long after the last word: his account or token is still good."""
        if self.token is None:
            return True
        try:
            if self.token.startswith(MACHINE_PREFIX):
                return may(self.office.tokens.present(self.token, now).actor, Act.SEE)
            return self.office.accounts.person(person).active
        except PackwardenError:
            return False

    def leave(self, now: datetime) -> None:
        """A person's session ends, on record; a machine's token goes on."""
        if self.token is None or self.token.startswith(MACHINE_PREFIX):
            return
        try:
            self.office.leave(self.token, now)
        except SignInRefused:
            return  # it was over already


@dataclass(frozen=True, slots=True)
class Door:
    """Where visitors of one station come in."""

    office: Office
    anybody_may_look: bool

    def enter(self, name: str | None, secret: str, source: str, now: datetime) -> Visitor:
        """SignInRefused, TooSoon or NotPermitted otherwise. `source` is the client's address."""
        visitor = Visitor(self.office, self.token(name, secret, source, now))
        actor = visitor.present(now).actor
        if not may(actor, Act.SEE):
            visitor.leave(now)
            raise NotPermitted(f"{described(actor)} may not see the line")
        return visitor

    def token(self, name: str | None, secret: str, source: str, now: datetime) -> str | None:
        if name is None:
            if not self.anybody_may_look:
                raise SignInRefused("nobody looks here without a name")
            return None
        if not secret.startswith(MACHINE_PREFIX):
            return self.office.enter_with_password(name, secret, source, now)
        if self.office.tokens.present(secret, now).actor.name != normalised(name):
            raise SignInRefused(REFUSED[Proof.PASSWORD])
        return secret
