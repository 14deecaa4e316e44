"""The images of a station and of the centre, run as they ship: packs that the station inspects are
seen on its pages, and by a real broker and a real database at the centre.

Settings are those of compose.yaml; only names of computers, ports and the pictures are the test's.
"""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.images.fresh_secrets import STATION, make_secrets
from hardware.clock import RealClock
from hardware.pictures import encode_png
from simulators.broker import free_port
from tests.fleet.postgres import postgres
from tests.images.building import CONTAINERFILE, begun, inside, loaded_images
from tests.images.test_fresh_secrets import ComposedBroker
from tests.line.small_station import box_picture, save_box_recipe
from tests.peers import needs
from tests.people.samples import PASSWORD

pytestmark = [
    pytest.mark.release,
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    needs("podman", "mosquitto", "postgresql"),
]
CLOCK = RealClock()
COMPOSE = CONTAINERFILE.with_name("compose")
NOBODY = 10_001
LIVENESS_S = 180
PACKS = "gbggb"
BEHIND_PROXY = {
    "Host": "centre.example",
    "Origin": "https://centre.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "192.0.2.7",
}
"""As a proxy that ends TLS passes on what a browser asks."""
RUN_LINE = ("run", "--no-web", "--no-uplink", "--json", "--station", "/etc/packwarden/station.toml")


@dataclass(frozen=True)
class Container:
    """A process of podman; what it said lies in a file."""

    process: subprocess.Popen[bytes]
    log: Path

    def ended(self) -> int:
        return self.process.wait(LIVENESS_S)


@dataclass(frozen=True)
class Grounds:
    """What the containers of one plant are begun with."""

    images: Path
    folder: Path
    ports: dict[str, int]

    @property
    def station(self) -> tuple[str, ...]:
        return (
            f"--volume={self.folder / 'station'}:/var/lib/packwarden",
            f"--volume={self.folder / 'etc'}:/etc/packwarden:ro",
            f"--volume={self.folder / 'secrets'}:/run/secrets:ro",
        )

    @property
    def centre(self) -> tuple[str, ...]:
        return (
            f"--volume={self.folder / 'centre'}:/var/lib/packwarden",
            f"--volume={self.folder / 'etc'}:/etc/packwarden:ro",
            f"--volume={self.folder / 'secrets'}:/run/secrets:ro",
        )

    def told(self, image: str, options: Sequence[str], *words: str) -> str:
        """What a container says that ends by itself."""
        command = begun(self.images, image, *options, words=words)
        ended = subprocess.run(command, check=False, capture_output=True, timeout=LIVENESS_S)
        assert ended.returncode == 0, ended.stderr.decode()
        return ended.stdout.decode()

    @contextmanager
    def running(self, image: str, options: Sequence[str], *words: str) -> Iterator[Container]:
        log = self.folder / f"{image}-{words[-1].replace('/', '_')}-{len(words)}.log"
        with log.open("wb") as opened:
            command = begun(self.images, image, *options, words=words)
            process = subprocess.Popen(command, stdout=opened, stderr=opened)
        try:
            yield Container(process, log)
        finally:
            process.terminate()
            process.wait(LIVENESS_S)


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with loaded_images(tmp_path_factory.mktemp("images"), "edge", "centre") as loaded:
        yield loaded


@pytest.fixture
def grounds(images: Path, tmp_path: Path) -> Grounds:
    ports = {name: free_port() for name in ("web", "centre", "stations", "processes")}
    made = Grounds(images, tmp_path, ports)
    save_box_recipe(tmp_path / "station" / "recipe", ("top",))
    (tmp_path / "station" / "pictures").mkdir()
    for number, kind in enumerate(PACKS):
        picture = encode_png(box_picture(panel_is_blank=kind == "b"))
        (tmp_path / "station" / "pictures" / f"{number}.png").write_bytes(picture)
    (tmp_path / "centre").mkdir()
    make_secrets(tmp_path / "secrets", ["localhost"], [STATION], CLOCK.wall())
    (tmp_path / "etc").mkdir()
    settings = (COMPOSE / "station" / "station.toml").read_text()
    settings = settings.replace("port = 8080", f"port = {ports['web']}")
    settings = settings.replace('"broker"', '"localhost"')
    settings = settings.replace("port = 8883", f"port = {ports['stations']}")
    (tmp_path / "etc" / "station.toml").write_text(settings)
    belongs_to_nobody(tmp_path)
    return made


def belongs_to_nobody(folder: Path) -> None:
    """Whoever makes a folder for a container gives it to the container's user."""
    for place in (folder / "station", folder / "centre", folder / "secrets"):
        for path in (place, *place.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def settled(is_so: Callable[[], Any]) -> Any:
    end_ns = CLOCK.now_ns() + LIVENESS_S * 1_000_000_000
    while CLOCK.now_ns() < end_ns:
        if found := is_so():
            return found
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 200_000_000)
    raise AssertionError("it did not come to that")


