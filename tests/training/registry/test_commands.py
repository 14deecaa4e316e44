"""`packwarden registry …` as a person types it."""

import json
from pathlib import Path

import pytest

from edge_agent import __main__ as agent
from tests.training.registry.shelves import MODEL, full_card
from training.card.report_card import card_document
from training.registry.registry import Registry

WHO = ("--by", "inga", "--why", "more lots")


def typed(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr("sys.argv", ["packwarden", "registry", *map(str, words)])
    return agent.run()


def test_a_bundle_goes_the_whole_way_by_commands(
    registry: Registry,
    bundles: tuple[Path, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    card = tmp_path / "report_card.json"
    card.write_text(json.dumps(card_document(full_card())))
    store = ("--store", registry.shelf.place)
    place = ("--product", "tray", "--profile", "plant-sim", "--figure", "escapes=0")
    for bundle in bundles[:2]:
        assert typed(monkeypatch, "add", bundle, "--card", card, *place, *WHO, *store) == 0
        for to in ("challenger", "champion"):
            assert typed(monkeypatch, "promote", MODEL, "--to", to, *WHO, *store) == 0
    assert typed(monkeypatch, "back", MODEL, *WHO, *store) == 0
    capsys.readouterr()

    assert typed(monkeypatch, "show", "--json", *store) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["aliases"] for one in told["entries"]] == [["champion"], []]
    acts = [one["act"] for one in told["changes"][MODEL]]
    assert acts == ["add", "assign", "promote"] * 2 + ["back"]
    assert typed(monkeypatch, "show", MODEL, *store) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:4] == ["model", "version", "alias", "bundle"]
    assert "champion" in lines[1]
    assert told["entries"][0]["sha256"][:12] in lines[1]
    assert "escapes 0" in lines[1]


@pytest.mark.parametrize(
    ("words", "exit_code", "says"),
    [
        (("promote", MODEL, "--to", "king", *WHO), 5, "expected challenger or champion"),
        (("show", "box on plant-sim"), 3, "box on plant-sim"),
        (("back", MODEL, "--by", "inga"), 2, "--why"),
    ],
)
def test_what_cannot_be_is_told_with_its_exit_code(
    words: tuple[str, ...],
    exit_code: int,
    says: str,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert typed(monkeypatch, *words, "--store", registry.shelf.place) == exit_code
    assert says in capsys.readouterr().err


def test_to_look_where_nothing_is_registered_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "show", "--store", tmp_path / "nowhere") == 3
    assert "holds no registry" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("content", ["", "[]", '{"model": "x"}'])
def test_what_is_no_report_card_is_refused(
    content: str,
    registry: Registry,
    bundles: tuple[Path, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    card = tmp_path / "report_card.json"
    card.write_text(content)
    place = ("--product", "tray", "--profile", "plant-sim", "--store", registry.shelf.place)
    assert typed(monkeypatch, "add", bundles[0], "--card", card, *place, *WHO) == 5
    assert "is no report card" in capsys.readouterr().err
