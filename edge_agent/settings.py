"""Reads station.toml, and says what is in force.

Strict: an unknown key, an impossible value, a missing file or a promise that the devices cannot
keep is refused at start, with the line and what would be right. Relative paths are relative to the
file.
"""

import hashlib
from pathlib import Path

import tomli_w

from edge_agent.core.errors import SettingsError
from edge_agent.station_refusals import order_refusals, refusals
from edge_agent.station_tables import OrderTable, StationSettings
from edge_agent.toml_files import line_of, load_toml


def load_station(file: Path) -> StationSettings:
    """NotFound, or SettingsError with the line and what would be right."""
    settings, refused = read_station(file)
    if refused:
        raise refused[0]
    return with_order(settings)


def with_order(settings: StationSettings) -> StationSettings:
    """With the order of its order file, where it names one that is there."""
    file = settings.station.order_file
    if file is None or not file.is_file():
        return settings
    return settings.model_copy(update={"order": load_order(file)})


def read_station(file: Path) -> tuple[StationSettings, tuple[SettingsError, ...]]:
    """As it stands in the file, and all that cannot be in force. The order file is not read yet."""
    settings = load_toml(file, StationSettings).placed(file.resolve().parent)
    text = file.read_text(encoding="utf-8")
    found = refusals(settings)
    return settings, tuple(SettingsError(file, line_of(text, place), what) for place, what in found)


def load_order(file: Path) -> OrderTable:
    order = load_toml(file, OrderTable)
    for place, what in order_refusals(order):
        raise SettingsError(file, line_of(file.read_text(encoding="utf-8"), place), what)
    return order


def in_force(settings: StationSettings) -> str:
    """Everything that applies, defaults included, as TOML."""
    return tomli_w.dumps(settings.model_dump(mode="json", exclude_none=True))


def settings_hash(settings: StationSettings) -> str:
    """sha256 of what is in force; every record names it."""
    return hashlib.sha256(in_force(settings).encode()).hexdigest()
