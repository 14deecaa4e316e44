"""`packwarden gate` in a terminal: what a bundle that looks on has shown, and what it lacks."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from edge_agent.core.packs import Level
from edge_agent.core.shadow.orders import BEGAN, OFFERED, ORDERED
from edge_agent.core.shadow.tally import DIFFERENCE, TALLY, Compares, Tally, tally_body
from edge_agent.evidence.gate_report import gate_recorded
from edge_agent.line.gate_tables import gate_tables
from tests.evidence.gate_folders import BUNDLE, CHECK, Folder

OTHER = "3f" * 32
NAMED = {"name": "base-8.0.1.zip", "by": "ana", "bundle_sha256": OTHER}


def shown(data: Path) -> str:
    document = gate_recorded(data, Level.ACT_WHEN_SURE)
    console = Console(file=StringIO(), width=200)
    for one in gate_tables(document):
        console.print(one)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_it_is_told_behind_the_gate_of_the_bundle_in_use(tmp_path: Path) -> None:
    with Folder(tmp_path / "data") as folder:
        folder.started()
        folder.packs_seen(30)
        for kind in (ORDERED, OFFERED, BEGAN):
            folder.event(kind, dict(NAMED))
        check = {"name": CHECK, "in_use": "not_ok", "shadow": "ok", "reasons": []}
        folder.event(DIFFERENCE, {"pack_no": 3, "checks": [check], "pictures": {}})
        compares = Compares(OTHER, BUNDLE, "box", folder.recipe_hash)
        tally = Tally(compares, packs=24, same=23, milder=1, not_looked_at=6)
        folder.event(TALLY, tally_body(tally))
    said = shown(tmp_path / "data")
    assert "In the shadow: base-8.0.1.zip, looks on" in said
    assert "looked at 24 packs, and not at 6: 23 the same, 0 stricter, 1 milder" in said
    assert "that a person has to look at: 1" in said
    assert "With it act_when_sure needs anew:" in said
    assert "976 packs" in said


def test_where_none_looks_on_nothing_is_said(tmp_path: Path) -> None:
    with Folder(tmp_path / "data") as folder:
        folder.started()
        folder.packs_seen(30)
    assert "shadow:" not in shown(tmp_path / "data")
