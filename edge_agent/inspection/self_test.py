"""Proves on this machine that a bundle's nets compute what they computed where they were trained.

The bundle's pictures go through the station's own code. A text must be the same, and every number
may differ by 1e-3: other processors round otherwise, a wrong net or preprocessing differs by more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from pydantic import Field

from edge_agent.core.errors import InvalidInput
from edge_agent.inspection.backbone import Backbone, backbone_input
from edge_agent.inspection.bundle import Bundle, read_table
from edge_agent.inspection.bundle_manifest import (
    HEAD,
    SELF_TEST,
    SELF_TEST_FOLDER,
    NetName,
    TensorTable,
)
from edge_agent.inspection.finder_maps import finder_input
from edge_agent.inspection.head_tables import HeadTable, head_tables
from edge_agent.inspection.learned_check import Head
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.region_features import cut_vector
from edge_agent.inspection.sessions import open_session
from edge_agent.toml_files import StrictModel
from hardware.interfaces import Pixels
from hardware.pictures import load_picture

MOST_DIFFERENCE = 1e-3
DECIMALS = 6
"""Of stored numbers: far finer than what is compared."""
FINDER_FIELDS, BACKBONE_FIELDS = (4, 4), (2, 2)
"""Maps are compared as the means of so many fields, across and down."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a net says of a picture."""

    text: str
    values: tuple[float, ...]


class CaseTable(StrictModel):
    model: NetName
    picture: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*\.(png|jpg)$", max_length=60)]
    text: Annotated[str, Field(max_length=400)]
    values: Annotated[
        tuple[Annotated[float, Field(allow_inf_nan=False)], ...],
        Field(min_length=1, max_length=4000),
    ]


class SelfTestTable(StrictModel):
    cases: Annotated[tuple[CaseTable, ...], Field(min_length=1, max_length=100)]


Look = Callable[[Pixels], Answer]


def run_self_test(bundle: Bundle) -> float:
    """The greatest difference of all numbers. InvalidInput names what differs, and by how much."""
    cases = read_table(bundle.file(SELF_TEST), SelfTestTable).cases
    there = bundle.manifest.models.by_name()
    if untested := sorted(set(there) - {case.model for case in cases}):
        raise InvalidInput(f"{bundle.file(SELF_TEST)}: has no case for {', '.join(untested)}")
    heads = head_tables(bundle)
    backbone = Backbone(bundle.file("backbone.onnx")) if heads else None
    looks = {name: opened(name, bundle, backbone) for name in there}
    return max(difference(bundle, case, looks) for case in cases)


def opened(name: str, bundle: Bundle, backbone: Backbone | None) -> Look:
    """A net of the bundle; InvalidInput where its inputs or outputs are not the stated ones."""
    model = bundle.file(f"{name}.onnx")
    stated = bundle.model(name)
    found = described(open_session(model))
    if stated is None or found != (stated.inputs, stated.outputs):
        raise InvalidInput(
            f"{model}: has the inputs and outputs {found}, the manifest says {stated}"
        )
    return look_of(name, bundle.folder, backbone)


def difference(bundle: Bundle, case: CaseTable, looks: dict[str, Look]) -> float:
    place = f"{bundle.folder}: the {case.model} on {SELF_TEST_FOLDER}/{case.picture}"
    if case.model not in looks:
        raise InvalidInput(f"{place}: there is no such net in the bundle")
    answer = looks[case.model](load_picture(bundle.file(f"{SELF_TEST_FOLDER}/{case.picture}")))
    if answer.text != case.text:
        raise InvalidInput(f"{place} reads {answer.text!r} and must read {case.text!r}")
    if len(answer.values) != len(case.values):
        raise InvalidInput(
            f"{place} gives {len(answer.values)} numbers and must give {len(case.values)}"
        )
    found = float(np.abs(np.subtract(answer.values, case.values)).max())
    if not found <= MOST_DIFFERENCE:
        raise InvalidInput(
            f"{place} differs by {found:.2g} from what it must give, more than {MOST_DIFFERENCE}; "
            "this machine or its onnxruntime computes otherwise: do not use the bundle here"
        )
    return found


def described(
    session: onnxruntime.InferenceSession,
) -> tuple[tuple[TensorTable, ...], tuple[TensorTable, ...]]:
    """Inputs and outputs of a net."""

    def tables(tensors: list[onnxruntime.NodeArg]) -> tuple[TensorTable, ...]:
        return tuple(
            TensorTable(name=one.name, type=one.type, shape=tuple(one.shape)) for one in tensors
        )

    return tables(session.get_inputs()), tables(session.get_outputs())


def reader_look(model: Path) -> Look:
    """The text; confidence of each character, and the mean share of each class over the line."""
    reader = OwnLineReader(model)

    def look(pixels: Pixels) -> Answer:
        log_shares = reader.posteriors(pixels)
        reading = reader.decoded(log_shares)
        shares = np.exp(log_shares).mean(axis=0)
        return Answer(reading.text, rounded(reading.char_confidences) + rounded(shares))

    return look


def map_look(
    model: Path, as_input: Callable[[Pixels], NDArray[np.float32]], fields: tuple[int, int]
) -> Look:
    """Of a net that gives maps: each as the means of its fields."""
    session = open_session(model)
    name = session.get_inputs()[0].name

    def look(pixels: Pixels) -> Answer:
        (maps,) = session.run(None, {name: as_input(pixels)})
        means = [cv2.resize(one, fields, interpolation=cv2.INTER_AREA) for one in maps[0]]
        return Answer("", rounded(np.ravel(means)))

    return look


def head_look(model: Path, backbone: Backbone) -> Look:
    """The kind that a region is taken for, and the shares of all."""
    head = Head(model, read_table(model.with_suffix(".json"), HeadTable))

    def look(pixels: Pixels) -> Answer:
        shares = head.shares(cut_vector(pixels, backbone))
        return Answer(head.table.kinds[int(np.argmax(shares))], rounded(shares))

    return look


def look_of(name: str, folder: Path, backbone: Backbone | None = None) -> Look:
    """How the net of this name that lies in the folder is asked; a head by the backbone there."""
    model = folder / f"{name}.onnx"
    if name.startswith(HEAD):
        return head_look(model, backbone or Backbone(folder / "backbone.onnx"))
    return LOOKS[name](model)


def rounded(values: NDArray[np.float32] | tuple[float, ...]) -> tuple[float, ...]:
    return tuple(round(float(value), DECIMALS) for value in values)


LOOKS: dict[str, Callable[[Path], Look]] = {
    "reader": reader_look,
    "finder": lambda model: map_look(model, finder_input, FINDER_FIELDS),
    "backbone": lambda model: map_look(model, backbone_input, BACKBONE_FIELDS),
}
