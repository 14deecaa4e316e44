"""What the server of one station serves from: its settings, its people, its files and a clock."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from edge_agent.control.client import LineClient
from edge_agent.control.place import place_in
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.recipe_files import RECIPE_FILE
from edge_agent.people.office import Office
from edge_agent.people.station_key import KEY_FILE
from edge_agent.releases.slots import Slots
from edge_agent.station_tables import StationSettings
from edge_agent.store.confirmed import OUTBOX_FILE, Confirmed
from edge_agent.store.pages import StorePages
from edge_agent.web.alarms.keeper import AlarmKeeper
from edge_agent.web.evidence.evidence_desk import EvidenceDesk
from edge_agent.web.inspecting.keeper import InspectingProcess
from edge_agent.web.live.panel_state import PanelNote
from edge_agent.web.live.showing import Showing
from edge_agent.web.shown_accounts import ShownAccount
from edge_agent.web.workbench.bench import Workbench
from hardware.interfaces import Clock

CURSOR_PURPOSE = b"packwarden cursor 1"


@dataclass(frozen=True)
class Site:
    settings: StationSettings
    office: Office
    clock: Clock
    shown_accounts: tuple[ShownAccount, ...] = ()
    """Offered on the sign-in page; at a real station there are none."""
    panel_notes: list[PanelNote] = field(default_factory=list, repr=False)
    """What other parts of the pages add to the live state: alarms, the review queue."""
    inspecting: InspectingProcess = field(default_factory=InspectingProcess, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    @property
    def station(self) -> str:
        """site/line/station."""
        return self.settings.station.full_name

    @property
    def anybody_may_look(self) -> bool:
        return self.settings.web.anybody_may_look

    @property
    def takes_pins(self) -> bool:
        return True

    @property
    def folder(self) -> Path:
        return self.settings.data.folder

    @property
    def data(self) -> DataFolder:
        """Where what lies in it."""
        return DataFolder(self.folder)

    @property
    def pictures(self) -> Path:
        return self.data.pictures

    @property
    def bundle(self) -> Bundle:
        """With which the next line would begin; it is opened anew each time."""
        return Slots(self.data.bundles).usable()

    @property
    def standing(self) -> Path:
        return self.data.standing

    def recipe_file(self, recipe_hash: str) -> Path:
        return self.data.recipe(recipe_hash) / RECIPE_FILE

    @cached_property
    def line(self) -> LineClient:
        """The line of this station; talks while the application runs."""
        return LineClient(place_in(self.folder))

    @cached_property
    def live(self) -> Showing:
        """What all who look at the line are shown; made while the application runs."""
        return Showing(self.line, self.settings.has_gate, self.panel_notes)

    @cached_property
    def alarms(self) -> AlarmKeeper:
        """What calls a person, and who has heard it."""
        return AlarmKeeper(self.folder / "alarms.db", self.clock)

    @cached_property
    def workbench(self) -> Workbench:
        """Does for the desk what takes seconds, behind the line."""
        return Workbench()

    @cached_property
    def store(self) -> StorePages:
        return StorePages(self.data.events)

    @cached_property
    def confirmed(self) -> Confirmed:
        """What of its records the centre has."""
        return Confirmed(self.store, self.folder / OUTBOX_FILE)

    def centre_waits_s(self) -> float | None:
        """How long the oldest record has waited for the centre; None where none waits, and where
        records go by a folder that somebody carries: those may wait for days."""
        uplink = self.settings.uplink
        if uplink is None or uplink.folder is not None:
            return None
        since = self.confirmed.waiting_since()
        return None if since is None else (self.clock.wall() - since).total_seconds()

    @cached_property
    def evidence(self) -> EvidenceDesk:
        """What its records say of gates, thresholds and money."""
        return EvidenceDesk(self.settings, self.store, self.clock)

    @contextmanager
    def changing(self) -> Iterator[Office]:
        """One change at a time: what was compared before it still holds when it is made."""
        with self._turn:
            yield self.office

    def cursor_key(self) -> bytes:
        """Signs the cursors that are given out; stays the same over restarts of the server."""
        return hmac.digest((self.folder / KEY_FILE).read_bytes(), CURSOR_PURPOSE, "sha256")

    def close(self) -> None:
        self.inspecting.close()
        self.workbench.close()
        if "alarms" in vars(self):  # nobody has asked for them otherwise
            self.alarms.close()
        if "confirmed" in vars(self):
            self.confirmed.close()
        if "evidence" in vars(self):
            self.evidence.close()
        self.store.close()
        self.office.close()
