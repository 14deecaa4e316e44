"""How wrong the finder's maps are, as one number to learn from.

Text, barcodes and stickers: cross entropy, in which their own places weigh more than the many empty
ones, and the overlap (dice; Milletari et al. 2016, 3DV). Codes and directions count only where
there is text. Learning from the wrongest places alone does not get started with a net that knows
nothing yet.
"""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy

from training.finder_net import SHARES

WEIGHT = 4.0
"""Of a place of text, barcode or sticker, over that of an empty one."""
PARTS = (1.0, 0.5, 0.4, 0.25, 0.25)
"""What text, code, barcode, sticker and direction count."""


def finder_loss(found: Tensor, wanted: Tensor, counted: Tensor) -> Tensor:
    """Both maps: scenes x 6 x height x width; counted: scenes x height x width, 0 or 1."""
    text, code, barcode, sticker = (found[:, i].float() for i in range(SHARES))
    text_wanted, code_wanted, barcode_wanted, sticker_wanted = (wanted[:, i] for i in range(SHARES))
    inside = text_wanted * counted
    parts = (
        area_loss(text, text_wanted, counted),
        mean_over(binary_cross_entropy(code, code_wanted, reduction="none"), inside),
        area_loss(barcode, barcode_wanted, counted),
        area_loss(sticker, sticker_wanted, counted),
        mean_over((found[:, SHARES:] - wanted[:, SHARES:]).square().sum(dim=1), inside),
    )
    return sum((share * part for share, part in zip(PARTS, parts, strict=True)), torch.zeros(()))


def area_loss(found: Tensor, wanted: Tensor, counted: Tensor) -> Tensor:
    entropy = binary_cross_entropy(found, wanted, reduction="none")
    weighed = counted * (1 + (WEIGHT - 1) * wanted)
    return mean_over(entropy, weighed) + overlap_loss(found, wanted, counted)


def overlap_loss(found: Tensor, wanted: Tensor, counted: Tensor) -> Tensor:
    both = (found * wanted * counted).sum()
    return 1 - (2 * both + 1) / ((found * counted).sum() + (wanted * counted).sum() + 1)


def mean_over(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / (weights.sum() + 1)
