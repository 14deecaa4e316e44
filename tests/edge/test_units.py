"""The station's three units, as the service manager itself reads them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.peers import needs

pytestmark = needs("systemd-analyze")

EDGE = Path(__file__).resolve().parents[2] / "deploy" / "edge"
UNITS = EDGE / "units"
PARTS = ("line", "web", "uplink")
MOST_EXPOSED = 3.0
"""Of 10, by systemd's own score."""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units where the package puts them; the command is one that is here."""
    folder = tmp_path / "usr" / "lib" / "systemd" / "system"
    (folder / "packwarden-.service.d").mkdir(parents=True)
    shutil.copy(UNITS / "sandbox.conf", folder / "packwarden-.service.d" / "10-sandbox.conf")
    for part in PARTS:
        text = (UNITS / f"packwarden-{part}.service").read_text()
        assert "/usr/bin/packwarden " in text
        text = text.replace("/usr/bin/packwarden ", f"{shutil.which('true')} ")
        (folder / f"packwarden-{part}.service").write_text(text)
    return tmp_path


def analyzed(*words: str | Path, units: Path | None = None) -> str:
    """What systemd-analyze writes, errors too."""
    path = {} if units is None else {"SYSTEMD_UNIT_PATH": f"{units}:"}
    ended = subprocess.run(
        ["systemd-analyze", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", **path},
    )
    return ended.stdout


def test_the_service_manager_has_nothing_to_say_about_the_units(installed: Path) -> None:
    """An unknown key is only a warning to it, and ends with 0: so any word is one too many."""
    units = installed / "usr" / "lib" / "systemd" / "system"
    files = [units / f"packwarden-{part}.service" for part in PARTS]
    assert analyzed("verify", "--man=no", *files, units=units) == ""


@pytest.mark.parametrize("part", PARTS)
def test_a_unit_is_little_exposed(installed: Path, part: str) -> None:
    words = ("security", "--offline=true", "--no-pager", f"packwarden-{part}.service")
    told = analyzed(f"--root={installed}", *words)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told)
    assert found is not None, told
    assert float(found[1]) <= MOST_EXPOSED


def test_what_the_package_calls_upgraded_and_removed_are_the_units_it_brings() -> None:
    scripts = (EDGE / "debian" / "postinst").read_text(), (EDGE / "debian" / "prerm").read_text()
    orders = [re.search(r"for part in ([a-z ]+);", script) for script in scripts]
    assert [None if order is None else order[1].split() for order in orders] == [
        ["line", "web", "uplink"],
        ["uplink", "web", "line"],
    ]
    assert {one.stem for one in UNITS.glob("*.service")} == {f"packwarden-{part}" for part in PARTS}
