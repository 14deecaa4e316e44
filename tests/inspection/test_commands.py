"""The commands through the real command line: results, bad pictures, exit codes."""

import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from edge_agent.inspection.recipe_files import save_recipe
from hardware.pictures import encode_jpeg, encode_png
from tests.inspection.drawn import GTIN, Drawn, draw, frame, loaded, placement


def packwarden(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge_agent", *map(str, arguments)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def document_of(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


def png_bomb(side: int) -> bytes:
    """A black PNG of side x side pixels, a thousandth of what it unpacks to: rows of zeros.

    One row is deflated and stands there for each of them, since none refers to the one before it.
    """
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    row = bytes(1 + side * 3)
    deflated = deflate.compress(row) + deflate.flush(zlib.Z_FULL_FLUSH)
    # Adler-32 of zeros: the lower half stays 1, and is added to the upper half for each of them.
    checksum = struct.pack(">HH", side * len(row) % 65_521, 1)
    rows = b"\x78\xda" + side * deflated + deflate.flush() + checksum

    def chunk(name: bytes, content: bytes) -> bytes:
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def line_picture(folder: Path, text: str) -> Path:
    pixels = np.full((60, 420, 3), 235, np.uint8)
    cv2.putText(pixels, text, (15, 42), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (30, 30, 30), 2, cv2.LINE_AA)
    file = folder / "line.png"
    file.write_bytes(encode_png(pixels))
    return file


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good pack, another good one, and one with another lot."""
    folder = tmp_path_factory.mktemp("packs")
    for name, pack, shift in (
        ("good", Drawn(), (0, 0)),
        ("more", Drawn(), (18, -12)),
        ("other", Drawn(lot="L24A118"), (5, 5)),
    ):
        seen = frame(draw(pack), placement(shift, 2))
        (folder / f"{name}.png").write_bytes(encode_png(seen))
    return folder


def test_a_cropped_line_is_read(tmp_path: Path) -> None:
    done = packwarden("read", "--line", line_picture(tmp_path, "EXP 24.12.2026"), "--json")
    assert done.returncode == 0, done.stderr
    (picture,) = document_of(done)["pictures"]
    (text,) = picture["texts"]
    assert text["text"] == "EXP 24.12.2026"
    assert (text["kind"], text["iso_date"]) == ("expiry", "2026-12-24")
    assert text["confidence"] > 0.9
    assert np.array(text["quad"]).shape == (4, 2)
    assert picture["latency_ms"] > 0


def test_a_whole_pack_is_read_with_its_barcode(packs: Path) -> None:
    done = packwarden("read", packs / "good.png", "--json")
    (picture,) = document_of(done)["pictures"]
    kinds = {text["kind"]: text for text in picture["texts"]}
    assert kinds["expiry"]["iso_date"] == "2026-12-24"
    assert "L24A113" in kinds["lot"]["text"]
    (code,) = picture["barcodes"]
    assert (code["text"], code["format"], code["gs1"]) == (GTIN, "EAN13", {})


def test_bad_pictures_are_told_and_the_others_are_done(tmp_path: Path) -> None:
    good = line_picture(tmp_path, "L12345")
    whole = encode_jpeg(frame(draw(Drawn())))
    bad = {
        "empty.jpg": b"",
        "text.png": b"no picture at all",
        "cut.png": encode_png(frame(draw(Drawn())))[:-900],
        "cut.jpg": whole[: len(whole) // 2],
        "bomb.png": png_bomb(30_000),
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    done = packwarden("read", "--line", good, *(tmp_path / name for name in bad), "--json")
    first, *others = document_of(done)["pictures"]
    assert done.returncode == 5
    assert [text["text"] for text in first["texts"]] == ["L12345"]
    assert [Path(other["file"]).name for other in others] == list(bad)
    told = done.stderr.strip().splitlines()
    assert len(told) == len(bad)
    for name, other, line in zip(bad, others, told, strict=True):
        assert name in other["error"]
        assert line == other["error"]
    assert "too big" in others[-1]["error"]


def test_a_bomb_is_refused_whatever_was_imported_before(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png_bomb(30_000))
    for arguments in (("read", bomb), ("teach", bomb, "--out", tmp_path / "recipe")):
        done = packwarden(*arguments)
        assert done.returncode == 5
        assert "too big" in done.stderr


def test_a_folder_is_read_whole_and_an_empty_one_is_told(tmp_path: Path) -> None:
    line_picture(tmp_path, "L12345")
    (tmp_path / "notes.txt").write_text("no picture")
    done = packwarden("read", "--line", tmp_path, "--json")
    assert len(document_of(done)["pictures"]) == 1
    empty = tmp_path / "empty"
    empty.mkdir()
    done = packwarden("read", empty, "--json")
    assert done.returncode == 3
    assert "no pictures" in document_of(done)["error"]["detail"]
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_picture_that_is_not_there_ends_with_3() -> None:
    done = packwarden("read", "nowhere.jpg")
    assert done.returncode == 3
    assert "nowhere.jpg: is not there" in done.stderr


def test_no_pictures_at_all_is_a_usage_error() -> None:
    assert packwarden("read").returncode == 2


def test_a_taught_pack_is_inspected(packs: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "tray"
    done = packwarden("teach", packs / "good.png", "--out", recipe, "--json")
    assert done.returncode == 0, done.stderr
    proposed = document_of(done)["checks"]
    assert [check["kind"] for check in proposed] == ["surface", "print", "print", "barcode"]
    assert (recipe / "proposal.png").stat().st_size > 1000
    order = ["--lot", "L24A113", "--expiry", "2026-12-24", "--gtin", GTIN]
    kept: list[str | Path] = ["--evidence", tmp_path / "evidence", "--language", "de"]
    done = packwarden("inspect", packs, "--recipe", recipe, *order, *kept, "--json")
    assert done.returncode == 0, done.stderr
    pictures = {Path(one["file"]).stem: one for one in document_of(done)["pictures"]}
    assert {name: one["verdict"] for name, one in pictures.items()} == {
        "good": "ok",
        "more": "ok",
        "other": "not_ok",
    }
    (lot,) = [check for check in pictures["other"]["checks"] if check["name"] == "lot"]
    assert (lot["read"], lot["expected"], lot["reasons"]) == (
        "LOT L24A118",
        "L24A113",
        ["reads_other"],
    )
    assert len(lot["box"]) == 4
    assert lot["read_by"] == "packwarden"
    assert 0 < lot["quality"]["grade"] <= 4
    assert lot["quality"]["grade"] == min(lot["quality"]["parameters"].values())
    codes = [one for picture in pictures.values() for one in picture["checks"]]
    assert {one["read_by"] for one in codes if one["kind"] == "barcode"} == {"zxing-cpp"}
    assert "(„8“ statt „3“); erwartet war „L24A113“" in lot["sentence"]
    assert "in Ordnung, denn Aufdruck „lot“" in pictures["other"]["sentence"]
    written = sorted(file.name for file in (tmp_path / "evidence").iterdir())
    assert {"other-lot.json", "other-lot.png"} <= set(written)
    assert not [name for name in written if name.startswith(("good", "more"))]
    evidence = json.loads((tmp_path / "evidence" / "other-lot.json").read_text("utf-8"))
    assert evidence["sentence"] == lot["sentence"]
    characters = evidence["evidence"]["characters"]
    read = [(one["expected"], one["read"]) for one in characters]
    assert [pair for pair in read if pair[0] != pair[1]] == [("3", "8")]


def test_without_an_order_the_print_is_unsure(packs: Path, tmp_path: Path) -> None:
    written = loaded("look", "lot")
    save_recipe(written.recipe, written.golden, tmp_path)
    done = packwarden("inspect", packs / "good.png", "--recipe", tmp_path, "--json")
    (picture,) = document_of(done)["pictures"]
    assert picture["verdict"] == "unsure"
    assert [check["reasons"] for check in picture["checks"]] == [[], ["no_order"]]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (("--expiry", "2026-02-31"), 5, "2026-02-31"),
        (("--expiry", "soon"), 5, "YYYY-MM-DD"),
        (("--gtin", "5901234123450"), 5, "gtin"),
    ],
)
def test_an_impossible_order_is_told_in_one_line(
    packs: Path, tmp_path: Path, arguments: tuple[str, str], exit_code: int, told: str
) -> None:
    written = loaded("look")
    save_recipe(written.recipe, written.golden, tmp_path)
    done = packwarden("inspect", packs / "good.png", "--recipe", tmp_path, *arguments, "--json")
    assert done.returncode == exit_code
    assert told in document_of(done)["error"]["detail"]
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_recipe_key_is_told_with_its_line(packs: Path, tmp_path: Path) -> None:
    written = loaded("look")
    save_recipe(written.recipe, written.golden, tmp_path)
    file = tmp_path / "recipe.toml"
    file.write_text(file.read_text().replace("min_likeness", "min_likenes"))
    done = packwarden("inspect", packs / "good.png", "--recipe", tmp_path)
    assert done.returncode == 5
    assert "recipe.toml, line" in done.stderr
    assert "min_likeness" in done.stderr


def test_a_recipe_that_is_not_there_ends_with_3(packs: Path, tmp_path: Path) -> None:
    done = packwarden("inspect", packs / "good.png", "--recipe", tmp_path / "none")
    assert done.returncode == 3


@pytest.mark.parametrize("pack", ["1,2,3", "a,b,c,d", "0,0,0,5", "9000,0,10,10"])
def test_an_impossible_pack_is_told(packs: Path, tmp_path: Path, pack: str) -> None:
    done = packwarden("teach", packs / "good.png", "--out", tmp_path / "r", "--pack", pack)
    assert done.returncode == 5
    assert not (tmp_path / "r").exists()


def test_an_odd_picture_is_named_when_teaching(packs: Path, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (960, 1280, 3), np.uint8)
    odd = tmp_path / "odd.png"
    odd.write_bytes(encode_png(noise))
    done = packwarden(
        "teach", packs / "good.png", packs / "more.png", odd, "--out", tmp_path / "r", "--json"
    )
    assert done.returncode == 0, done.stderr
    (warning,) = document_of(done)["warnings"]
    assert "odd.png" in warning
