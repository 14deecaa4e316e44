"""Which pictures look alike: those whose 64-bit looks differ in few bits, and what hangs together.

Two looks that differ in at most seven bits agree in at least one of their eight bytes, so only
looks that share a byte at its place are compared (pigeonhole, as in Manku, Jain and Das Sarma
2007). Equal looks are one from the start. Where very many share a byte, a cluster is grown from one
member after the other and leaves the comparison once it is found, so that 100,000 frames of one
pack are quick.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

NEAR_BITS: Final = 6
"""Pictures that differ in no more are near duplicates."""
BYTES: Final = 8
MOST_AT_ONCE: Final = 512
"""Of so many looks all pairs are compared in one step."""

Looks = np.ndarray[Any, np.dtype[np.uint64]]
Pairs = np.ndarray[Any, np.dtype[np.int64]]
"""Two columns of numbers of looks."""


def near_clusters(looks: Mapping[str, int | None], bits: int = NEAR_BITS) -> dict[str, str]:
    """Each picture to the first (by name) of its cluster; 0 <= bits <= 7.

    A picture without a look is a cluster of its own.
    """
    assert 0 <= bits < BYTES
    names = sorted(name for name, look in looks.items() if look is not None)
    values = np.array([looks[name] for name in names], np.uint64)
    unique, of_unique = np.unique(values, return_inverse=True)
    numbers = components(unique, bits)[of_unique]
    first: dict[int, str] = {}
    found = {name: name for name in looks}
    for name, number in zip(names, numbers.tolist(), strict=True):
        found[name] = first.setdefault(number, name)
    return found


def components(unique: Looks, bits: int) -> Pairs:
    """The number of its component for each look."""
    edges = [pairs for number in range(BYTES) for pairs in byte_pairs(unique, number, bits)]
    joined = np.concatenate(edges) if edges else np.empty((0, 2), np.int64)
    size = (len(unique), len(unique))
    graph = coo_array((np.ones(len(joined), np.int8), (joined[:, 0], joined[:, 1])), shape=size)
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def byte_pairs(unique: Looks, number: int, bits: int) -> Iterator[Pairs]:
    """Edges among looks that share byte `number`."""
    keys = (unique >> np.uint64(8 * number)) & np.uint64(0xFF)
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order])) + 1
    for members in np.split(order, starts):
        if len(members) <= MOST_AT_ONCE:
            yield all_pairs(unique, members, bits)
        else:
            yield from grown_pairs(unique, members, bits)


def all_pairs(unique: Looks, members: Pairs, bits: int) -> Pairs:
    looks = unique[members]
    far = np.bitwise_count(looks[:, None] ^ looks[None])
    left, right = np.nonzero(np.triu(far <= bits, 1))
    return np.column_stack((members[left], members[right]))


def grown_pairs(unique: Looks, members: Pairs, bits: int) -> Iterator[Pairs]:
    """Enough edges to hold every cluster together."""
    left = members
    waiting: list[int] = []
    while len(left):
        at = waiting.pop() if waiting else left[-1]
        is_near = np.bitwise_count(unique[left] ^ unique[at]) <= bits
        near, left = left[is_near], left[~is_near]
        yield np.column_stack((np.full(len(near), at), near))
        waiting.extend(near[near != at].tolist())
        left = left[left != at]
