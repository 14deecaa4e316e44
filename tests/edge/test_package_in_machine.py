"""The life of a station's computer with the package, in the order in which these tests stand.

A real Debian with systemd and udev, in a machine of its own; its reject controller is our firmware
at a belt that runs out here. Nothing is timed: limits are for a computer twenty times slower.
"""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.edge.belt_at_machine import BeltAtMachine, belt_at
from tests.edge.machine import Machine, booted
from tests.edge.small_box import HOME, write_station
from tests.peers import require

pytestmark = [pytest.mark.release, pytest.mark.slow, pytest.mark.timeout(3600)]

PROJECT = Path(__file__).resolve().parents[2]
LONGEST_BUILD_S = 1800
LONGEST_START_S = 900.0
NEXT = "99.0"
"""The version that comes after: the same code."""
PARTS = ("line", "web", "uplink")
SLOW = Path("/etc/systemd/system/packwarden-.service.d/slow.conf")
SLOW_LIMITS = "[Service]\\nTimeoutStartSec=900\\n"
RELOAD = "systemctl daemon-reload"
LOG = f"sqlite3.connect('file:{HOME}/data/events.db?mode=ro', uri=True)"


class Life:
    """Of one computer: what is on its disks stays when it starts anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = ExitStack()
        self.machine: Machine
        self.belt: BeltAtMachine

    def starts(self, root: str) -> None:
        """Anew; its adapter is plugged in, and packs come."""
        self.running.close()
        folder = self.running.enter_context(TemporaryDirectory(prefix="packwarden-"))
        place = (self.folder / "image", self.folder / "shared", Path(folder))
        self.machine = self.running.enter_context(booted(*place, root))
        self.belt = self.running.enter_context(belt_at(self.machine.gate_port))

    def install(self, version: str, words: str = "--install") -> str:
        return self.machine.run(f"dpkg {words} /mnt/shared/packwarden_{version}_*.deb")

    def main_pid(self, part: str) -> int:
        return int(self.shown(part, "MainPID"))

    def shown(self, part: str, what: str) -> str:
        return self.machine.run(f"systemctl show packwarden-{part} --property {what} --value")

    def active(self, part: str) -> str:
        question = f"systemctl is-active packwarden-{part}"
        return self.machine.becomes(question, "active", LONGEST_START_S)

    def counted(self, sql: str) -> str:
        return self.machine.run(self.question(sql))

    def question(self, sql: str) -> str:
        """A command that writes the one value."""
        return f"""python3 -c "import sqlite3; print(*{LOG}.execute('{sql}').fetchone())" """

    def records(self) -> int:
        return int(self.counted("SELECT count(*) FROM records"))

    def records_come(self) -> bool:
        """More than there are now."""
        question = self.question(f"SELECT count(*) > {self.records()} FROM records")
        return self.machine.becomes(question, "1", LONGEST_START_S) == "1"


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    require("qemu", "gcc")
    folder = tmp_path_factory.mktemp("life")
    for name in ("image", "shared"):
        (folder / name).mkdir()
    build = PROJECT / "deploy" / "edge" / "build_deb.sh"
    image = PROJECT / "tests" / "edge" / "build_image.sh"
    for script, *words in (
        (image, str(folder / "image")),
        (build, str(folder / "shared")),
        (build, str(folder / "shared"), NEXT),
    ):
        subprocess.run([str(script), *words], check=True, timeout=LONGEST_BUILD_S)
    write_station(folder / "shared")
    begun = Life(folder)
    with begun.running:
        begun.starts("rw")
        yield begun


def test_a_first_installation_starts_nothing_and_says_what_comes_next(life: Life) -> None:
    said = life.install("[0-8]*")
    assert "packwarden check /etc/packwarden/station.toml" in said
    for part in PARTS:
        assert (
            life.machine.tried(f"systemctl is-active packwarden-{part}").text.strip() == "inactive"
        )
    groups = set(life.machine.run("id --name --groups packwarden").split())
    assert groups == {"packwarden", "dialout", "video", "gpio"}
    assert life.machine.run(f"stat -c %U:%a {HOME} /etc/packwarden/station.toml").split() == [
        "packwarden:750",
        "root:640",
    ]


def test_its_serial_adapter_has_names_that_stay(life: Life) -> None:
    names = life.machine.becomes("ls /dev/packwarden | grep -c GATE1", "1", LONGEST_START_S)
    assert names == "1"
    links = life.machine.run("readlink -f /dev/packwarden/*").split()
    assert len(links) == 2
    assert len(set(links)) == 1
    unit = life.machine.run("systemd-escape -p --suffix=device /dev/packwarden/serial-GATE1")
    assert life.machine.run(f"systemctl is-active '{unit}'") == "active"
    assert life.machine.run(f"stat -c %G:%a {links[0]}") == "dialout:660"


def test_the_service_manager_has_nothing_to_say_about_what_is_installed(life: Life) -> None:
    units = " ".join(f"packwarden-{part}.service" for part in PARTS)
    assert life.machine.run(f"systemd-analyze verify --man=no {units}") == ""


def test_its_units_come_up_by_their_own_word_and_packs_are_inspected(life: Life) -> None:
    machine = life.machine
    machine.run("cp /mnt/shared/station.toml /etc/packwarden/station.toml")
    machine.run(f"cp -r /mnt/shared/recipe /mnt/shared/pictures {HOME}")
    machine.run(f"mkdir {HOME}/post && chown -R packwarden: {HOME}")
    machine.run(f"mkdir -p {SLOW.parent} && printf '{SLOW_LIMITS}' >{SLOW} && {RELOAD}")
    machine.run("systemctl enable --quiet packwarden-line packwarden-web packwarden-uplink")
    machine.run("systemctl start packwarden-line packwarden-web packwarden-uplink")
    for part in PARTS:
        assert life.active(part) == "active"
        assert life.shown(part, "Type") == "notify"
    assert life.shown("line", "StatusText") == "Inspecting with recipe box"
    assert life.records_come()
    assert life.belt.may_run
    both = life.question("SELECT count(DISTINCT verdict) FROM records WHERE late = 0")
    assert machine.becomes(both, "2", LONGEST_START_S) == "2"
    pages = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8080/livez').status)"
    assert machine.becomes(f'python3 -c "{pages}"', "200", LONGEST_START_S) == "200"


def test_a_line_that_hangs_stops_the_belt_and_is_started_anew(life: Life) -> None:
    before, stops = life.main_pid("line"), life.belt.stops
    life.machine.run(f"kill -STOP {before}")
    restarts = life.machine.becomes(
        "systemctl show packwarden-line --property NRestarts --value", "1", LONGEST_START_S
    )
    assert restarts == "1"
    assert life.active("line") == "active"
    assert life.main_pid("line") != before
    assert "watchdog" in life.machine.run("journalctl --quiet --unit packwarden-line")
    assert life.belt.stops > stops
    assert life.records_come()
    assert life.belt.may_run


def test_an_adapter_that_was_pulled_out_comes_back_under_its_name(life: Life) -> None:
    pid = life.main_pid("line")
    life.belt.is_plugged = False
    gone = life.machine.becomes("ls /dev/packwarden 2>/dev/null | wc -l", "0", LONGEST_START_S)
    assert gone == "0"
    life.belt.is_plugged = True
    assert life.records_come()
    assert life.main_pid("line") == pid


def test_on_a_read_only_disk_it_comes_up_by_itself(life: Life) -> None:
    kept = life.records()
    life.starts("ro")
    assert life.machine.tried("touch /usr/written").code != 0
    for part in PARTS:
        assert life.active(part) == "active"
    assert life.records_come()
    assert life.records() > kept
    life.machine.run("mount -o remount,rw /")


def test_while_another_version_is_unpacked_the_line_goes_on_until_it_is_restarted(
    life: Life,
) -> None:
    pids = [life.main_pid(part) for part in PARTS]
    life.install(NEXT, "--unpack")
    assert [life.main_pid(part) for part in PARTS] == pids
    assert life.records_come()
    life.machine.run("dpkg --configure packwarden")
    assert set(pids).isdisjoint(life.main_pid(part) for part in PARTS)
    assert life.machine.run("ls /usr/lib/packwarden") == NEXT
    assert "plant-1" in life.machine.run("cat /etc/packwarden/station.toml")
    assert life.records_come()


def test_back_to_the_version_before_the_log_goes_on(life: Life) -> None:
    kept = life.records()
    life.install("[0-8]*")
    for part in PARTS:
        assert life.active(part) == "active"
    assert NEXT not in life.machine.run("ls /usr/lib/packwarden")
    assert life.records_come()
    assert life.records() > kept
    assert life.counted("SELECT max(boot) = count(*) FROM boots") == "1"


def test_a_removed_package_leaves_the_log_and_a_purged_one_nothing(life: Life) -> None:
    machine, kept = life.machine, life.records()
    assert HOME in machine.run("dpkg --remove packwarden")
    assert machine.tried("systemctl is-active packwarden-line").text.strip() == "inactive"
    assert life.records() >= kept
    assert "erased" in machine.run("dpkg --purge packwarden")
    assert (
        machine.run(f"ls -d {HOME} /etc/packwarden /usr/lib/packwarden 2>/dev/null | wc -l") == "0"
    )
