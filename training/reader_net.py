"""The line reader: a small convolutional net whose columns are classified and read by CTC.

Input: lines x 1 x 32 x width, width a multiple of 4. Output: width / 2 steps x lines x classes,
log probabilities. Convolutions shrink the height to one row of columns 4 px wide; two wide
one-dimensional residual layers then look at the neighbouring letters. Each column says two steps,
since the 11 of a narrow print is only 8 px wide and CTC needs three steps for it. Plain
3 x 3 convolutions cost less time per multiplication than depthwise ones, here and in onnxruntime.

CTC: Graves et al. 2006 (ICML). The shape follows CRNN (Shi et al. 2017, TPAMI) without recurrence.
"""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

STEPS_PER_COLUMN = 2


@dataclass(frozen=True, slots=True)
class NetShape:
    """Channels of the stages; `context` is how many steps a one-dimensional layer looks at."""

    stem: int = 24
    quarter: int = 48
    eighth: int = 96
    sixteenth: int = 128
    row: int = 160
    context: int = 5

    def document(self) -> dict[str, int]:
        return asdict(self)


TINY = NetShape(stem=4, quarter=8, eighth=8, sixteenth=8, row=16, context=3)
"""For tests: learns next to nothing, in no time."""


def conv(before: int, after: int, size: tuple[int, int], step: tuple[int, int]) -> nn.Sequential:
    """Convolution, batch norm, rectifier; two-row kernels take no rows from outside."""
    rim = (size[0] // 2 if size[0] % 2 else 0, size[1] // 2)
    return nn.Sequential(
        nn.Conv2d(before, after, size, step, rim, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(inplace=True),
    )


class Added(nn.Module):
    """What the layer finds is added to what it got (He et al. 2016, CVPR)."""

    def __init__(self, channels: int, size: tuple[int, int]) -> None:
        super().__init__()
        self.layer = conv(channels, channels, size, (1, 1))

    def forward(self, seen: Tensor) -> Tensor:
        return seen + self.layer(seen)


class ReaderNet(nn.Module):
    def __init__(self, classes: int, shape: NetShape) -> None:
        super().__init__()
        square = (3, 3)
        self.layers = nn.Sequential(
            conv(1, shape.stem, square, (2, 2)),
            conv(shape.stem, shape.quarter, square, (2, 2)),
            Added(shape.quarter, square),
            conv(shape.quarter, shape.eighth, square, (2, 1)),
            Added(shape.eighth, square),
            conv(shape.eighth, shape.sixteenth, square, (2, 1)),
            Added(shape.sixteenth, square),
            conv(shape.sixteenth, shape.row, (2, 3), (1, 1)),
            Added(shape.row, (1, shape.context)),
            Added(shape.row, (1, shape.context)),
            nn.Dropout(0.1),
            nn.Conv2d(shape.row, STEPS_PER_COLUMN * classes, 1),
        )

    def forward(self, lines: Tensor) -> Tensor:
        columns = self.layers(lines).squeeze(2).unflatten(1, (STEPS_PER_COLUMN, -1))
        steps = columns.permute(3, 1, 0, 2).flatten(0, 1)
        return torch.log_softmax(steps, dim=2)
