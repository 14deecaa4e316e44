"""Names of the board's pins, as the firmware itself has them."""

import re

from tests.conftest import PROJECT

PINS_HEADER = PROJECT / "hardware" / "firmware" / "board_uno" / "pins.h"


def wired(header: str) -> dict[str, str]:
    """Port and bit of every named pin, as in {"gate_coil": "B0"}."""
    found = re.findall(r"^#define ([A-Z0-9_]+) ([BCD]), (\d) ", header, re.MULTILINE)
    return {name.lower(): port + bit for name, port, bit in found}


PINS = wired(PINS_HEADER.read_text(encoding="utf-8"))
