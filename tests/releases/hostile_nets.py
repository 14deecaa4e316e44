"""Nets that somebody made to harm whoever opens them; each takes the input of our reader."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

Sides = list[int | str]
SIDES: Sides = [1, 1, 32, "width"]
OPSET = 20


def net(nodes: list[NodeProto], opset: int = OPSET, sides: Sides | None = None) -> ModelProto:
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, sides or SIDES)
    said = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "net", [given], [said])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)


def relu(count: int = 1) -> list[NodeProto]:
    names = ["x", *(f"t{one}" for one in range(1, count)), "y"]
    return [
        helper.make_node("Relu", [before], [after], name=after) for before, after in pairwise(names)
    ]


def constant(name: str, values: list[float]) -> NodeProto:
    value = numpy_helper.from_array(np.asarray(values, np.float32), name)
    return helper.make_node("Constant", [], [name], name=name, value=value)


def body() -> GraphProto:
    inputs = [
        helper.make_tensor_value_info("i", TensorProto.INT64, []),
        helper.make_tensor_value_info("go", TensorProto.BOOL, []),
    ]
    outputs = [helper.make_tensor_value_info("gone", TensorProto.BOOL, [])]
    return helper.make_graph([helper.make_node("Identity", ["go"], ["gone"])], "b", inputs, outputs)


def endless_loop() -> ModelProto:
    loop = helper.make_node("Loop", ["", ""], ["y"], name="loop", body=body())
    return net([loop])


def a_choice() -> ModelProto:
    empty = helper.make_graph([], "e", [], [])
    return net([helper.make_node("If", ["x"], ["y"], then_branch=empty, else_branch=empty)])


def a_scan() -> ModelProto:
    return net([helper.make_node("Scan", ["x"], ["y"], body=body(), num_scan_inputs=1)])


def a_graph_in_a_plain_node() -> ModelProto:
    node = helper.make_node("Relu", ["x"], ["y"])
    node.attribute.append(helper.make_attribute("body", body()))
    return net([node])


def of_custom_domain() -> ModelProto:
    return net([helper.make_node("Run", ["x"], ["y"], domain="com.evil")])


def own_function() -> ModelProto:
    model = net(relu())
    imports = [helper.make_opsetid("", OPSET)]
    model.functions.append(helper.make_function("d", "F", ["a"], ["b"], relu(), imports))
    return model


def a_training_graph() -> ModelProto:
    model = net(relu())
    model.training_info.add()
    return model


def weights_elsewhere() -> ModelProto:
    model = net(relu())
    tensor = model.graph.initializer.add(name="w", data_type=TensorProto.FLOAT, dims=[4])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../../etc/passwd")
    return model


def weights_elsewhere_in_a_constant() -> ModelProto:
    model = net([constant("w", [1.0]), helper.make_node("Add", ["x", "w"], ["y"])])
    model.graph.node[0].attribute[0].t.external_data.add(key="location", value="/etc/passwd")
    return model


def stored(*dims: int) -> Callable[[], ModelProto]:
    def made() -> ModelProto:
        model = net(relu())
        model.graph.initializer.add(name="w", data_type=TensorProto.FLOAT, dims=dims)
        return model

    return made


def strings() -> ModelProto:
    model = net(relu())
    model.graph.initializer.add(name="w", data_type=TensorProto.STRING, dims=[1])
    return model


def doubles() -> ModelProto:
    model = net(relu())
    model.graph.initializer.add(name="w", data_type=TensorProto.DOUBLE, dims=[1])
    return model


def sparse() -> ModelProto:
    model = net(relu())
    model.graph.sparse_initializer.add(dims=[2**40])
    return model


def a_ring() -> ModelProto:
    nodes = [
        helper.make_node("Add", ["x", "b"], ["a"]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Relu", ["b"], ["y"]),
    ]
    return net(nodes)


def a_name_given_twice() -> ModelProto:
    return net([*relu(), helper.make_node("Neg", ["x"], ["y"])])


def a_sequence() -> ModelProto:
    model = net(relu())
    model.graph.value_info.add(name="s").type.sequence_type.elem_type.tensor_type.elem_type = 1
    return model


def of_later_ir() -> ModelProto:
    model = net(relu())
    model.ir_version = 99
    return model


def many_attributes() -> ModelProto:
    node = helper.make_node("Relu", ["x"], ["y"])
    node.attribute.extend(helper.make_attribute(f"a{one}", 1) for one in range(100))
    return net([node])


def long_names() -> ModelProto:
    return net([helper.make_node("N" * 2_000_000, ["x"], ["y"], name="n" * 2_000_000)])


def like_reader(nodes: list[NodeProto], weights: list[TensorProto]) -> ModelProto:
    """Of its inputs and outputs; `nodes` make "all" of "lines", and a mean of it is answered."""
    mean = helper.make_node("ReduceMean", ["all"], ["mean"], keepdims=0)
    shares = numpy_helper.from_array(np.zeros((2, 1, 79), np.float32), "shares")
    nodes = [*nodes, mean, helper.make_node("Add", ["mean", "shares"], ["log_shares"])]
    given = helper.make_tensor_value_info("lines", TensorProto.FLOAT, [1, 1, 32, "4*steps"])
    said = helper.make_tensor_value_info("log_shares", TensorProto.FLOAT, [2, 1, 79])
    graph = helper.make_graph(nodes, "net", [given], [said], [shares, *weights])
    opset = helper.make_opsetid("", OPSET)
    return helper.make_model(graph, opset_imports=[opset], ir_version=10)


def blown_up() -> ModelProto:
    """Allowed operators, and in the end more numbers than any memory has."""
    scales = numpy_helper.from_array(np.asarray([1, 1, 3_000, 3_000], np.float32), "scales")
    return like_reader([helper.make_node("Resize", ["lines", "", "scales"], ["all"])], [scales])


def slow() -> ModelProto:
    """Allowed in all, and minutes of work: ever the same product of large matrices."""
    side, products = 1024, 1_900
    weights = numpy_helper.from_array(np.zeros((side, side), np.float32), "w")
    wide = numpy_helper.from_array(np.asarray([1, 1, side, side], np.int64), "wide")
    names = [*(f"t{one}" for one in range(products)), "all"]
    nodes = [helper.make_node("Resize", ["lines", "", "", "wide"], ["t0"])]
    nodes += [
        helper.make_node("MatMul", [before, "w"], [after]) for before, after in pairwise(names)
    ]
    return like_reader(nodes, [weights, wide])


REFUSED_UNOPENED: dict[str, Callable[[], ModelProto]] = {
    "an endless loop": endless_loop,
    "a choice of graphs": a_choice,
    "a scan": a_scan,
    "a graph in a plain node": a_graph_in_a_plain_node,
    "a custom domain": of_custom_domain,
    "a function of its own": own_function,
    "a training graph": a_training_graph,
    "weights in another file": weights_elsewhere,
    "a constant in another file": weights_elsewhere_in_a_constant,
    "60,000 nodes": lambda: net(relu(60_000)),
    "2 to the 40th": stored(2**40),
    "a product of sides that overflows": stored(60_000, 60_000, 60_000, 60_000),
    "a negative side": stored(-1, 4),
    "twenty sides": stored(*[1] * 20),
    "a giant input": lambda: net(relu(), sides=[1, 1, 2**30, 2**30]),
    "strings": strings,
    "double precision": doubles,
    "sparse weights": sparse,
    "a ring": a_ring,
    "a name given twice": a_name_given_twice,
    "a sequence": a_sequence,
    "a later IR": of_later_ir,
    "opset 999": lambda: net(relu(), opset=999),
    "opset 1": lambda: net(relu(), opset=1),
    "many attributes": many_attributes,
    "names of megabytes": long_names,
    "an operator nobody needs": lambda: net([helper.make_node("RandomNormalLike", ["x"], ["y"])]),
}
ENDED_ON_TRIAL: dict[str, Callable[[], ModelProto]] = {
    "a picture blown up": blown_up,
    "minutes of work": slow,
}
