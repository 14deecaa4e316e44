"""The command `reset --factory`: a station forgets its people, keys, records and pictures.

For a computer that is given away, mended elsewhere or thrown away, and for one whose secrets may be
known. It asks for the station's name, because nothing brings back what is erased here.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from edge_agent.command_line import AsJson, Station, answer
from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.station_places import STATION_FILE

if TYPE_CHECKING:
    from edge_agent.erasing import Erased
    from edge_agent.station_tables import StationSettings, WebTable

SECRETS: Final = ("password_file", "token_file", "key_file", "secret_file")
"""Keys of station.toml that name a file with a secret."""
LOOK_S: Final = 2.0
ON_FLASH: Final = (
    "Overwritten once, keys first. A flash disk may keep old blocks that no program reaches; only "
    "a disk that was encrypted from the beginning is erased for certain, by destroying its key."
)


def reset(
    factory: Annotated[
        bool, typer.Option("--factory", help="Erase people, keys, records and pictures.")
    ] = False,
    recipes: Annotated[
        bool, typer.Option("--recipes", help="Erase recipes with their pictures, too.")
    ] = False,
    confirm: Annotated[
        str | None, typer.Option(help="SITE/LINE/STATION; without it you are asked for it.")
    ] = None,
    station: Station = STATION_FILE,
    as_json: AsJson = False,
) -> None:
    """Brings a station back to the state in which it was unpacked. Nothing brings it back."""
    from edge_agent.erasing import Erased, erase_file, erase_folder
    from edge_agent.settings import read_station

    if not factory:
        raise InvalidInput("say what is to be reset; there is --factory, which erases for good")
    settings = read_station(station).settings
    home = station.resolve().parent
    folders = [folder for folder in folders_of(settings, recipes) if folder.is_dir()]
    refuse_unless_safe(folders, station.resolve())
    refuse_while_running(settings)
    refuse_unless_meant(settings.station.full_name, confirm)
    secrets = list(secret_files(settings.model_dump()))
    far = [file for file in secrets if not file.resolve().is_relative_to(home)]
    erased = Erased()
    for file in secrets:
        erased += Erased() if file in far else erase_file(file)
    for folder in folders:
        erased += erase_folder(folder)
    tell_erased(erased, far, as_json)


def folders_of(settings: "StationSettings", with_recipes: bool) -> Iterator[Path]:
    yield settings.data.folder
    if with_recipes:
        yield settings.station.recipe
        if settings.station.products is not None:
            yield settings.station.products


def secret_files(tables: dict[str, Any]) -> Iterator[Path]:
    """Files with secrets that the settings name at any depth, where they are there."""
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from secret_files(value)
        elif isinstance(value, list | tuple):
            yield from secret_files({str(place): one for place, one in enumerate(value)})
        elif key in SECRETS and isinstance(value, Path) and value.is_file():
            yield value


def refuse_unless_safe(folders: list[Path], station: Path) -> None:
    """Conflict where more than the station's own would go with it."""
    for folder in folders:
        whole = folder.resolve()
        if station.is_relative_to(whole) or Path.home().is_relative_to(whole):
            raise Conflict(f"{folder} holds more than the station's data; erase it by hand")


def refuse_while_running(settings: "StationSettings") -> None:
    """StoreTaken or Conflict: what runs would write anew what is erased."""
    from edge_agent.sqlite_files import writer_lock

    if settings.data.folder.is_dir():
        with closing(writer_lock(settings.data.folder / "events.db")):
            pass
    if is_served(settings.web):
        raise Conflict(f"something is served at {settings.web.address}; end the station first")


def is_served(web: "WebTable") -> bool:
    try:
        socket.create_connection((web.host, web.port), timeout=LOOK_S).close()
    except OSError:
        return False
    return True


def refuse_unless_meant(name: str, confirm: str | None) -> None:
    if confirm is None:
        if not sys.stdin.isatty():
            raise InvalidInput(f"nothing is erased without a word: --confirm {name}")
        sys.stderr.write(f"This erases {name} for good. Type its name to go on: ")
        sys.stderr.flush()
        confirm = sys.stdin.readline().strip()
    if confirm != name:
        raise NotFound(f"this station is {name}, not {confirm!r}; nothing was erased")


def tell_erased(erased: "Erased", far: list[Path], as_json: bool) -> None:
    document = {
        "erased": {"files": erased.files, "bytes": erased.bytes},
        "left": [str(file) for file in far],
    }
    lines = [f"{erased.files} files, {erased.bytes} bytes are erased. {ON_FLASH}"]
    lines += [f"Left, because it lies elsewhere: {file}" for file in far]
    answer(document, as_json, "\n".join(lines))
