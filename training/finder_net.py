"""The finder: a small convolutional net that maps a photograph to what is printed where.

Input: pictures x 3 x height x width, sides multiples of 32. Output: pictures x 6 x height / 4 x
width / 4: shares of text, of code among text, of barcode and of sticker, and the two parts of the
reading direction, right and down. Plain 3 x 3 convolutions shrink the picture to a 32nd; what these
coarse layers know is added to the finer ones on the way back (feature pyramid; Lin et al. 2017,
CVPR). The maps' meaning follows differentiable binarisation (Liao et al. 2020, AAAI).
"""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

from training.reader_net import Added, conv

SQUARE = (3, 3)
MAPS = 6
SHARES = 4
"""Of the maps, the first so many are shares; the last two a direction."""


@dataclass(frozen=True, slots=True)
class FinderShape:
    """Channels at each resolution, and those on the way back."""

    half: int = 16
    quarter: int = 24
    eighth: int = 48
    sixteenth: int = 80
    coarsest: int = 96
    back: int = 32

    def document(self) -> dict[str, int]:
        return asdict(self)


TINY = FinderShape(half=4, quarter=6, eighth=8, sixteenth=8, coarsest=8, back=6)
"""For tests: learns next to nothing, in no time."""


def stage(before: int, after: int, layers: int) -> nn.Sequential:
    """Halves the resolution, then looks `layers` times."""
    looks = [Added(after, SQUARE) for _ in range(layers)]
    return nn.Sequential(conv(before, after, SQUARE, (2, 2)), *looks)


class FinderNet(nn.Module):
    def __init__(self, shape: FinderShape) -> None:
        super().__init__()
        sides = (shape.half, shape.quarter, shape.eighth, shape.sixteenth, shape.coarsest)
        self.stem = conv(3, sides[0], SQUARE, (2, 2))
        self.stages = nn.ModuleList(
            stage(before, after, layers)
            for before, after, layers in zip(sides, sides[1:], (1, 1, 1, 2), strict=False)
        )
        self.across = nn.ModuleList(nn.Conv2d(one, shape.back, 1) for one in sides[1:])
        self.larger = nn.Upsample(scale_factor=2, mode="nearest")
        self.blend = Added(shape.back, SQUARE)
        self.last = nn.Sequential(Added(shape.back, SQUARE), nn.Conv2d(shape.back, MAPS, 1))

    def forward(self, pictures: Tensor) -> Tensor:
        seen = self.stem(pictures)
        levels = []
        for one, side in zip(self.stages, self.across, strict=True):
            seen = one(seen)
            levels.append(side(seen))
        quarter, eighth, sixteenth, coarsest = levels
        back = self.larger(coarsest) + sixteenth
        back = self.blend(self.larger(back) + eighth)
        maps = self.last(self.larger(back) + quarter)
        return torch.cat([torch.sigmoid(maps[:, :SHARES]), maps[:, SHARES:]], dim=1)
