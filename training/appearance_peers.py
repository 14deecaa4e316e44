"""PaDiM and PatchCore, taught with the same features as our check, to be judged beside it.

PaDiM (Defard et al. 2021): a Gaussian at every cell, the covariance shrunk towards the one of all
cells since there are fewer pictures than channels; a picture is as odd as its oddest cell.
PatchCore (Roth et al. 2022): all taught patches in one memory, whatever their place; a picture is
as odd as the patch farthest from all of them. Both take for their limit the mean and three standard
deviations of the taught pictures, each beside the others.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SHRINKING = 0.5
RIDGE = 0.05
SIGMAS = 3.0

Taught = NDArray[np.float32]
"""Pictures x height x width x channels."""
Score = Callable[[NDArray[np.float32]], float]


class Scorer(Protocol):
    def __call__(self, taught: Taught) -> Score: ...


def padim(taught: Taught) -> Score:
    middle = taught.mean(axis=0)
    apart = taught - middle
    pooled = np.einsum("nhwc,nhwd->cd", apart, apart) / apart[..., 0].size
    own = np.einsum("nhwc,nhwd->hwcd", apart, apart) / len(taught)
    ridge = RIDGE * float(np.trace(pooled)) / len(pooled) * np.eye(len(pooled))
    inverse = np.linalg.inv(SHRINKING * pooled + (1 - SHRINKING) * own + ridge)

    def score(features: NDArray[np.float32]) -> float:
        off = features - middle
        return float(np.sqrt(np.einsum("hwc,hwcd,hwd->hw", off, inverse, off).max()))

    return score


def patchcore(taught: Taught) -> Score:
    memory = taught.reshape(-1, taught.shape[-1])
    lengths = np.einsum("ij,ij->i", memory, memory)

    def score(features: NDArray[np.float32]) -> float:
        patches = features.reshape(-1, features.shape[-1])
        own = np.einsum("ij,ij->i", patches, patches)
        squares = own[:, np.newaxis] - 2 * patches @ memory.T + lengths
        return float(np.sqrt(np.maximum(squares.min(axis=1), 0).max()))

    return score


PEERS: dict[str, Scorer] = {"PaDiM": padim, "PatchCore": patchcore}


class Peer:
    """One of them, taught; says good or not good."""

    def __init__(self, scorer: Scorer, taught: Taught) -> None:
        self.score = scorer(taught)
        own = [
            scorer(np.delete(taught, number, axis=0))(picture)
            for number, picture in enumerate(taught)
        ]
        self.limit = float(np.mean(own) + SIGMAS * np.std(own))

    def is_good(self, features: NDArray[np.float32]) -> bool:
        return self.score(features) <= self.limit
