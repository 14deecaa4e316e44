"""What goes into a bundle that is made from another one and from trained heads.

Every net of the bundle stays as it is, to the byte, and with it what was counted of it. A head of
the base for a check that gets a new one gives way.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.inspection.bundle import Bundle, read_table
from edge_agent.inspection.bundle_manifest import (
    CALIBRATION,
    HEAD,
    MODEL_CARD,
    SELF_TEST,
    SELF_TEST_FOLDER,
    ModelEvidence,
)
from edge_agent.inspection.head_tables import HeadTable, head_tables
from edge_agent.inspection.own_reader import facts_of
from edge_agent.inspection.self_test import CaseTable, SelfTestTable
from edge_agent.releases.nets import refuse_odd_net
from edge_agent.whole_files import write_whole
from training.bundle_manifests import CalibratedFor, write_manifest
from training.model_card import HEADS
from training.self_test_cases import answered, write_cases
from training.tuning.station_head import EXAMPLES, MODEL

LONGEST_SLUG: Final = 31
"""Of what people called recipe and check; the digits after it keep two of them apart."""
DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class TrainedHead:
    """A head in the folder of its run."""

    folder: Path
    table: HeadTable

    @property
    def net(self) -> str:
        """The name of its files in a bundle; the same for every head of this check."""
        named = re.sub("[^a-z0-9]+", "-", f"{self.table.recipe}-{self.table.check}".lower())
        digest = hashlib.sha256("\0".join(self.table.place).encode()).hexdigest()
        return f"{HEAD}{named.strip('-')[:LONGEST_SLUG]}-{digest[:DIGITS]}".replace("--", "-")


def write_with_heads(
    base: Bundle, runs: Sequence[Path], folder: Path, name: str, version: str, time: datetime
) -> None:
    """All files of the new bundle into an empty folder; `runs`: folders of tuning runs.

    NotFound where no head lies there, InvalidInput for a table that no station reads, for a head of
    another backbone, and for two of one check.
    """
    heads = [trained_head(one) for one in runs]
    refuse_twice(heads)
    replaced = replaced_nets(base, heads)
    for kept in sorted(base.manifest.files):
        if not is_of(kept, replaced) and kept not in (CALIBRATION, MODEL_CARD, SELF_TEST):
            write_whole(folder / kept, base.file(kept).read_bytes())
    for head in heads:
        take_head(head, folder)
    nets = {*base.manifest.models.by_name()} - replaced | {one.net for one in heads}
    facts = {net: facts_of(folder / f"{net}.onnx") for net in sorted(nets)}
    write_cases(folder, (*kept_cases(base, replaced), *new_cases(heads, folder)))
    write_card(base, facts, folder, name, version)
    evidence = {net: one for net, one in base.calibration.evidence.items() if net not in replaced}
    evidence |= {one.net: evidence_of(one.table) for one in heads}
    bound = CalibratedFor(base.calibration.product, base.calibration.camera_profile)
    write_manifest(folder, name, version, time, facts, evidence, bound)


def trained_head(folder: Path) -> TrainedHead:
    """Looked into before anything opens it.

    NotFound where none lies there, InvalidInput where it is not what its table says, ReleaseRefused
    where no station would open it.
    """
    if not (folder / MODEL).is_file():
        raise NotFound(f"{folder} has no {MODEL}; `packwarden tune` makes it")
    refuse_odd_net(folder / MODEL)
    facts_of(folder / MODEL)
    table = read_table((folder / MODEL).with_suffix(".json"), HeadTable)
    if not any((folder / EXAMPLES).glob("*.png")):
        raise NotFound(f"{folder / EXAMPLES} has no pictures to test the head by; tune it anew")
    return TrainedHead(folder, table)


def refuse_twice(heads: Sequence[TrainedHead]) -> None:
    folders: dict[tuple[str, str], Path] = {}
    for one in heads:
        recipe, check = one.table.place
        if (other := folders.setdefault(one.table.place, one.folder)) != one.folder:
            raise InvalidInput(
                f"{one.folder} and {other} are both for check {check!r} of {recipe!r}; give one"
            )


def replaced_nets(base: Bundle, heads: Sequence[TrainedHead]) -> set[str]:
    """Heads of the base that give way."""
    places = {one.table.place for one in heads}
    return {net for net, table in head_tables(base).items() if table.place in places}


def is_of(file: str, nets: set[str]) -> bool:
    """Whether a file of a bundle belongs to one of these heads: net, table or picture."""
    stem = Path(file).stem
    return any(stem == net or re.fullmatch(rf"{net}-\d+", stem) for net in nets)


def take_head(head: TrainedHead, folder: Path) -> None:
    for file in (head.folder / MODEL, (head.folder / MODEL).with_suffix(".json")):
        write_whole(folder / f"{head.net}{file.suffix}", file.read_bytes())
    for number, example in enumerate(sorted((head.folder / EXAMPLES).glob("*.png")), start=1):
        write_whole(folder / SELF_TEST_FOLDER / f"{head.net}-{number}.png", example.read_bytes())


def kept_cases(base: Bundle, replaced: set[str]) -> list[CaseTable]:
    cases = read_table(base.file(SELF_TEST), SelfTestTable).cases
    return [case for case in cases if case.model not in replaced]


def new_cases(heads: Sequence[TrainedHead], folder: Path) -> list[CaseTable]:
    pictures = folder / SELF_TEST_FOLDER
    return [
        case
        for head in heads
        for case in answered(
            folder, head.net, sorted(one.name for one in pictures.glob(f"{head.net}-*.png"))
        )
    ]


def write_card(
    base: Bundle, facts: Mapping[str, Any], folder: Path, name: str, version: str
) -> None:
    """That of the base with the heads in it, and what it was made from."""
    card = json.loads(base.file(MODEL_CARD).read_bytes())
    heads = {net: HEADS | {"facts": said} for net, said in facts.items() if net.startswith(HEAD)}
    others = {net: said for net, said in card["nets"].items() if not net.startswith(HEAD)}
    made_from = {
        "name": base.manifest.name,
        "version": base.manifest.version,
        "sha256": base.sha256,
    }
    card |= {"name": name, "version": version, "made_from": made_from, "nets": others | heads}
    text = json.dumps(card, indent=1, ensure_ascii=False)
    write_whole(folder / MODEL_CARD, (text + "\n").encode())


def evidence_of(table: HeadTable) -> ModelEvidence:
    counted = table.evidence
    return ModelEvidence(
        n=counted.defective,
        escapes=counted.escapes,
        alpha=counted.escape_bound,
        delta=counted.delta,
    )
