"""Reads station.toml, and says what is in force.

Strict: an unknown key, an impossible value, a missing file or a promise that the devices cannot
keep is refused at start, with the line and what would be right. Relative paths are relative to the
file.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from edge_agent.core.errors import SettingsError
from edge_agent.station_refusals import missing_files, order_refusals, refusals
from edge_agent.station_tables import OrderTable, StationSettings
from edge_agent.toml_files import Place, line_of, load_toml


@dataclass(frozen=True, slots=True)
class ReadStation:
    """A station as its file says it; the order file is not read yet."""

    settings: StationSettings
    refused: tuple[SettingsError, ...]
    """What cannot be in force."""
    missing: tuple[SettingsError, ...]
    """Files that are named and not there."""


def load_station(file: Path) -> StationSettings:
    """NotFound, or SettingsError with the line and what would be right."""
    read = read_station(file)
    for error in (*read.refused, *read.missing):
        raise error
    return with_order(read.settings)


def read_station(file: Path) -> ReadStation:
    """NotFound, or SettingsError where the file cannot be understood at all."""
    settings = load_toml(file, StationSettings).placed(file.resolve().parent)
    text = file.read_text(encoding="utf-8")

    def told(found: Iterator[tuple[Place, str]]) -> tuple[SettingsError, ...]:
        try:
            return tuple(SettingsError(file, line_of(text, place), what) for place, what in found)
        except OSError as error:  # a name that no file can have
            what = f"{str(error.filename)[:80]!r} cannot be looked for: {error.strerror}"
            raise SettingsError(file, None, what) from error

    return ReadStation(settings, told(refusals(settings)), told(missing_files(settings)))


def with_order(settings: StationSettings) -> StationSettings:
    """With the order of its order file, where it names one that is there."""
    file = settings.station.order_file
    if file is None or not file.is_file():
        return settings
    return settings.model_copy(update={"order": load_order(file)})


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
