"""What docs/install.md has a person type between the questions and the services."""

import shutil
import subprocess
from pathlib import Path

from edge_agent.first_station.answers import Centre, CentreKind
from edge_agent.first_station.laying_out import lay_out
from edge_agent.settings import load_station
from hardware.clock import RealClock
from tests.docs.shell_lines import shell_lines
from tests.first_station.a_station import answers, drawn_station

HOME, SETTINGS = "/var/lib/packwarden", "/etc/packwarden"


def test_settings_of_init_hold_where_the_services_read_them(tmp_path: Path) -> None:
    """With folders of the test for the station's own."""
    home, settings = tmp_path / "home", tmp_path / "etc"
    settings.mkdir()
    centre = Centre(CentreKind.HTTPS, "https://centre.example")
    lay_out(home, drawn_station(answers(centre=centre)), RealClock(), print)
    (line,) = [one for one in shell_lines(frozenset({"packwarden"})) if one.program == "sed"]
    moving = (
        line.text.replace("sudo ", "").replace(HOME, str(home)).replace(SETTINGS, str(settings))
    )
    shell = shutil.which("sh")
    assert shell is not None
    subprocess.run([shell, "-ec", moving], check=True, capture_output=True)
    assert load_station(settings / "station.toml") == load_station(home / "station.toml")
