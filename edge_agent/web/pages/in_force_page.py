"""What is in force: settings, recipe, models, certificates, and what a change of each would need.

It tells what the line started with, not what a file says now; where the two differ it says so.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.autonomy.standing import Grant
from edge_agent.core.errors import PackwardenError
from edge_agent.core.line_events import STARTED
from edge_agent.core.roles import Act
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.bundle_manifest import MODEL_CARD
from edge_agent.inspection.recipe_tables import RecipeTable
from edge_agent.people.certificates import readable
from edge_agent.settings import in_force, settings_hash
from edge_agent.store.events import StoredEvent
from edge_agent.toml_files import load_toml
from edge_agent.web.api.station_routes import kept_standing, last_record
from edge_agent.web.pages.page import Looking, page_route
from edge_agent.web.site import Site

router = APIRouter()

TABLES: Final = (
    "station",
    "cameras",
    "gate",
    "order",
    "data",
    "web",
    "lowering",
    "gate_needs",
    "challenges",
    "audit",
    "packml",
    "uplink",
    "sparkplug",
    "opcua",
    "releases",
)
"""Tables of station.toml of which the page says what a change needs."""
PLAIN_LIMITS: Final = ("name", "kind", "view", "region", "level")


@dataclass(frozen=True, slots=True)
class Change:
    """A key that another start had otherwise; None where it had none."""

    key: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Start:
    boot: int
    stored: StoredEvent
    text: str

    @property
    def flat(self) -> dict[str, str]:
        return flattened(tomllib.loads(self.text))


@router.get("/in-force", **page_route())
def in_force_page(look: Looking) -> HTMLResponse:
    site = look.site
    starts = list(last_starts(site))
    text = starts[0].text if starts else in_force(site.settings)
    last = last_record(site)
    folder = recipe_folder(site, None if last is None else last.recipe_hash)
    bundle = site.bundle
    return look.page(
        "in_force.html",
        starts=starts,
        tables=tables(text),
        told=TABLES,
        changes=changes(starts[1].flat, starts[0].flat) if len(starts) > 1 else [],
        edited=changes(flattened(tomllib.loads(text)), flattened(own(site))),
        settings_hash=settings_hash(site.settings),
        last=last,
        recipe=recipe_in(folder),
        grants=grants(site),
        certificates=readable(site.folder),
        bundle=bundle,
        bundle_bytes=sum(file.bytes for file in bundle.manifest.files.values()),
        card=model_card(bundle),
        limits_of=limits_of,
        editors=look.needs(Act.EDIT_STATION),
    )


def last_starts(site: Site) -> Iterator[Start]:
    """The last two, the newest first; older versions said nothing of what was in force."""
    for stored in site.store.events(STARTED, 2):
        text = stored.event.body.get("in_force")
        if isinstance(text, str):
            yield Start(stored.boot, stored, text)


def own(site: Site) -> dict[str, Any]:
    """As this server read the file when it started."""
    return tomllib.loads(in_force(site.settings))


def tables(text: str) -> dict[str, dict[str, str]]:
    """By table of the file its keys and values, in the file's own words."""
    found: dict[str, dict[str, str]] = {}
    for key, value in flattened(tomllib.loads(text)).items():
        table, _, rest = key.partition(".")
        found.setdefault(table, {})[rest or key] = value
    order = [*(name for name in TABLES if name in found), *found]
    return {name: found[name] for name in order}


def flattened(table: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """Dotted keys; of an array of tables each one is named by its view, or by its number."""
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            found |= flattened(value, f"{before}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, one in enumerate(value, start=1):
                found |= flattened(one, f"{before}{key}.{one.get('view', number)}.")
        else:
            found[f"{before}{key}"] = json.dumps(value, default=str, ensure_ascii=False)
    return found


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    keys = dict.fromkeys([*before, *after])
    return [
        Change(key, before.get(key), after.get(key))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def recipe_folder(site: Site, recipe_hash: str | None) -> Path:
    """Of the last pack as it was kept; before the first pack the one that the settings name."""
    if recipe_hash is not None and site.recipe_file(recipe_hash).is_file():
        return site.recipe_file(recipe_hash).parent
    return site.settings.station.recipe


def recipe_in(folder: Path) -> RecipeTable | None:
    """None where it cannot be read any more; the line told why when it started."""
    try:
        return load_toml(folder / "recipe.toml", RecipeTable)
    except PackwardenError:
        return None


def grants(site: Site) -> dict[str, dict[str, Grant]]:
    """By recipe and check."""
    return kept_standing(site).recipes


def limits_of(check: Any) -> dict[str, str]:
    """What a check of this kind is limited by, beside its name and place."""
    told = check.model_dump(mode="json", exclude=set(PLAIN_LIMITS), exclude_none=True)
    return {
        key: ", ".join(value) if isinstance(value, list) else str(value)
        for key, value in told.items()
    }


def model_card(bundle: Bundle) -> dict[str, Any]:
    card: dict[str, Any] = json.loads(bundle.file(MODEL_CARD).read_bytes())
    return card
