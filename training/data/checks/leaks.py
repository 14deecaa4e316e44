"""Whether what belongs together stands on both sides of a split, or a judge would teach."""

from collections.abc import Iterator, Mapping
from typing import Final

from training.data.checks.findings import Finding, Level
from training.data.groups import NEAR, Keys
from training.data.label_log import Logged

SHOWN: Final = 20
WORDS: Final = {NEAR: "near duplicates"}


def told_splits(log: tuple[Logged, ...]) -> dict[str, set[str]]:
    """Each picture to the parts that its sources had it in."""
    found: dict[str, set[str]] = {}
    for one in log:
        if one.event.origin.split is not None:
            found.setdefault(one.event.picture, set()).add(one.event.origin.split)
    return found


def leaks(parts_of: Mapping[str, set[str]], keys: Keys) -> Iterator[Finding]:
    """One finding for each kind of key that is divided, and one for pictures in two parts."""
    if twice := tuple(sorted(one for one, parts in parts_of.items() if len(parts) > 1)):
        yield Finding(
            "leak_same_picture",
            Level.FORBIDS,
            f"{len(twice)} pictures stand in several parts of the split",
            twice,
        )
    for kind, values_of in keys.items():
        divided = divided_groups(parts_of, values_of)
        if divided:
            pictures = tuple(dict.fromkeys(one for members in divided.values() for one in members))
            yield Finding(
                f"leak_{kind}",
                Level.FORBIDS,
                f"{len(divided)} groups of one {WORDS.get(kind, kind)} are divided by the split, "
                f"with {len(pictures)} pictures: what is learned of them is judged by them",
                pictures,
                {"groups": dict(list(divided.items())[:SHOWN])},
            )


def divided_groups(
    parts_of: Mapping[str, set[str]], values_of: Mapping[str, set[str]]
) -> dict[str, list[str]]:
    """Groups with members in two parts or more; pictures outside of the split do not count."""
    members: dict[str, list[str]] = {}
    for picture in sorted(parts_of):
        for value in values_of.get(picture, ()):
            members.setdefault(value, []).append(picture)
    return {
        value: pictures
        for value, pictures in sorted(members.items())
        if len(set().union(*(parts_of[one] for one in pictures))) > 1
    }


def judge_findings(
    pictures: frozenset[str], excluded: frozenset[str], clusters: Mapping[str, str]
) -> Iterator[Finding]:
    """Pictures that judge the shipped models, and what looks like one of them."""
    if judges := tuple(sorted(pictures & excluded)):
        yield Finding(
            "excluded",
            Level.FORBIDS,
            f"{len(judges)} pictures judge the models and may never teach them",
            judges,
        )
    firsts = {clusters[one] for one in judges if one in clusters}
    near = tuple(
        sorted(one for one, first in clusters.items() if first in firsts and one not in excluded)
    )
    if near:
        yield Finding(
            "excluded_look_alikes",
            Level.FORBIDS,
            f"{len(near)} pictures look like one that judges the models",
            near,
        )
