"""A torch net as the bytes of an ONNX file: the same weights always give the same bytes.

What the exporter notes about its sources is left out, since it names folders of this machine.
"""

import warnings
from typing import Any

import torch
from torch import Tensor, nn


def as_onnx(net: nn.Module, example: Tensor, input_name: str, output: str, sides: Any) -> bytes:
    """Batch norms folded into the convolutions. `sides`: which sides of the input may vary."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch's exporter deprecates in torch itself
        program = torch.onnx.export(
            net,
            (example,),
            input_names=[input_name],
            output_names=[output],
            dynamic_shapes={input_name: sides},
            dynamo=True,
            verbose=False,
        )
    assert program is not None  # it is only where a file is asked for at once
    model = program.model_proto
    for node in model.graph.node:
        del node.metadata_props[:]
    del model.graph.value_info[:]
    del model.graph.metadata_props[:]
    content: bytes = model.SerializeToString(deterministic=True)
    return content
