"""A version changes places with another whole, whoever looks and whatever dies."""

import signal
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from edge_agent.core.errors import Conflict
from edge_agent.inspection.ready_recipes import (
    RecipePlaces,
    exchange,
    hash_of,
    keep_replaced,
    put_in_place,
    refuse_immovable,
)
from edge_agent.inspection.recipe_files import load_recipe
from hardware.clock import RealClock
from tests.line.small_station import save_box_recipe

KILLS = 6
EXCHANGING = """
import sys
from pathlib import Path
from edge_agent.inspection.ready_recipes import RecipePlaces, hash_of, put_in_place

products = Path(sys.argv[1])
places = RecipePlaces(products, products / "box")
print("begins", flush=True)
while True:
    for before in sorted((places.hidden / "before").glob("*")):
        before.rename(places.ready(hash_of(before)))
    put_in_place(places, "box")
"""


def two_versions(folder: Path) -> tuple[RecipePlaces, set[str]]:
    """One in place, the other ready."""
    places = RecipePlaces(folder, folder / "box")
    save_box_recipe(folder / "box", ("top",))
    newer = save_box_recipe(folder / "newer", ("top",), 0.7)
    ready = places.ready(hash_of(newer))
    ready.parent.mkdir(parents=True)
    newer.rename(ready)
    return places, {hash_of(folder / "box"), ready.name}


def test_the_ready_version_is_in_place_and_the_one_before_is_kept(tmp_path: Path) -> None:
    places, hashes = two_versions(tmp_path)
    before = hash_of(tmp_path / "box")
    assert put_in_place(places, "box")
    assert {hash_of(tmp_path / "box"), hash_of(places.before(before))} == hashes
    assert not put_in_place(places, "box"), "nothing is ready any more"


def test_what_died_right_after_the_exchange_is_not_exchanged_back(tmp_path: Path) -> None:
    places, hashes = two_versions(tmp_path)
    (ready,) = places.waiting.iterdir()
    exchange(ready, tmp_path / "box")
    assert not put_in_place(places, "box")
    assert hash_of(tmp_path / "box") == ready.name
    keep_replaced(places)
    assert {one.name for one in (places.hidden / "before").iterdir()} == hashes - {ready.name}


def test_a_folder_of_another_recipe_is_not_overwritten(tmp_path: Path) -> None:
    places, _ = two_versions(tmp_path)
    (tmp_path / "box").rename(tmp_path / "crate")
    file = tmp_path / "crate" / "recipe.toml"
    file.write_text(file.read_text().replace('name = "box"', 'name = "crate"'))
    (tmp_path / "box").mkdir()
    alone = RecipePlaces(tmp_path, tmp_path / "crate")
    with pytest.raises(Conflict, match="holds another recipe"):
        put_in_place(alone, "box")
    assert places.ready(next(places.waiting.iterdir()).name).is_dir()


def test_whoever_loads_while_folders_change_places_gets_one_of_both_whole(tmp_path: Path) -> None:
    places, hashes = two_versions(tmp_path)
    (ready,) = places.waiting.iterdir()
    ends = threading.Event()

    def change() -> None:
        while not ends.is_set():
            exchange(ready, tmp_path / "box")
            ends.wait(0.002)

    thread = threading.Thread(target=change)
    thread.start()
    found = {load_recipe(tmp_path / "box").hash for _ in range(60)}
    ends.set()
    thread.join()
    assert found <= hashes


def test_killed_at_any_moment_the_recipe_is_one_of_both_whole(tmp_path: Path) -> None:
    places, hashes = two_versions(tmp_path)
    clock = RealClock()
    for kill in range(KILLS):
        command = [sys.executable, "-c", EXCHANGING, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            clock.sleep_until_ns(clock.now_ns() + 3_000_000 + kill * 1_700_000)
            process.send_signal(signal.SIGKILL)
        assert load_recipe(tmp_path / "box").hash in hashes
        keep_replaced(places)
        kept = [*places.waiting.iterdir(), *(places.hidden / "before").glob("*")]
        assert {hash_of(one) for one in (tmp_path / "box", *kept)} == hashes


def test_what_is_no_recipe_is_left_alone(tmp_path: Path) -> None:
    places, _ = two_versions(tmp_path)
    (places.waiting / "left").mkdir()
    (places.waiting / "dropped-1").mkdir()
    keep_replaced(places)
    assert put_in_place(places, "box")
    assert {one.name for one in places.waiting.iterdir()} == {"left", "dropped-1"}


def test_a_place_that_nothing_can_be_exchanged_with_is_told_before(tmp_path: Path) -> None:
    """/dev/shm is a file system of its own."""
    shared = Path("/dev/shm")
    if not shared.is_dir() or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system")
    with TemporaryDirectory(dir=shared) as elsewhere:
        own = save_box_recipe(Path(elsewhere) / "box", ("top",))
        with pytest.raises(Conflict, match="one file system"):
            refuse_immovable(RecipePlaces(tmp_path, own), "box")
        assert [one.name for one in Path(elsewhere).iterdir()] == ["box"]
    refuse_immovable(two_versions(tmp_path)[0], "box")
    assert {one.name for one in tmp_path.iterdir()} == {"box", ".packwarden"}
