"""The line reader in 8-bit integers: made, and measured against the net that it comes from.

Static quantisation (QDQ), calibrated on drawn lines. The first and the last convolution stay in
floating point: they cost little time and most of the exactness. Weights use 7 bits: on processors
with AVX2 and without VNNI the 8-bit kernels saturate and read something else (seen under emulation
of a Haswell: posteriors off by 0.43), with 7 bits every processor computes the same.
"""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from edge_agent.core.expected_print import normalised
from edge_agent.inspection.line_input import HEIGHT_PX, line_input
from edge_agent.inspection.own_reader import OwnLineReader, facts_of
from edge_agent.whole_files import write_whole
from hardware.clock import RealClock
from training.intervals import wilson_interval
from training.lines.drawing import drawn_line
from training.proven_nets import write_facts

QUANTISING_SEED = 7_000_005
COMPARING_SEED = 7_000_006
QUANTISING_LINES = 300
QUANTISING_WIDTH_PX = 320
"""Lines that fit the ranges are cut or padded to it: the calibrator wants one shape."""
LEAST_SPEEDUP = 1.2
"""Less is not worth another net."""

Document = dict[str, Any]


class CalibrationLines(CalibrationDataReader):  # type: ignore[misc]
    """Drawn lines, as the net's input."""

    def __init__(self, lines: int, input_name: str) -> None:
        self.input_name = input_name
        self.numbers = iter(range(lines))

    def get_next(self) -> dict[str, Any] | None:
        number = next(self.numbers, None)
        return None if number is None else {self.input_name: self.line(number)}

    def line(self, number: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        seen = line_input(drawn_line(QUANTISING_SEED, number)[0])[:, :QUANTISING_WIDTH_PX]
        fixed = np.zeros((1, 1, HEIGHT_PX, QUANTISING_WIDTH_PX), np.float32)
        fixed[0, 0, :, : seen.shape[1]] = seen
        return fixed


def quantised(content: bytes, lines: int) -> bytes:
    """A reader's ONNX file in 8-bit integers, calibrated on so many drawn lines."""
    with TemporaryDirectory() as place:
        given, prepared, made = (Path(place) / f"{name}.onnx" for name in ("given", "pre", "int8"))
        given.write_bytes(content)
        quant_pre_process(str(given), str(prepared), skip_symbolic_shape=True)
        net = onnx.load(prepared)
        convolutions = [node.name for node in net.graph.node if node.op_type == "Conv"]
        quantize_static(
            str(prepared),
            str(made),
            CalibrationLines(lines, net.graph.input[0].name),
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=[convolutions[0], convolutions[-1]],
        )
        return without_notes(onnx.load(made))


def without_notes(net: onnx.ModelProto) -> bytes:
    """The net alone: the same numbers always give the same bytes."""
    del net.metadata_props[:]
    del net.graph.value_info[:]
    content: bytes = net.SerializeToString(deterministic=True)
    return content


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both nets on the same drawn lines, in turn."""

    lines: int
    exact: int
    exact_int8: int
    ms: float
    """Median time of a line, preprocessing and doubtful second looks included."""
    ms_int8: float

    @property
    def speedup(self) -> float:
        return self.ms / self.ms_int8

    @property
    def is_better(self) -> bool:
        """Faster, and no less exact."""
        return self.speedup >= LEAST_SPEEDUP and self.exact_int8 >= self.exact

    def document(self) -> dict[str, Any]:
        return asdict(self) | {
            "speedup": round(self.speedup, 2),
            "interval": list(wilson_interval(self.exact, self.lines)),
            "interval_int8": list(wilson_interval(self.exact_int8, self.lines)),
        }


def compared(reader: OwnLineReader, int8: OwnLineReader, lines: int) -> Comparison:
    """Reads so many drawn lines with both."""
    clock = RealClock()
    exact = [0, 0]
    took_ns: tuple[list[int], list[int]] = ([], [])
    for number in range(lines):
        pixels, text = drawn_line(COMPARING_SEED, number)
        for i, one in enumerate((reader, int8)):
            begun_ns = clock.now_ns()
            read = one.read_line(pixels).text
            took_ns[i].append(clock.now_ns() - begun_ns)
            exact[i] += normalised(read) == normalised(text)
    ms, ms_int8 = (round(float(np.median(times)) / 1e6, 3) for times in took_ns)
    return Comparison(lines, exact[0], exact[1], ms, ms_int8)


def int8_where_better(model: Path, lines: int, is_wanted: bool) -> Document:
    """Compares the reader at `model` with itself in 8-bit integers, over `lines` drawn lines.

    Where those are better, and wanted, they take its place.
    """
    content = quantised(model.read_bytes(), min(lines, QUANTISING_LINES))
    with TemporaryDirectory() as place:
        small = Path(place) / model.name
        write_int8(small, content, facts_of(model))
        comparison = compared(OwnLineReader(model), OwnLineReader(small), lines)
    is_kept = is_wanted and comparison.is_better
    if is_kept:
        write_int8(model, content, facts_of(model))
    return comparison.document() | {"kept": is_kept}


def write_int8(model: Path, content: bytes, facts: Document) -> None:
    """The net and its facts; its limits are still those of the net that it comes from."""
    write_whole(model, content)
    sha256 = hashlib.sha256(content).hexdigest()
    write_facts(model, facts | {"sha256": sha256, "int8": True})
