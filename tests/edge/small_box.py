"""What the machine's station is: drawn boxes from a folder, a gate on USB, a centre by a folder."""

from pathlib import Path

from hardware.pictures import encode_png
from simulators.links.belt_settings import belt_settings
from simulators.settings import PlantSettings
from tests.edge.belt_at_machine import SLOW_LINE, VIEW
from tests.edge.machine import SERIAL_NUMBER
from tests.line.small_station import box_picture, save_box_recipe

HOME = "/var/lib/packwarden"
PICTURES = 400
EVERY_BLANK = 3
"""One in so many lacks its panel."""
STATION = f"""\
[station]
site = "plant-1"
line = "line-1"
name = "box"
recipe = "{HOME}/recipe"
fail_state = "stop_belt"

[[cameras]]
view = "{VIEW}"
type = "files"
path = "{HOME}/pictures"
at_mm = 150.0

[uplink.folder]
path = "{HOME}/post"

[data]
folder = "{HOME}/data"

[gate]
type = "serial"
port = "/dev/packwarden/serial-{SERIAL_NUMBER}"

[gate.belt]
"""


def write_station(folder: Path) -> None:
    """recipe/, pictures/ and station.toml, to be copied into the machine."""
    save_box_recipe(folder / "recipe", (VIEW,))
    (folder / "pictures").mkdir()
    whole, blank = (encode_png(box_picture(panel_is_blank=one)) for one in (False, True))
    for number in range(PICTURES):
        picture = blank if number % EVERY_BLANK == 0 else whole
        (folder / "pictures" / f"{number:04}.png").write_bytes(picture)
    belt = belt_settings(PlantSettings.model_validate(SLOW_LINE))
    rows = [
        f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
        for key, value in belt.model_dump(mode="json", exclude_none=True).items()
    ]
    (folder / "station.toml").write_text(STATION + "\n".join(rows) + "\n")
