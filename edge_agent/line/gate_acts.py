"""At a station's console: a certificate on a passed gate, and a raise for the next start.

Whoever acts gives name and password; the act is signed into the audit record. A raise is taken only
while the line is not running: on a running line it is told to the line itself.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from edge_agent.core.autonomy.gate import GateReport, gate
from edge_agent.core.autonomy.standing import SignedRaise, Standing
from edge_agent.core.certificate import Setup
from edge_agent.core.errors import Conflict, GateNotPassed, NotFound
from edge_agent.core.packs import Level
from edge_agent.evidence.certify import Issued, certify
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_evidence import gathered
from edge_agent.evidence.setups import setups_of
from edge_agent.evidence.taken_back import taken_back
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.people.certificates import newest
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office, Order
from edge_agent.people.raising import Raising, propose_raise, raise_level, raise_on_certificate
from edge_agent.people.station_key import trust_of
from edge_agent.people.trust import Owner
from edge_agent.releases.slots import Slots
from edge_agent.settings import load_station
from edge_agent.sqlite_files import writer_lock
from edge_agent.station_tables import StationSettings
from edge_agent.store.standing import StandingFile

CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which check shall be allowed how much."""

    check: str
    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A person's name and password, as given at the console."""

    name: str
    password: str


class Console:
    """One station's office, opened by people who stand before it."""

    def __init__(self, settings: StationSettings, office: Office, now: datetime) -> None:
        self.settings, self.office, self.now = settings, office, now
        self.data = DataFolder(settings.data.folder)
        self.loaded = load_recipe(settings.station.recipe)
        self.bundle = Slots(self.data.bundles).usable()

    @classmethod
    @contextmanager
    def opened(cls, station: Path, now: datetime) -> Iterator[Self]:
        settings = load_station(station)
        office = Office(settings.data.folder, settings.station.full_name, now)
        with closing(office):
            yield cls(settings, office, now)

    @contextmanager
    def signed_in(self, entry: Entry, reason: str) -> Iterator[Order]:
        """SignInRefused or TooSoon where the password is not that person's."""
        now = self.now
        token = self.office.enter_with_password(entry.name, entry.password, CONSOLE, now)
        try:
            yield Order(self.office.sessions.present(token, now), reason, now)
        finally:
            self.office.leave(token, now)

    @property
    def station(self) -> str:
        return self.settings.station.full_name

    # A certificate

    def certified(
        self, wanted: Wanted, first: Entry, second: Entry | None, site_key: Path
    ) -> Issued:
        """GateNotPassed with what is missing; nothing is signed then."""
        key = SigningKey.load(site_key)
        self.refuse_untrusted(key)
        setup, report = self.gate_of(wanted)
        with_whom: tuple[str, ...] = ()
        with self.signed_in(first, wanted.reason) as order:
            if second is not None:
                with self.signed_in(second, wanted.reason) as other:
                    with_whom = (other.by.actor.name,)
            return certify(self.office, order, report, setup, key, with_whom)

    def refuse_untrusted(self, key: SigningKey) -> None:
        site = self.settings.station.site
        known = trust_of(self.data.folder).current(Owner.SITE, site)
        if key.key_id not in {one.key_id for one in known}:
            raise Conflict(
                f"{self.station} does not trust key {key.key_id[:16]} for site {site}; "
                "packwarden people site-key FILE makes one that it does"
            )

    def gate_of(self, wanted: Wanted) -> tuple[Setup, GateReport]:
        found = gathered(self.data)
        setup = found.setups.get(wanted.check)
        evidence = [one for one in found.evidence if one.check == wanted.check]
        if setup is None or not evidence:
            raise NotFound(f"recipe {found.loaded.recipe.name} has no check {wanted.check!r}")
        in_force = self.setup_of(wanted.check)
        if setup != in_force:
            raise Conflict(
                "the last packs were inspected with another recipe, bundle, camera or station "
                "than is in force now; run the station first"
            )
        return setup, gate(evidence[0], wanted.level, found.origin.needs(wanted.level))

    def setup_of(self, check: str) -> Setup:
        setups = setups_of(
            *(self.station, self.loaded.recipe, self.loaded.hash),
            *(self.bundle.sha256, self.settings.camera_profile),
        )
        found = [one for one in setups if one.check == check]
        if not found:
            raise NotFound(f"recipe {self.loaded.recipe.name} has no check {check!r}")
        return found[0]

    # A raise

    def raised(
        self, wanted: Wanted, first: Entry, second: Entry | None, certificate: str | None
    ) -> SignedRaise:
        """GateNotPassed where no certificate holds; Conflict while the line is running."""
        setup = self.setup_of(wanted.check)
        with closing(writer_lock(self.data.events)):
            standing = self.standing()
            raising = self.raising(wanted, standing, certificate)
            with self.signed_in(first, wanted.reason) as order:
                if second is None:
                    return self.record(order, raising, setup)
                proposal = propose_raise(self.office, order, raising)
            with self.signed_in(second, wanted.reason) as order:
                confirming = replace(order, confirms=proposal.sha256)
                return self.record(confirming, raising, setup)

    def standing(self) -> Standing:
        file = StandingFile(self.data.standing, self.loaded.recipe.name)
        standing = file.read() or Standing({})
        if standing.suspensions or standing.handover_open:
            raise Conflict(
                "nothing is raised while a level is suspended or its loss was not accepted; "
                "run the station and see to that first"
            )
        return standing

    def raising(self, wanted: Wanted, standing: Standing, certificate: str | None) -> Raising:
        level_from = standing.grant_of(wanted.check).level
        if wanted.level.rank <= level_from.rank:
            raise Conflict(f"{wanted.check} has {level_from.value} already")
        if wanted.level.acts:
            certificate = certificate or self.newest(wanted)
        return Raising(self.loaded.recipe.name, wanted.check, level_from, wanted.level, certificate)

    def newest(self, wanted: Wanted) -> str:
        """GateNotPassed where no certificate was ever issued for so much."""
        found = newest(self.data.folder, wanted.check, wanted.level)
        if found is None:
            raise GateNotPassed(
                f"{wanted.check} has no certificate for {wanted.level.value}; "
                "packwarden gate certify issues one on a passed gate"
            )
        return found

    def record(self, order: Order, raising: Raising, setup: Setup) -> SignedRaise:
        if not raising.level_to.acts:
            return raise_level(self.office, order, raising)
        return raise_on_certificate(self.office, order, raising, setup, taken_back(self.data))[0]
