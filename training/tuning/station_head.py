"""A head as a station takes it: net, table, and cut-outs that prove it computes the same there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from edge_agent.inspection.bundle import Bundle, read_table
from edge_agent.inspection.head_tables import GOOD, HeadTable
from edge_agent.whole_files import write_whole
from training.tuning.export_head import export_head
from training.tuning.head_limits import Calibrated
from training.tuning.head_net import HeadNet, weights_sha256
from training.tuning.items import Item

MODEL: Final = "head.onnx"
EXAMPLES: Final = "examples"
"""Folder of cut-outs beside it: of a good region, and of its commonest defect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadAbout:
    """Which check of which recipe a head is for, and what it learned from."""

    recipe: str
    check: str
    kinds: tuple[str, ...]
    """Good first."""
    bundle: Bundle
    """Whose backbone made its vectors."""
    data_sha256: str
    """Version of the data."""


def write_station_head(
    net: HeadNet, about: HeadAbout, calibrated: Calibrated, folder: Path
) -> dict[str, Any]:
    """head.onnx and head.json; gives what the latter says.

    NotTheSame where torch and ONNX differ, InvalidInput where a station would not read the table.
    """
    facts = {
        "format": 1,
        "recipe": about.recipe,
        "check": about.check,
        "kinds": list(about.kinds),
        "limits": calibrated.limits.model_dump(),
        "evidence": calibrated.evidence.model_dump(),
        "backbone_sha256": about.bundle.manifest.files["backbone.onnx"].sha256,
        "data_sha256": about.data_sha256,
        "weights": weights_sha256(net),
    }
    model = folder / MODEL
    whole = export_head(net, model, facts)
    read_table(model.with_suffix(".json"), HeadTable)
    return whole


def write_examples(items: Sequence[Item], cuts: Mapping[str, Path], folder: Path) -> None:
    """Into `examples/`, named 1.png, 2.png: the first item of each of two kinds."""
    by_kind: dict[str, list[Item]] = {}
    for one in sorted(items):
        by_kind.setdefault(one.label, []).append(one)
    good = by_kind.pop(GOOD)
    commonest = max(by_kind.values(), key=len)
    for number, one in enumerate((good[0], commonest[0]), start=1):
        write_whole(folder / EXAMPLES / f"{number}.png", cuts[one.id].read_bytes())
