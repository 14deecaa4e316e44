"""What a demonstration lays out for its page server: a station's file, over its own data folder.

The file says what the simulated line is as far as a station's settings can; its cameras and its
gate are the simulator's, so `packwarden run` cannot run it.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import tomli_w

from edge_agent.people.office import Office
from edge_agent.station_places import STATION_FILE, demo_home, is_own
from edge_agent.station_tables import BYTES_PER_MB
from edge_agent.whole_files import write_whole
from hardware.interfaces import FailState
from simulators.certified import STATION
from simulators.challenges import GRACE
from simulators.demo import Staging
from simulators.demo_people import Secrets, fresh_secrets, let_in
from simulators.links.belt_settings import belt_settings

BUDGET_BYTES: Final = 500 * BYTES_PER_MB
SAYS: Final = (
    "# Written by `packwarden demo` for its page server. Cameras and gate are the simulator's:\n"
    "# `packwarden run` cannot run this station.\n\n"
)


@dataclass(frozen=True, slots=True)
class DemoSite:
    folder: Path
    """Of its data."""
    given: Secrets

    @property
    def station_file(self) -> Path:
        return self.folder / STATION_FILE


def laid_out(
    folder: Path,
    staging: Staging,
    port: int,
    now: datetime,
    uplink: Mapping[str, Any] | None = None,
) -> DemoSite:
    """In its data folder, which may be that of an earlier demonstration."""
    folder.mkdir(parents=True, exist_ok=True)
    staging.recipe_folder.mkdir(parents=True, exist_ok=True)
    site = DemoSite(folder, fresh_secrets())
    write_whole(site.station_file, station_text(folder, staging, port, uplink).encode())
    with closing(Office(folder, STATION, now)) as office:
        let_in(office, site.given, now)
    return site


def station_text(
    folder: Path, staging: Staging, port: int, uplink: Mapping[str, Any] | None
) -> str:
    tables: dict[str, Any] = {
        "station": station_table(staging),
        "cameras": camera_tables(folder, staging),
        "gate": gate_table(staging),
        "order": order_table(staging),
        "challenges": challenges_table(staging),
        "data": {
            "folder": str(folder.resolve()),
            "picture_budget_mb": BUDGET_BYTES // BYTES_PER_MB,
        },
        "web": {"port": port, "anybody_may_look": True},
        **({} if uplink is None else {"uplink": uplink}),
    }
    return SAYS + tomli_w.dumps(tables)


def station_table(staging: Staging) -> dict[str, Any]:
    site, line, name = STATION.split("/")
    return {
        "site": site,
        "line": line,
        "name": name,
        "recipe": str(staging.recipe_folder.resolve()),
        "ceiling": staging.scenario.level.value,
        "fail_state": FailState.REJECT_ALL.value,
    }


def camera_tables(folder: Path, staging: Staging) -> list[dict[str, Any]]:
    places = staging.plant.camera_mm(staging.product.views)
    path = str((folder / "pictures").resolve())
    (folder / "pictures").mkdir(exist_ok=True)
    return [{"view": v, "type": "files", "path": path, "at_mm": mm} for v, mm in places.items()]


def gate_table(staging: Staging) -> dict[str, Any]:
    belt = belt_settings(staging.plant).model_dump(mode="json", exclude_none=True)
    views = list(staging.product.views)
    return {"type": "modbus-tcp", "host": "localhost", "triggered_views": views, "belt": belt}


def order_table(staging: Staging) -> dict[str, Any]:
    order = staging.order
    return {"lot": order.lot, "expiry": order.expiry, "gtin": order.gtin}


def challenges_table(staging: Staging) -> dict[str, Any]:
    packs = [
        {"name": one.challenge.name, "checks": list(one.challenge.checks)} for one in staging.made
    ]
    every = {"every_packs": staging.scenario.challenges.every_packs} if packs else {}
    return {"packs": packs, "grace_minutes": GRACE.total_seconds() / 60, **every}


@contextmanager
def at_home(site: DemoSite) -> Iterator[None]:
    """While open, commands of this user find the station without being told where it is.

    Unless somebody else has made a folder of that name first.
    """
    home = demo_home()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_own(home):
        yield
        return
    file, content = home / STATION_FILE, site.station_file.read_bytes()
    write_whole(file, content)
    try:
        yield
    finally:
        if file.is_file() and file.read_bytes() == content:
            file.unlink()  # unless another demonstration has put its own there
