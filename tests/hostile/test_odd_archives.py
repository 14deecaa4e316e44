"""Archives that somebody made on purpose: nothing leads out, grows, or is left half done."""

from pathlib import Path

import pytest

from deploy.fleet.recipes.packed import unpacked
from deploy.torture.hostile.archive_doors import OF_BUNDLE, OF_RECIPE
from deploy.torture.hostile.odd_archives import ODD
from edge_agent.core.errors import InvalidInput
from edge_agent.releases.errors import ReleaseRefused
from edge_agent.releases.unpacking import unpack
from edge_agent.uplink.recipes.listing import MOST_BYTES

IN_MEMORY_ONLY = {
    "a name with a zero",
    "a name with a line",
    "a very long name",
    "a folder",
    "a program",
    "a size that is too large",
}
"""A recipe's files are looked at by name afterwards; what is not named there is left out."""


@pytest.mark.parametrize("name", ODD)
def test_of_a_bundle_nothing_is_left_and_nothing_lies_beside_it(name: str, tmp_path: Path) -> None:
    archive = tmp_path / "released.zip"
    archive.write_bytes(ODD[name](OF_BUNDLE))
    with pytest.raises(ReleaseRefused) as refused:
        unpack(archive, tmp_path / "bundle")
    assert [file.name for file in tmp_path.iterdir()] == ["released.zip"]
    assert len(str(refused.value)) < 1_000


@pytest.mark.parametrize("name", ODD)
def test_of_a_recipe_no_more_is_unpacked_than_a_recipe_has(name: str) -> None:
    archive = ODD[name](OF_RECIPE)
    if name in IN_MEMORY_ONLY:
        assert sum(map(len, unpacked(archive).values())) <= MOST_BYTES
        return
    with pytest.raises(InvalidInput):
        unpacked(archive)