def answer_of(address: str) -> Any:
    """None while nobody answers."""
    try:
        answer = httpx.get(address, timeout=5)
    except httpx.TransportError:
        return None
    return answer.json() if answer.is_success else None


def test_the_images_hold_no_torch_no_compiler_and_no_installer(images: Path) -> None:
    there = "[name for name in ('torch', 'pip', 'mlflow') if find_spec(name)]"
    looked_for = f"from importlib.util import find_spec; print({there})"
    for name in ("edge", "centre"):
        assert inside(images, name, "python3", "-c", looked_for) == "[]\n"
        assert inside(images, name, "sh", "-c", "command -v gcc cc make pip curl; true") == ""
        assert inside(images, name, "id", "-u") == f"{NOBODY}\n"


def test_a_station_inspects_and_its_pages_answer(grounds: Grounds) -> None:
    ledger = json.loads(grounds.told("edge", grounds.station, *RUN_LINE))
    assert ledger["ledger"]["seen"] == len(PACKS), ledger
    station = ("--station", "/etc/packwarden/station.toml")
    with grounds.running("edge", grounds.station, "web", *station):
        address = f"http://127.0.0.1:{grounds.ports['web']}"
        ready = settled(lambda: answer_of(f"{address}/readyz"))
        assert ready["has_packs"] is True
        page = httpx.get(address, follow_redirects=True)
        assert page.is_success
        assert "text/html" in page.headers["content-type"]


@contextmanager
def surroundings(grounds: Grounds) -> Iterator[None]:
    """Broker and database; the centre's settings name them."""
    broker = ComposedBroker(grounds.folder, grounds.folder / "secrets")
    broker.port = grounds.ports["stations"]
    broker.centre_port = grounds.ports["processes"]
    with postgres(grounds.folder) as url, broker:
        settings = (COMPOSE / "centre.toml").read_text()
        settings = settings.replace("postgresql://centre@database/packwarden", url)
        settings = settings.replace('host = "broker"', 'host = "localhost"')
        settings = settings.replace("port = 8884", f"port = {broker.centre_port}")
        settings = settings.replace("port = 8090", f"port = {grounds.ports['centre']}")
        (grounds.folder / "etc" / "centre.toml").write_text(settings)
        yield


def test_packs_of_a_station_come_by_the_broker_and_are_shown_at_the_centre(
    grounds: Grounds,
) -> None:
    centre = ("--centre", "/etc/packwarden/centre.toml")
    station = ("--station", "/etc/packwarden/station.toml")
    with surroundings(grounds):
        for _ in range(2):  # what is ready stays as it is
            prepared = grounds.told("centre", grounds.centre, "fleet", "prepare", "--json", *centre)
        told = json.loads(prepared)
        grounds.told("edge", grounds.station, *RUN_LINE)
        known = ("people", "centre-key", told["public"], "--centre", "centre", *station)
        grounds.told("edge", grounds.station, *known)
        serve = ("fleet", "serve", "--without-records", *centre)
        with (
            grounds.running("centre", grounds.centre, *serve) as serving,
            grounds.running("centre", grounds.centre, "fleet", "ingest", "--shared", *centre),
            grounds.running("edge", grounds.station, "uplink", *station),
        ):
            address = f"http://127.0.0.1:{grounds.ports['centre']}"
            settled(lambda: answer_of(f"{address}/readyz"))
            with httpx.Client(base_url=address, headers=BEHIND_PROXY, timeout=30) as client:
                sign_in(client, serving)
                shown = settled(lambda: records_at(client))
                assert sorted(one["verdict"] for one in shown) == ["not_ok"] * 2 + ["ok"] * 3
                assert client.get(f"/stations/{STATION}").is_success


def records_at(client: httpx.Client) -> Any:
    items = client.get(f"/api/v1/records?station={STATION}&limit=100").json()["items"]
    return items if len(items) == len(PACKS) else None


def sign_in(client: httpx.Client, serving: Container) -> None:
    """The first account, made with the code that the container told."""
    code = settled(lambda: re.search(r"made with this code: (\S+)", serving.log.read_text()))
    person = {"code": code[1], "name": "anna", "shown_name": "Anna", "password": PASSWORD}
    made = client.post("/api/v1/set-up", json=person)
    assert made.status_code == 201, made.text
    came = client.post("/api/v1/session", json={"name": "anna", "password": PASSWORD})
    assert came.status_code == 201, came.text
    cookies = came.headers.get_list("set-cookie")
    assert all("Secure" in one for one in cookies)
    client.headers["Cookie"] = "; ".join(one.split(";")[0] for one in cookies)
