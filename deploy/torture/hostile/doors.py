"""A door: a place that takes bytes from elsewhere, and what it may do with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from deploy.torture.hostile.changing import Change
from edge_agent.core.errors import PackwardenError


def nothing() -> None:
    """A function behind a door is always there."""


@dataclass(frozen=True, slots=True)
class Door:
    open: Callable[[bytes], object]
    """Takes the bytes, or raises one of `refusals`."""
    examples: Sequence[bytes]
    """It takes each of them."""
    change: Change
    refusals: tuple[type[Exception], ...] = (PackwardenError,)
    takes_changed: bool = True
    """False: nothing but its examples is taken, as where all of it is signed."""
    works: Callable[[], object] = nothing
    """Asks what stands behind the door something proper, after every turn; raises where that
    fails, and where a line of an error that is not its own was told meanwhile."""
    close: Callable[[], object] = nothing


Making = Callable[[Path], Door]
"""In a folder of its own, which it may write into."""
PACKAGE: Final = "deploy.torture.hostile"
GROUPS: Final = {
    "archives": f"{PACKAGE}.archive_doors",
    "labels": f"{PACKAGE}.label_doors",
    "messages": f"{PACKAGE}.message_doors",
    "Modbus": f"{PACKAGE}.modbus_doors",
    "nets": f"{PACKAGE}.net_doors",
    "opened nets": f"{PACKAGE}.opened_net_doors",
    "OPC UA": f"{PACKAGE}.opcua_doors",
    "pictures": f"{PACKAGE}.picture_doors",
    "serial line": f"{PACKAGE}.serial_doors",
    "settings": f"{PACKAGE}.settings_doors",
    "signed": f"{PACKAGE}.signed_doors",
    "states": f"{PACKAGE}.state_doors",
    "uploads": f"{PACKAGE}.upload_doors",
}
"""Each module has `DOORS`."""


def doors_of(group: str) -> Mapping[str, Making]:
    doors: Mapping[str, Making] = import_module(GROUPS[group]).DOORS
    return doors


def file_door(
    file: Path,
    load: Callable[[Path], object],
    examples: Sequence[bytes],
    change: Change,
    refusals: tuple[type[Exception], ...] = (PackwardenError,),
) -> Door:
    """Of what reads a file; it is written for every try."""

    def opened(content: bytes) -> object:
        file.write_bytes(content)
        return load(file)

    return Door(opened, examples, change, refusals)
