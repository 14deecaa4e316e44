"""A net of one product of 8-bit matrices, with weights that are known beforehand as a net's are.

Written field by field in the wire format of protocol buffers, by the numbers of onnx.proto (ONNX
1.8, opset 13): a station has onnxruntime, and no library that writes nets.
"""

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.int8]

UINT8, INT8, INT32 = 2, 3, 6
"""ONNX's numbers of element types."""
IR_VERSION, OPSET = 7, 13


def product_net(weights: Weights) -> bytes:
    """The model of `product` = `left` (uint8, of the same shape) x `weights`, summed in int32."""
    side = len(weights)
    node = text(1, "left") + text(1, "weights") + text(2, "product") + text(4, "MatMulInteger")
    graph = (
        part(1, node)
        + text(2, "product")
        + part(5, constant("weights", weights))
        + part(11, square("left", UINT8, side))
        + part(12, square("product", INT32, side))
    )
    return number(1, IR_VERSION) + part(7, graph) + part(8, number(2, OPSET))


def constant(name: str, weights: Weights) -> bytes:
    dimensions = b"".join(number(1, side) for side in weights.shape)
    return dimensions + number(2, INT8) + text(8, name) + part(9, weights.tobytes())


def square(name: str, element: int, side: int) -> bytes:
    """An input or output: what it is called, of what it is made, and how large it is."""
    shape = 2 * part(1, number(1, side))
    return text(1, name) + part(2, part(1, number(1, element) + part(2, shape)))


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def text(field: int, value: str) -> bytes:
    return part(field, value.encode())


def part(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])
