"""The people's office of one station: every change to accounts, tokens and keys, and its record.

Nothing changes without its signed act: the act is appended first, then carried out. An act that
takes two persons is proposed by one (`propose`) and carried out by the other, who names the
proposal. In the data folder: people.db, audit.db, keys/station.key, trust.toml.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edge_agent.core.errors import Conflict, PackwardenError
from edge_agent.core.roles import (
    RESPONSIBLE,
    RULES,
    Act,
    Person,
    Proof,
    Role,
    Scope,
    act_on_account,
    may,
)
from edge_agent.people.accounts import Accounts
from edge_agent.people.acts import SignedAct, Subject
from edge_agent.people.answers import Answers
from edge_agent.people.audit import AuditLog
from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import NotPermitted
from edge_agent.people.keys import SigningKey
from edge_agent.people.names import normalised
from edge_agent.people.passwords import Hasher, refuse_weak_pin
from edge_agent.people.presence import Present, described, refuse_unless_allowed
from edge_agent.people.sessions import Sessions
from edge_agent.people.sign_in import Door
from edge_agent.people.station_key import (
    KEY_FILE,
    TRUST_FILE,
    next_key,
    open_station_key,
    take_next_key,
    trust_of,
)
from edge_agent.people.tokens import MachineTokens
from edge_agent.people.trust import TrustedKey, save_trust
from edge_agent.sqlite_files import opening_lock

PEOPLE_FILE = "people.db"
AUDIT_FILE = "audit.db"


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants it, why, when, and which proposal it confirms (its sha256)."""

    by: Present
    reason: str
    now: datetime
    confirms: str | None = None


