"""Puts trained nets together as a bundle, whole or not at all.

Everything is written to a hidden folder beside the wanted one, opened and self-tested there as a
station does it, and only then put in place. The manifest comes last: without one nothing is a
bundle.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from edge_agent.core.errors import Conflict, InvalidInput
from edge_agent.inspection.bundle import Bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST, MODEL_CARD, Name, Version
from edge_agent.inspection.own_reader import OwnLineReader, facts_of
from edge_agent.inspection.self_test import run_self_test
from edge_agent.whole_files import sync_folder, write_whole
from training.bundle_heads import write_with_heads
from training.bundle_manifests import write_manifest
from training.calibrating import calibrated
from training.line_sets import read_line_set
from training.model_card import model_card
from training.parity import checked_parity
from training.proven_nets import write_facts
from training.quantising import int8_where_better
from training.reader_judging import Judged, judged_reader
from training.self_test_cases import write_self_test

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BundleOrder:
    """What a bundle is made of and called."""

    runs: dict[str, Path]
    """Folder of each net: NAME.onnx and NAME.json, and the checkpoint where it was trained here."""
    out: Path
    name: str
    version: str
    time: datetime
    judging_lines: int = 2000
    judging_sets: tuple[Path, ...] = ()
    int8: bool = True
    """Whether the reader may become one in 8-bit integers, where that is better."""


def export_bundle(order: BundleOrder) -> Document:
    """Writes the bundle to `order.out`, in the place of an older one; says what was measured."""
    refuse_what_cannot_be(order)
    with made_beside(order.out) as fresh:
        measured = write_bundle(order, fresh)
        bundle = open_bundle(fresh)
        greatest = run_self_test(bundle)
    told = made_document(replace(bundle, folder=order.out))
    return {**told, "self_test_difference": float(f"{greatest:.2g}"), **measured}


def bundle_with_heads(
    base: Bundle, heads: Sequence[Path], out: Path, name: str, version: str, time: datetime
) -> Bundle:
    """The base's nets and these heads, to `out`, in the place of an older bundle.

    `heads`: folders of tuning runs. InvalidInput for a head of another backbone or two of one
    check, NotFound for a folder without one, ReleaseRefused for a net that no station opens.
    """
    refuse_bad_name(name, version)
    refuse_other_folder(out)
    with made_beside(out) as fresh:
        write_with_heads(base, heads, fresh, name, version, time)
        bundle = open_bundle(fresh)
        run_self_test(bundle)
    return replace(bundle, folder=out)


def made_document(bundle: Bundle) -> Document:
    return {
        "bundle": {
            "folder": str(bundle.folder),
            "name": bundle.manifest.name,
            "version": bundle.manifest.version,
            "sha256": bundle.sha256,
            "bytes": sum(file.bytes for file in bundle.manifest.files.values()),
        }
    }


@contextmanager
def made_beside(out: Path) -> Iterator[Path]:
    """A hidden folder that takes the place of `out` once nothing has gone wrong in it."""
    fresh = out.with_name(f".{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        yield fresh
        put_in_place(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def refuse_what_cannot_be(order: BundleOrder) -> None:
    """Before anything is done. A folder that holds something else is never replaced."""
    if not order.runs:
        raise InvalidInput("give at least one net: --reader, --finder or --backbone")
    refuse_bad_name(order.name, order.version)
    for folder in order.judging_sets:
        read_line_set(folder)
    refuse_other_folder(order.out)


def refuse_bad_name(name: str, version: str) -> None:
    for option, value, kind in (("name", name, Name), ("version", version, Version)):
        try:
            TypeAdapter(kind).validate_python(value)
        except ValidationError as error:
            raise InvalidInput(f"--{option} {value!r}: {error.errors()[0]['msg']}") from error


def refuse_other_folder(out: Path) -> None:
    if out.exists() and not (out / MANIFEST).is_file() and (out.is_file() or any(out.iterdir())):
        raise Conflict(f"{out} holds something else than a bundle; name another folder")


def write_bundle(order: BundleOrder, folder: Path) -> Document:
    """All files of the bundle into an empty folder; gives what was measured."""
    parities = {net: take_net(net, run, folder) for net, run in order.runs.items()}
    judged, comparison = Judged(), None
    if "reader" in order.runs:
        reader = folder / "reader.onnx"
        comparison = int8_where_better(reader, order.judging_lines, order.int8)
        calibrate(reader)
        judged = judged_reader(OwnLineReader(reader), order.judging_lines, order.judging_sets)
    write_self_test(folder, order.runs)
    facts = {net: facts_of(folder / f"{net}.onnx") for net in order.runs}
    card = model_card(order.name, order.version, facts, judged.documents)
    text = json.dumps(card | {"int8": comparison}, indent=1, ensure_ascii=False)
    write_whole(folder / MODEL_CARD, (text + "\n").encode())
    write_manifest(folder, order.name, order.version, order.time, facts, judged.evidence)
    return {"parity": parities, "int8": comparison, "measured": judged.documents}


def take_net(net: str, run: Path, folder: Path) -> float | None:
    """Copies its two files; gives the parity, where there is a checkpoint to check it by."""
    model = run / f"{net}.onnx"
    facts_of(model)
    parity = checked_parity(net, run)
    for file in (model, model.with_suffix(".json")):
        write_whole(folder / file.name, file.read_bytes())
    return parity


def calibrate(reader: Path) -> None:
    """Limits and confidence are those of this net and of the code that now judges by them."""
    facts = facts_of(reader)
    write_facts(reader, facts | calibrated(OwnLineReader(reader), facts["calibration_lines"]))


def put_in_place(fresh: Path, out: Path) -> None:
    """Two renames: whoever looks finds the old bundle, for a moment none, then the new one."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.replace(old)
    fresh.replace(out)
    sync_folder(out.parent)
    shutil.rmtree(old, ignore_errors=True)
