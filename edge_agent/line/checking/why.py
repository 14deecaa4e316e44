"""Why each part of a station matters, and what to do where nobody knows anything better. Told
wherever something is amiss there.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Part:
    why: str
    mend: str
    """Where what is wrong brings no advice of its own."""


MEND_DEVICE: Final = "check its power, its cable and its table in station.toml"
PARTS: Final = {
    "station.toml": Part(
        "A station does not start with settings that it cannot keep to.",
        "correct it there; docs/station.md explains every key",
    ),
    "order": Part(
        "Lot, expiry and barcode are judged against the order; without it they are unsure.",
        "correct [order] in station.toml, or the order_file that it names",
    ),
    "recipe": Part(
        "The recipe says what a good pack is; without it nothing can be judged.",
        "correct recipe.toml, or teach it anew: packwarden teach PICTURES --out FOLDER",
    ),
    "inspection": Part(
        "A verdict that comes after its pack is at the gate is late, and counts as none.",
        "install the software and its models anew",
    ),
    "devices": Part("Two hosts at one gate or camera would both be obeyed.", "end one of them"),
    "camera": Part(
        "A pack without a good picture is unsure: held or rejected where the station acts.",
        MEND_DEVICE,
    ),
    "gate": Part(
        "Without its gate the station can reject nothing, and no level that acts holds.",
        MEND_DEVICE,
    ),
    "encoder": Part(
        "The gate finds a pack by the belt's position; a wrong one rejects its neighbour.",
        "check its wheel and its cable",
    ),
    "photo-eye": Part(
        "The photo-eye numbers every pack; one that it misses is not inspected.",
        "check its lamp, its mirror and its cable",
    ),
    "switches": Part("What a switch says is shown to people and recorded.", MEND_DEVICE),
    "lamps": Part("A lamp that stays dark tells nobody of an alarm.", MEND_DEVICE),
    "drive": Part(
        "An ordered reject must reach its own pack, be confirmed, and the belt must stop.",
        MEND_DEVICE,
    ),
    "disk": Part(
        "Records are written before anything else; on a full or failing disk levels fall.",
        "make room, or name another folder in [data]",
    ),
    "records": Part(
        "What cannot be read cannot be counted as evidence, nor sent to a centre.",
        "packwarden restore BACKUP brings back the last copy",
    ),
    "clock": Part(
        "By the clock certificates end, and dates on packs are plausible or not.",
        "timedatectl set-ntp true",
    ),
    "timing": Part("Who wakes up late looks late at camera and gate.", "stop what else runs here"),
    "people": Part(
        "Levels, orders and acknowledgements are signed by persons.",
        "packwarden restore BACKUP brings back who was there",
    ),
    "keys": Part("Who can read a private key can sign in the station's name.", "chmod 600 FILE"),
    "leftovers": Part("What a dead process left behind hides what is so now.", "remove it"),
}


def part_of(name: str) -> Part:
    """name: as a finding bears it; a camera's has its view behind it."""
    return PARTS[name] if name in PARTS else PARTS[name.split(" ")[0]]
