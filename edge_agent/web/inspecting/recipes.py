"""Which recipes pictures can be inspected by: what is in force, what the station can make, and what
was in force before and was kept. Asked for by name or, for exactly one state of it, by hash."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from edge_agent.core.errors import NotFound
from edge_agent.inspection.products import recipe_folders
from edge_agent.inspection.recipe_files import RECIPE_FILE
from edge_agent.store.pages import RecordFilter
from edge_agent.web.site import Site


def recipe_folder(site: Site, wanted: str) -> Path:
    """The first of that name, in the order above; kept ones the newest first.

    NotFound names those that there are.
    """
    names: dict[str, None] = {}
    for folder in folders(site):
        name = name_in(folder)
        if wanted in (name, folder.name):
            return folder
        names[name] = None
    there = ", ".join(filter(None, names)) or "none"
    raise NotFound(f"there is no recipe {wanted!r} at this station; recipes: {there}")


def folders(site: Site) -> Iterator[Path]:
    kept = site.folder / "recipes"
    for stored in site.store.records(RecordFilter(), 1):
        yield kept / stored.record.recipe_hash
    yield from recipe_folders(site.settings.station.recipe, site.settings.station.products)
    found = [file for file in kept.glob(f"*/{RECIPE_FILE}") if file.is_file()]
    for file in sorted(found, key=lambda file: file.stat().st_mtime_ns, reverse=True):
        yield file.parent


def name_in(folder: Path) -> str:
    """Empty where no recipe lies there that can be understood: then it has no name to ask for."""
    try:
        name = tomllib.loads((folder / RECIPE_FILE).read_text(encoding="utf-8")).get("name")
    except (OSError, ValueError):
        return ""
    return name if isinstance(name, str) else ""
