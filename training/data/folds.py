"""Grouped, stratified folds: no group is ever divided, and every fold has about the same mix.

The largest groups are placed first, each where it makes the folds' shares of its classes and of all
pictures most alike (the idea of scikit-learn's StratifiedGroupKFold, with sums of squares). Which
of two equal groups comes first, and which of two equal folds is taken, follows from the seed and
the groups' names alone: not from any order of the input, nor from a library's version.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Final

import numpy as np

from edge_agent.core.errors import InvalidInput

ALL: Final = ""
"""The stratum that every picture is in: folds shall be of one size."""


def grouped_folds(
    group_of: Mapping[str, str], stratum_of: Mapping[str, str], folds: int, seed: int
) -> dict[str, int]:
    """Each picture to its fold, from 0; a picture without a stratum counts only for the size.

    InvalidInput for fewer than two folds, or fewer groups than folds.
    """
    sizes = group_sizes(group_of, stratum_of)
    if folds < 2 or len(sizes) < folds:
        raise InvalidInput(
            f"{len(sizes)} groups cannot fill {folds} folds; expected 2 folds or more, and as many "
            "groups: group by less, or collect from more lots and days"
        )
    fold_of = placed(sizes, folds, seed)
    return {picture: fold_of[group] for picture, group in sorted(group_of.items())}


def group_sizes(
    group_of: Mapping[str, str], stratum_of: Mapping[str, str]
) -> dict[str, Counter[str]]:
    sizes: dict[str, Counter[str]] = {}
    for picture, group in group_of.items():
        counts = sizes.setdefault(group, Counter())
        counts[ALL] += 1
        if picture in stratum_of:
            counts[stratum_of[picture]] += 1
    return sizes


def placed(sizes: Mapping[str, Counter[str]], folds: int, seed: int) -> dict[str, int]:
    strata = sorted({stratum for counts in sizes.values() for stratum in counts})
    column = {stratum: number for number, stratum in enumerate(strata)}
    totals = np.zeros(len(strata))
    for counts in sizes.values():
        for stratum, count in counts.items():
            totals[column[stratum]] += count
    held = np.zeros((folds, len(strata)))
    found = {}
    for group in sorted(sizes, key=lambda one: (-sizes[one][ALL], drawn(seed, one))):
        columns = [column[stratum] for stratum in sorted(sizes[group])]
        added = np.array([sizes[group][strata[number]] for number in columns])
        crowding = held[:, columns] @ (added / totals[columns] ** 2)
        fold = min(range(folds), key=lambda one: (round(float(crowding[one]), 12), one))
        held[fold, columns] += added
        found[group] = fold
    return found


def drawn(seed: int, group: str) -> bytes:
    return hashlib.sha256(f"{seed} {group}".encode()).digest()