class Office:
    """`hasher` is the place to choose other argon2 parameters; production takes the default."""

    def __init__(
        self, folder: Path, station: str, now: datetime, hasher: Hasher | None = None
    ) -> None:
        self.station = station
        self.folder = folder
        hasher = hasher or Hasher()
        open_station_key(folder, station, now)
        self._file = PeopleFile(folder / PEOPLE_FILE)
        self.accounts = Accounts(self._file, hasher)
        self.sessions = Sessions(self._file, self.accounts)
        self.door = Door(self._file, hasher, self.sessions)
        self.tokens = MachineTokens(self._file)
        self.answers = Answers(self._file)
        self.audit = AuditLog(folder / AUDIT_FILE, station, folder / KEY_FILE)

    def close(self) -> None:
        self._file.close()
        self.audit.close()

    def record(self, order: Order, what: Act, subject: Subject) -> SignedAct:
        """The act, durable; what it allows may be done then.

        NotPermitted for who may not, and where one person does what takes two.
        """
        if order.confirms is None and self._takes_two(order, what, subject):
            raise NotPermitted(f"to {RULES[what].does} takes two persons; propose it first")
        if order.confirms is not None:
            self._refuse_former(self.audit.act(order.confirms))
        return self.audit.append(order.by, what, subject, order.reason, order.now, order.confirms)

    def enter_with_password(
        self, name: str, password: str, source: str, now: datetime, panel: str | None = None
    ) -> str:
        """As `Door.with_password`, and recorded."""
        return self._entered(self.door.with_password(name, password, source, now, panel), now)

    def enter_with_pin(self, name: str, pin: str, panel: str, now: datetime) -> str:
        """As `Door.with_pin`, and recorded."""
        return self._entered(self.door.with_pin(name, pin, panel, now), now)

    def leave(self, token: str, now: datetime) -> None:
        """Ends the session; SignInRefused where it was over already."""
        self.record(Order(self.sessions.present(token, now), "", now), Act.SIGN_OUT, Subject())
        self.sessions.end(token)

    def set_up(self, code: str, name: str, shown_name: str, password: str, now: datetime) -> Person:
        """The first account, with the code that `accounts.first_code` gave."""
        person = self.accounts.first(code, name, shown_name, password, now)
        self._record_choice(person, "first account", now)
        return self.accounts.claim_first(code, name, shown_name, password, now)

    def claim(self, name: str, code: str, password: str, now: datetime) -> None:
        """A person chooses a password with the one-time code; SignInRefused without it."""
        self.accounts.refuse_unless_code(normalised(name), code, now)
        self.accounts.refuse_weak_password(name, password)
        self._record_choice(self.accounts.person(name), "password", now)
        self.accounts.claim(name, code, password, now)

    def change_password(self, order: Order, password: str) -> None:
        """The person's own. WeakSecret where it would be guessed; ends his sessions."""
        name = order.by.actor.name
        self.accounts.refuse_weak_password(name, password)
        self.record(order, Act.CHANGE_OWN_SECRET, Subject(person=name, new="password"))
        self.accounts.set_password(name, password)

    def change_pin(self, order: Order, pin: str) -> None:
        """The person's own, for the panel of this station."""
        refuse_weak_pin(pin)
        name = order.by.actor.name
        self.record(order, Act.CHANGE_OWN_SECRET, Subject(person=name, new="pin"))
        self.accounts.set_pin(name, pin, self.station)

    def propose(self, order: Order, what: Act, subject: Subject) -> SignedAct:
        """The first half of an act that takes two persons."""
        if not RULES[what].two_persons:
            raise NotPermitted(f"{RULES[what].does} takes no second person; just do it")
        return self.audit.append(order.by, what, subject, order.reason, order.now)

    def add(self, order: Order, name: str, shown_name: str, role: Role) -> str:
        """The one-time code with which the new person chooses a password."""
        self._refuse_unless_clerk(order)
        person = self.accounts.new(name, shown_name, role)
        self.record(order, act_on_account(role), subject_of(person, "added"))
        self.accounts.add(name, shown_name, role)
        return self.accounts.reset(person.name, order.now)

    def reset(self, order: Order, name: str) -> str:
        """A new one-time code; password, PIN and sessions end. Also lets a disabled person back."""
        self._refuse_unless_clerk(order)
        person = self.accounts.person(name)
        self.record(order, act_on_account(person.role), subject_of(person, "reset"))
        return self.accounts.reset(person.name, order.now)

    def assign(self, order: Order, name: str, role: Role) -> None:
        self._refuse_unless_clerk(order)
        person = self.accounts.person(name)
        self.accounts.refuse_if_last_engineer(person)
        subject = Subject(person=person.name, role=role, old=person.role.value, new=role.value)
        self.record(order, act_on_account(role), subject)
        self.accounts.assign(person.name, role)

    def disable(self, order: Order, name: str) -> None:
        self._refuse_unless_clerk(order)
        person = self.accounts.person(name)
        self.accounts.refuse_if_last_engineer(person)
        self.record(order, Act.DISABLE_PERSON, subject_of(person, "disabled"))
        self.accounts.disable(person.name)

    def issue_token(
        self, order: Order, name: str, scopes: Collection[Scope], until: datetime
    ) -> str:
        """The token, shown this once."""
        refuse_unless_allowed(order.by, Act.ISSUE_TOKEN, self.station, order.now)
        self.tokens.refuse_unless_new(name, scopes, until, order.now)
        subject = Subject(person=name, new=f"{' '.join(sorted(scopes))} until {until.isoformat()}")
        self.record(order, Act.ISSUE_TOKEN, subject)
        return self.tokens.issue(name, scopes, until, order.now)

    def revoke_token(self, order: Order, name: str) -> None:
        self.record(order, Act.ISSUE_TOKEN, Subject(person=name, new="revoked"))
        self.tokens.revoke(name)

    def rotate_key(self, order: Order) -> SigningKey:
        """The station's new key. The act is the last that the old one signs."""
        with opening_lock(self.folder / TRUST_FILE):
            key = next_key(self.folder)
            self.record(order, Act.ROTATE_KEY, Subject(key_id=key.key_id))
            with self.audit.turn():
                take_next_key(self.folder, self.station, order.now)
        return key

    def trust_key(self, order: Order, key: TrustedKey) -> None:
        """Conflict where it is known already: what was revoked stays revoked."""
        trust_of(self.folder).with_key(key)
        subject = Subject(key_id=key.key_id, new=f"{key.owner.value} {key.name}")
        self.record(order, Act.TRUST_KEY, subject)
        with opening_lock(self.folder / TRUST_FILE):
            save_trust(trust_of(self.folder).with_key(key), self.folder / TRUST_FILE)

    def distrust_key(self, order: Order, key_id: str) -> None:
        """Everything that it ever signed is refused from now on. Conflict for one's own key."""
        trust_of(self.folder).revoked(key_id)
        if key_id == SigningKey.load(self.folder / KEY_FILE).key_id:
            raise Conflict("the station signs with this key; renew it, then distrust the old one")
        self.record(order, Act.DISTRUST_KEY, Subject(key_id=key_id))
        with opening_lock(self.folder / TRUST_FILE):
            save_trust(trust_of(self.folder).revoked(key_id), self.folder / TRUST_FILE)

    def _record_choice(self, person: Person, new: str, now: datetime) -> None:
        """Who holds the code is taken for the person; the record says that it was a code."""
        order = Order(Present(person, Proof.PASSWORD, now), "one-time code", now)
        self.record(order, Act.CHANGE_OWN_SECRET, Subject(person=person.name, new=new))

    def _entered(self, token: str, now: datetime) -> str:
        """Nobody is in who is not in the record."""
        try:
            order = Order(self.sessions.present(token, now), "", now)
            self.record(order, Act.SIGN_IN, Subject())
        except PackwardenError:
            self.sessions.end(token)
            raise
        return token

    def _refuse_unless_clerk(self, order: Order) -> None:
        """Before anything is said of which names there are."""
        if not may(order.by.actor, Act.MANAGE_PEOPLE):
            raise NotPermitted(f"{described(order.by.actor)} may not manage people")

    def _refuse_former(self, proposal: SignedAct) -> None:
        """A proposal falls with the role of who made it."""
        done = proposal.done
        people = {person.name: person for person in self.accounts.people() if person.active}
        if done.role is not None and (
            done.who not in people or people[done.who].role is not done.role
        ):
            raise NotPermitted(f"{done.who} is no longer {done.role.value}; propose it anew")

    def _takes_two(self, order: Order, what: Act, subject: Subject) -> bool:
        """The first person of the other responsible role has nobody yet who could agree."""
        if not (RULES[what].two_persons and isinstance(order.by.actor, Person)):
            return False
        others = RESPONSIBLE - {order.by.actor.role}
        nobody_yet = not any(person.role in others for person in self.accounts.people())
        return not (what is Act.APPOINT and nobody_yet and subject.role in others)


def subject_of(person: Person, new: str) -> Subject:
    return Subject(person=person.name, role=person.role, new=new)
