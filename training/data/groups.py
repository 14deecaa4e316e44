"""What belongs together: pictures of one lot, day, station or pack, and near duplicates.

Two pictures of a group are never independent, so a group never stands on both sides of a split.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from training.data.label_log import Logged
from training.data.values import Origin

NEAR: Final = "near"
"""The key by which near duplicates belong together."""


class GroupKey(StrEnum):
    LOT = "lot"
    DAY = "day"
    """Of one station."""
    PACK = "pack"
    STATION = "station"


USUAL_KEYS: Final = (GroupKey.LOT, GroupKey.DAY, GroupKey.PACK)
Keys = dict[str, dict[str, set[str]]]
"""By kind of key: picture to the values it has there."""


def key_of(origin: Origin, key: GroupKey) -> str | None:
    """None where the origin does not say."""
    station = origin.station
    if key is GroupKey.LOT:
        return origin.lot
    if key is GroupKey.STATION:
        return station
    if key is GroupKey.DAY:
        return None if origin.day is None else f"{station or '?'} {origin.day}"
    if origin.pack_no is None:
        return None
    when = origin.day if origin.boot is None else f"boot {origin.boot}"
    return f"{station or '?'} {when} pack {origin.pack_no}"


def keys_of(log: Iterable[Logged], by: Iterable[GroupKey]) -> Keys:
    """From every event: a picture may have come from several places."""
    wanted = tuple(by)
    found: Keys = {key.value: {} for key in wanted}
    for one in log:
        for key in wanted:
            value = key_of(one.event.origin, key)
            if value is not None:
                found[key.value].setdefault(one.event.picture, set()).add(value)
    return found


def with_clusters(keys: Keys, clusters: Mapping[str, str]) -> Keys:
    return keys | {NEAR: {picture: {first} for picture, first in clusters.items()}}


def merged_groups(pictures: Iterable[str], keys: Keys) -> dict[str, str]:
    """Each picture to the first of its group; groups that share a picture are one."""
    parent = {picture: picture for picture in sorted(set(pictures))}

    def top(picture: str) -> str:
        while parent[picture] != picture:
            parent[picture] = parent[parent[picture]]
            picture = parent[picture]
        return picture

    for of_kind in keys.values():
        first: dict[str, str] = {}
        for picture in parent:
            for value in sorted(of_kind.get(picture, ())):
                one, other = top(picture), top(first.setdefault(value, picture))
                parent[max(one, other)] = min(one, other)
    return {picture: top(picture) for picture in parent}
