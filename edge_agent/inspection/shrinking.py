"""Grey pictures, shrunk by a whole factor: several times faster than by any other."""

import cv2
from cv2.typing import MatLike


def shrunk(grey: MatLike, factor: int) -> MatLike:
    """Each pixel the mean of `factor` x `factor`; what is left over at the far edges is cut off."""
    if factor == 1:
        return grey
    size = (max(1, grey.shape[1] // factor), max(1, grey.shape[0] // factor))
    kept = grey[: size[1] * factor, : size[0] * factor]
    return cv2.resize(kept, size, interpolation=cv2.INTER_AREA)
