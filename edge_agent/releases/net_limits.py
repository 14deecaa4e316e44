"""What a net of a bundle may be, and what is wrong with one that is more. Pure.

onnxruntime carries out what it is given: a loop without end, a shape of 2^40 numbers, weights from
any file that it can open. So a net is looked into before it is opened, and only what small
convolutional nets are made of is let through (ONNX IR specification, version 10).
"""

from collections.abc import Iterator
from math import prod
from typing import Final

from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto

# fmt: off
OPERATORS: Final = frozenset((
    "Add", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Constant", "Conv",
    "ConvTranspose", "DequantizeLinear", "Div", "Erf", "Exp", "Flatten", "Gather", "Gemm",
    "GlobalAveragePool", "HardSigmoid", "HardSwish", "Identity", "InstanceNormalization",
    "LayerNormalization", "LeakyRelu", "Log", "LogSoftmax", "MatMul", "Max", "MaxPool", "Min",
    "Mul", "Neg", "Pad", "Pow", "PRelu", "QLinearConv", "QLinearMatMul", "QuantizeLinear",
    "ReduceMax", "ReduceMean", "ReduceSum", "Relu", "Reshape", "Resize", "Shape", "Sigmoid",
    "Slice", "Softmax", "Split", "Sqrt", "Squeeze", "Sub", "Tanh", "Transpose", "Unsqueeze",
))
# fmt: on
"""None of them holds a graph of its own, so nothing repeats."""
OPSETS: Final = range(13, 24)
LATEST_IR: Final = 11
MOST_NODES: Final = 2_000
MOST_TENSORS: Final = 4_000
MOST_ATTRIBUTES: Final = 40
MOST_NUMBERS: Final = 16 << 20
"""Of one tensor, stored or stated."""
LARGEST_SIDE: Final = 1 << 16
MOST_SIDES: Final = 8
LONGEST_NAME: Final = 500
KINDS: Final = frozenset(
    (
        TensorProto.FLOAT,
        TensorProto.FLOAT16,
        TensorProto.INT8,
        TensorProto.UINT8,
        TensorProto.INT32,
        TensorProto.INT64,
        TensorProto.BOOL,
    )
)
HOLDS_GRAPHS: Final = frozenset((AttributeProto.GRAPH, AttributeProto.GRAPHS))


def wrong_with(model: ModelProto) -> Iterator[str]:
    """Each thing that may not be, with what may; nothing for a net that may be opened."""
    if model.ir_version > LATEST_IR:
        yield f"is of IR version {model.ir_version}; at most {LATEST_IR} is known here"
    if model.functions or model.training_info:
        yield "brings functions or a training graph; a released net has neither"
    for opset in model.opset_import:
        if opset.domain in ("", "ai.onnx") and opset.version not in OPSETS:
            yield f"has opset {opset.version}; allowed are {OPSETS.start} to {OPSETS.stop - 1}"
    yield from wrong_with_graph(model.graph)


def wrong_with_graph(graph: GraphProto) -> Iterator[str]:
    if not 1 <= len(graph.node) <= MOST_NODES:
        yield f"has {len(graph.node)} nodes; 1 to {MOST_NODES} are allowed"
        return
    if graph.sparse_initializer:
        yield "has sparse weights; they are not allowed"
    if len(graph.initializer) > MOST_TENSORS:
        yield f"has {len(graph.initializer)} stored tensors; at most {MOST_TENSORS} are allowed"
        return
    for tensor in graph.initializer:
        yield from wrong_with_tensor(tensor)
    for node in graph.node:
        yield from wrong_with_node(node)
    for value in (*graph.input, *graph.output, *graph.value_info):
        yield from wrong_with_value(value)
    yield from wrong_order(graph)


def wrong_with_node(node: NodeProto) -> Iterator[str]:
    name = node.name[:LONGEST_NAME]
    if node.domain not in ("", "ai.onnx"):
        yield f"node {name!r} is of domain {node.domain[:80]!r}; only ONNX's own is allowed"
    elif node.op_type not in OPERATORS:
        yield f"node {name!r} is a {node.op_type[:80]!r}, which is not on the list of operators"
    if len(node.attribute) > MOST_ATTRIBUTES:
        yield f"node {name!r} has {len(node.attribute)} attributes; allowed are {MOST_ATTRIBUTES}"
        return
    for attribute in node.attribute:
        if attribute.type in HOLDS_GRAPHS or attribute.HasField("g") or attribute.graphs:
            yield f"node {name!r} holds a graph of its own, which may repeat without end"
        for tensor in (attribute.t, *attribute.tensors):
            yield from wrong_with_tensor(tensor)


def wrong_with_tensor(tensor: TensorProto) -> Iterator[str]:
    name = tensor.name[:LONGEST_NAME]
    if tensor.external_data or tensor.data_location == TensorProto.EXTERNAL:
        yield f"tensor {name!r} lies in another file; weights must lie in the net itself"
    if tensor.data_type not in (*KINDS, TensorProto.UNDEFINED):
        yield f"tensor {name!r} is of type {tensor.data_type}, which is not allowed"
    yield from wrong_with_shape(name, tuple(tensor.dims))


def wrong_with_value(value: ValueInfoProto) -> Iterator[str]:
    if value.type.WhichOneof("value") != "tensor_type":
        yield f"{value.name[:LONGEST_NAME]!r} is no tensor"
        return
    sides = [
        side.dim_value if side.HasField("dim_value") else 1
        for side in value.type.tensor_type.shape.dim
    ]
    yield from wrong_with_shape(value.name[:LONGEST_NAME], tuple(sides))


def wrong_with_shape(name: str, sides: tuple[int, ...]) -> Iterator[str]:
    if len(sides) > MOST_SIDES or any(not 0 <= side <= LARGEST_SIDE for side in sides):
        shown = sides[: MOST_SIDES + 1]
        yield f"{name!r} has the shape {shown}; each side is at most {LARGEST_SIDE}"
    elif prod(sides) > MOST_NUMBERS:
        yield f"{name!r} has {prod(sides)} numbers; at most {MOST_NUMBERS} are allowed"


def wrong_order(graph: GraphProto) -> Iterator[str]:
    """Every node uses what is there before it, and gives each name once: so there is no ring."""
    there = {value.name for value in graph.input} | {one.name for one in graph.initializer} | {""}
    for node in graph.node:
        for name in node.input:
            if name not in there:
                yield f"node {node.name[:LONGEST_NAME]!r} uses {name[:80]!r} before it is there"
                return
        for name in node.output:
            if name and name in there:
                yield f"{name[:80]!r} is given twice"
                return
            there.add(name)
