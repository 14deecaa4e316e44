"""EfficientNet-lite0 up to a middle stage, from published ImageNet weights; nothing is trained.

Batch norms are folded into the convolutions as the weights are read. The weights are a conversion
from TensorFlow, whose "same" padding puts the odd pixel to the right and below.

Shape and weights: Tan and Le 2019 (ICML), the lite variant of the TensorFlow TPU models.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, conv2d, interpolate, pad, relu6

NORM_SMOOTHING = 1e-3
"""Added to the variance by these batch norms."""
STEM_CHANNELS = 32
QUARTER_BLOCK, EIGHTH_BLOCK, SIXTEENTH_BLOCK = 2, 4, 7
"""Whose outputs are joined; the last one is where the net is cut."""

Weights = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Stage:
    """Blocks of one kind; the first one changes the resolution."""

    blocks: int
    kernel: int
    step: int
    widening: int
    channels: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
)
"""The first eight blocks; the lite0 net goes on with eight more."""


class FoldedConv(nn.Module):
    """A convolution with its batch norm, and the rectifier where it has one."""

    def __init__(self, weights: Weights, conv: str, norm: str, step: int, is_bent: bool) -> None:
        super().__init__()
        kernel = weights[f"{conv}.weight"]
        gain = weights[f"{norm}.weight"] / torch.sqrt(
            weights[f"{norm}.running_var"] + NORM_SMOOTHING
        )
        self.kernel = nn.Parameter(kernel * gain[:, None, None, None])
        self.bias = nn.Parameter(weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * gain)
        self.step, self.is_bent = step, is_bent
        self.groups = kernel.shape[0] if kernel.shape[1] == 1 and kernel.shape[2] > 1 else 1

    def forward(self, seen: Tensor) -> Tensor:
        rim = self.kernel.shape[2] - self.step if self.step > 1 else self.kernel.shape[2] - 1
        before, after = rim // 2, rim - rim // 2
        padded = pad(seen, (before, after, before, after)) if rim > 0 else seen
        found = conv2d(padded, self.kernel, self.bias, self.step, groups=self.groups)
        return relu6(found) if self.is_bent else found


class Block(nn.Module):
    """Widens, filters each channel, narrows; what it finds is added where shapes allow it."""

    def __init__(self, weights: Weights, number: int, stage: Stage, before: int, step: int) -> None:
        super().__init__()
        name = f"_blocks.{number}."
        layers = []
        if stage.widening > 1:
            layers.append(FoldedConv(weights, f"{name}_expand_conv", f"{name}_bn0", 1, True))
        layers.append(FoldedConv(weights, f"{name}_depthwise_conv", f"{name}_bn1", step, True))
        layers.append(FoldedConv(weights, f"{name}_project_conv", f"{name}_bn2", 1, False))
        self.layers = nn.Sequential(*layers)
        self.is_added = step == 1 and before == stage.channels

    def forward(self, seen: Tensor) -> Tensor:
        found: Tensor = self.layers(seen)
        return seen + found if self.is_added else found


class BackboneNet(nn.Module):
    """Pictures (n x 3 x height x width) to features (n x 144 x height / 8 x width / 8)."""

    quarter_gain: Tensor
    eighth_gain: Tensor
    sixteenth_gain: Tensor

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.stem = FoldedConv(weights, "_conv_stem", "_bn0", 2, True)
        self.blocks = nn.ModuleList(blocks_of(weights))
        for name, block in (
            ("quarter", QUARTER_BLOCK),
            ("eighth", EIGHTH_BLOCK),
            ("sixteenth", SIXTEENTH_BLOCK),
        ):
            self.register_buffer(f"{name}_gain", 1 / spread_of(weights, block)[:, None, None])

    def forward(self, pictures: Tensor) -> Tensor:
        seen = self.stem(pictures)
        stages = []
        for number, block in enumerate(self.blocks):
            seen = block(seen)
            if number in (QUARTER_BLOCK, EIGHTH_BLOCK, SIXTEENTH_BLOCK):
                stages.append(seen)
        quarter, eighth, sixteenth = stages
        return torch.cat(
            [
                avg_pool2d(quarter, 2) * self.quarter_gain,
                eighth * self.eighth_gain,
                interpolate(sixteenth * self.sixteenth_gain, scale_factor=2.0, mode="bilinear"),
            ],
            dim=1,
        )


def blocks_of(weights: Weights) -> list[Block]:
    found: list[Block] = []
    before = STEM_CHANNELS
    for stage in STAGES:
        for i in range(stage.blocks):
            step = stage.step if i == 0 else 1
            found.append(Block(weights, len(found), stage, before, step))
            before = stage.channels
    return found


def spread_of(weights: Weights, block: int) -> Tensor:
    """Standard deviation over ImageNet of a block's output, as its batch norms state it.

    What is added block by block is taken to be independent.
    """
    starts = [sum(stage.blocks for stage in STAGES[:i]) for i in range(len(STAGES))]
    first = max(start for start in starts if start <= block)
    gains = [weights[f"_blocks.{number}._bn2.weight"] for number in range(first, block + 1)]
    return torch.sqrt(torch.stack(gains).square().sum(dim=0))


def load_weights(file: Path) -> Weights:
    """A checkpoint of tensors alone; nothing in the file is run."""
    weights: Weights = torch.load(file, map_location="cpu", weights_only=True)
    return weights
