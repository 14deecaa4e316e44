"""The standing on the disk: back exactly, whole or not at all, and no hand edits it unnoticed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import Grant, Standing, Suspension
from edge_agent.core.errors import StoreDamaged, StoreFailed
from edge_agent.core.packs import Level
from edge_agent.store.hashed_file import digest
from edge_agent.store.standing import StandingFile

CERTIFICATE = "a" * 64
ACTING = Standing(
    {"lot": Grant(Level.ACT_ALWAYS, CERTIFICATE), "sticker": Grant()},
    (Suspension(Cause.CAMERA_FAULT, "camera top lost", Level.RECOMMEND, is_over=True),),
    challenge_caught=True,
    handover_open=True,
)


def grants() -> some.SearchStrategy[Grant]:
    low = some.sampled_from([Level.REPORT, Level.RECOMMEND]).map(Grant)
    acting = some.sampled_from([Level.ACT_WHEN_SURE, Level.ACT_ALWAYS])
    return low | acting.map(lambda level: Grant(level, CERTIFICATE))


standings = some.builds(
    Standing,
    some.dictionaries(some.text(max_size=8), grants(), max_size=3),
    some.lists(
        some.builds(
            Suspension,
            some.sampled_from(Cause),
            some.text(),
            some.sampled_from(Level),
            some.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    some.booleans(),
    some.booleans(),
)


@given(standing=standings)
def test_what_was_kept_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, standing: Standing
) -> None:
    path = tmp_path_factory.mktemp("standing") / "standing.json"
    StandingFile(path, "tray").keep(standing, is_stopped=False)
    assert StandingFile(path, "tray").read() == standing


def test_a_persons_stop_outlives_the_process(tmp_path: Path) -> None:
    path = tmp_path / "standing.json"
    for is_stopped in (True, False):
        StandingFile(path, "tray").keep(ACTING, is_stopped)
        file = StandingFile(path, "tray")
        file.read()
        assert file.is_stopped is is_stopped


def test_where_nothing_was_kept_there_is_none(tmp_path: Path) -> None:
    assert StandingFile(tmp_path / "standing.json", "tray").read() is None


def test_other_recipes_keep_their_grants_and_suspensions_hold_for_all(tmp_path: Path) -> None:
    path = tmp_path / "standing.json"
    StandingFile(path, "tray").keep(ACTING, is_stopped=False)
    carton = StandingFile(path, "carton")
    assert carton.read() == Standing({}, ACTING.suspensions, True, True)
    carton.keep(Standing({"ean": Grant()}), is_stopped=False)
    assert StandingFile(path, "tray").read() == Standing(ACTING.grants)


@pytest.mark.parametrize("cut", [0, 1, 40, -2])
def test_a_file_that_is_cut_off_is_damaged(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "standing.json"
    StandingFile(path, "tray").keep(ACTING, is_stopped=False)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(StoreDamaged, match="holds no standing"):
        StandingFile(path, "tray").read()


def test_every_edit_by_hand_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "standing.json"
    StandingFile(path, "tray").keep(ACTING, is_stopped=False)
    text = path.read_text()
    for before, after in (
        ('"handover_open": true', '"handover_open": false'),
        ('"is_over": true', '"is_over": false'),
        ('"level": "recommend"', '"level": "report"'),
        (CERTIFICATE, "b" * 64),
        ('"format": 1', '"format": 2'),
    ):
        assert before in text
        path.write_text(text.replace(before, after))
        with pytest.raises(StoreDamaged, match="changed since"):
            StandingFile(path, "tray").read()


@pytest.mark.parametrize("body", [b"[]", b"{}", b'"x"', b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_standing_at_all_is_damaged(body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "standing.json"
    path.write_bytes(body)
    with pytest.raises(StoreDamaged):
        StandingFile(path, "tray").read()


def test_an_acting_level_without_a_certificate_is_damaged(tmp_path: Path) -> None:
    grant = {"level": "act_always", "certificate_sha256": None}
    body = {
        "recipes": {"tray": {"lot": grant}},
        "suspensions": [],
        "challenge_caught": False,
        "handover_open": False,
        "is_stopped": False,
    }
    whole = {"format": 1, "standing": body, "sha256": digest(body)}
    path = tmp_path / "standing.json"
    path.write_text(json.dumps(whole))
    with pytest.raises(StoreDamaged, match="needs a certificate"):
        StandingFile(path, "tray").read()


def test_a_disk_that_does_not_take_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="was not kept"):
        StandingFile(tmp_path / "file" / "standing.json", "tray").keep(ACTING, is_stopped=False)
