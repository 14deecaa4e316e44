"""What the centre's console hands in, and whom it believes."""

import json
from pathlib import Path

import pytest

from deploy.fleet.commands_orders import distrust_key, recipe, station_key
from deploy.fleet.database import open_database
from deploy.fleet.founding import found
from deploy.fleet.recipes import shelf
from deploy.fleet.settings import load_centre
from edge_agent.core.errors import Conflict, InvalidInput
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.people.keys import SigningKey
from edge_agent.people.station_key import trust_of
from edge_agent.people.trust import Owner
from edge_agent.uplink.recipes.checking import RecipeRefused
from tests.fleet.recipes.samples import box_files, zipped
from tests.people.samples import NOW, QUICK
from tests.uplink.recipes.samples import STATION


def test_a_folder_and_its_archive_are_the_same_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre = found(tmp_path / "centre", "plant-1", NOW, hasher=QUICK).settings_file
    archive = tmp_path / "box.zip"
    archive.write_bytes(zipped(box_files(tmp_path / "box")))
    for source in (tmp_path / "box", archive):
        recipe(source, note="seal", centre=centre, as_json=True)
        told = json.loads(capsys.readouterr().out)
        assert told["hash"] == load_recipe(tmp_path / "box").hash
    engine = open_database(load_centre(centre).centre.database_url, NOW)
    with engine.connect() as connection:
        (version,) = shelf.versions(connection)
    engine.dispose()
    assert (version.origin.author, version.origin.note) == ("console", "seal")
    (tmp_path / "box" / "recipe.toml").write_text("name = 3")
    with pytest.raises(RecipeRefused, match=r"recipe\.toml, line 1"):
        recipe(tmp_path / "box", centre=centre)


def test_a_station_s_key_is_trusted_for_this_station(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre = found(tmp_path / "centre", "plant-1", NOW, hasher=QUICK).settings_file
    key = SigningKey.fresh()
    station_key(STATION, key.public.hex(), centre=centre, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"station": STATION, "key_id": key.key_id}
    places = load_centre(centre).centre.places
    (known,) = trust_of(places.people).current(Owner.STATION, STATION)
    assert known.key_id == key.key_id
    with pytest.raises(InvalidInput, match="no public key"):
        station_key(STATION, "ab", centre=centre)
    distrust_key(key.public.hex(), centre=centre, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"key_id": key.key_id}
    assert trust_of(places.people).current(Owner.STATION, STATION) == ()
    with pytest.raises(Conflict, match="known already"):
        station_key(STATION, key.public.hex(), centre=centre)
