"""Nets of a bundle before anything opens them: what looks into them must end with a word or none.

Two in three are changed as a net and not as bytes: another operator, side, name, attribute, order.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Final

from onnx import ModelProto

from deploy.torture.hostile.changing import change_bytes
from deploy.torture.hostile.doors import Door, Making, file_door
from edge_agent.inspection.bundle import base_bundle
from edge_agent.releases.nets import refuse_odd_net

NUMBERS: Final = (0, 1, -1, 7, 1 << 16, 1 << 31, 1 << 40, (1 << 63) - 1, -(1 << 63))
NAMES: Final = ("", "x", "n" * 10_000, "../x", "\0")
OPERATORS: Final = ("Loop", "If", "Scan", "Identity", "Resize", "RandomNormal", "", "a" * 1_000)
ChangeNet = Callable[[Random, ModelProto], None]


def other_operator(random: Random, net: ModelProto) -> None:
    random.choice(net.graph.node).op_type = random.choice(OPERATORS)


def other_domain(random: Random, net: ModelProto) -> None:
    random.choice(net.graph.node).domain = random.choice(("com.evil", "ai.onnx.ml", "x" * 1_000))


def other_side(random: Random, net: ModelProto) -> None:
    dims = random.choice(net.graph.initializer).dims
    dims.append(random.choice(NUMBERS))


def other_shape(random: Random, net: ModelProto) -> None:
    value = random.choice((*net.graph.input, *net.graph.output))
    value.type.tensor_type.shape.dim.add().dim_value = random.choice(NUMBERS)


def other_kind(random: Random, net: ModelProto) -> None:
    random.choice(net.graph.initializer).data_type = random.randrange(-1, 30)


def elsewhere(random: Random, net: ModelProto) -> None:
    tensor = random.choice(net.graph.initializer)
    tensor.external_data.add(key="location", value="/etc/passwd")


def other_name(random: Random, net: ModelProto) -> None:
    node = random.choice(net.graph.node)
    names = random.choice((node.input, node.output))
    if names:
        names[random.randrange(len(names))] = random.choice(NAMES)


def ring(random: Random, net: ModelProto) -> None:
    first, last = random.choice(net.graph.node), random.choice(net.graph.node)
    first.input.append(last.output[0])


def other_attribute(random: Random, net: ModelProto) -> None:
    node = random.choice(net.graph.node)
    node.attribute.add(name=random.choice(("axis", "body", "")), i=random.choice(NUMBERS), type=2)


def graph_within(random: Random, net: ModelProto) -> None:
    """As deep as a message may be."""
    place = random.choice(net.graph.node)
    for _ in range(random.choice((1, 20, 40))):
        graph = place.attribute.add(name="body", type=5).g
        place = graph.node.add(op_type="If")


def other_version(random: Random, net: ModelProto) -> None:
    net.ir_version = random.choice(NUMBERS)
    net.opset_import[0].version = random.choice((*NUMBERS, 999))


def doubled_node(random: Random, net: ModelProto) -> None:
    net.graph.node.add().CopyFrom(random.choice(net.graph.node))


OF_NETS: Final[tuple[ChangeNet, ...]] = (
    *(other_operator, other_domain, other_side, other_shape, other_kind, elsewhere, other_name),
    *(ring, other_attribute, graph_within, other_version, doubled_node),
)


def change_net(random: Random, given: bytes) -> bytes:
    if random.random() < 1 / 3:
        return change_bytes(random, given)
    net = ModelProto.FromString(given)
    for _ in range(random.randint(1, 3)):
        random.choice(OF_NETS)(random, net)
    return net.SerializeToString()


def net(name: str) -> Making:
    def making(folder: Path) -> Door:
        example = base_bundle().file(name).read_bytes()
        return file_door(folder / name, refuse_odd_net, [example], change_net)

    return making


DOORS: Final[Mapping[str, Making]] = {"a net": net("reader.onnx")}
"""The smallest one; what is looked for is the same in all."""
