"""An archive is believed nothing: not its names, not its sizes, not that its files are files."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from deploy.fleet.recipes.packed import MOST_ENTRIES, folder_files, unpacked
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.uplink.recipes.listing import MOST_BYTES

Entries = list[tuple[str | zipfile.ZipInfo, bytes]]


def packed(entries: Entries, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", how) as opened:
        for name, content in entries:
            opened.writestr(name, content)
    return archive.getvalue()


def link(name: str, to: str) -> tuple[zipfile.ZipInfo, bytes]:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry, to.encode()


RECIPE = ("recipe.toml", b"name = 'box'\n")


@pytest.mark.parametrize("root", ["", "box/", "a/b/"])
def test_files_lie_at_the_top_or_in_one_folder(root: str) -> None:
    entries: Entries = [(f"{root}recipe.toml", b"x"), (f"{root}top-1.png", b"y")]
    assert unpacked(packed([*entries, ("__MACOSX/._a", b"z")])) == {
        "recipe.toml": b"x",
        "top-1.png": b"y",
    }


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([("../recipe.toml", b"x")], "leads out of the archive"),
        ([RECIPE, ("a/../../etc/passwd", b"x")], "leads out of the archive"),
        ([RECIPE, ("/etc/passwd", b"x")], "leads out of the archive"),
        ([RECIPE, ("..\\top.png", b"x")], "leads out of the archive"),
        ([RECIPE, ("C:top.png", b"x")], "leads out of the archive"),
        ([RECIPE, link("top-1.png", "/etc/passwd")], "a link or a device"),
        ([link("recipe.toml", "/etc/passwd")], "a link or a device"),
        ([RECIPE, ("more/top-1.png", b"x")], "lies in a folder"),
        ([("box/recipe.toml", b"x"), ("other/top.png", b"y")], "lies in a folder"),
        ([("top-1.png", b"x")], "no recipe.toml"),
        ([], "no recipe.toml"),
        ([RECIPE, *((f"{i}.png", b"x") for i in range(MOST_ENTRIES))], "at most"),
    ],
)
def test_what_is_no_plain_recipe_is_refused_by_name(entries: Entries, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        unpacked(packed(entries))


def test_a_file_that_is_there_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        archive = packed([RECIPE, RECIPE])
    with pytest.raises(InvalidInput, match="twice"):
        unpacked(archive)


def test_a_bomb_is_counted_while_it_is_unpacked() -> None:
    """What its directory says of sizes is not asked: it is changed to one byte here."""
    archive = bytearray(packed([RECIPE, ("top-1.png", b"\0" * (MOST_BYTES + 1))]))
    assert len(archive) < 100_000
    with pytest.raises(InvalidInput, match="at most"):
        unpacked(bytes(archive))
    size = (MOST_BYTES + 1).to_bytes(4, "little")
    lying = bytes(archive).replace(size, (1).to_bytes(4, "little"))
    assert lying != archive
    with pytest.raises(InvalidInput):
        unpacked(lying)


def test_only_plain_zip_is_unpacked() -> None:
    with pytest.raises(InvalidInput, match="rare"):
        unpacked(packed([RECIPE], zipfile.ZIP_LZMA))


@pytest.mark.parametrize("cut", [0, 10, 60, -30])
def test_a_damaged_archive_is_refused(cut: int) -> None:
    archive = packed([RECIPE, ("top-1.png", bytes(range(256)) * 8)])
    with pytest.raises(InvalidInput):
        unpacked(archive[:cut])


def test_flipped_bytes_give_a_refusal_or_files_and_nothing_else() -> None:
    archive = packed([RECIPE, ("top-1.png", bytes(range(256)) * 8)])
    for place in range(0, len(archive), 3):
        flipped = bytearray(archive)
        flipped[place] ^= 0xFF
        try:
            assert unpacked(bytes(flipped))
        except InvalidInput:
            continue


def test_a_folder_with_a_link_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        folder_files(tmp_path)
    (tmp_path / "recipe.toml").write_bytes(b"x")
    assert folder_files(tmp_path) == {"recipe.toml": b"x"}
    (tmp_path / "top-1.png").symlink_to("/etc/passwd")
    with pytest.raises(InvalidInput, match="is a link"):
        folder_files(tmp_path)
