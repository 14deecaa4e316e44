"""Pictures that cannot be read, show too little, are stored turned, or look like another one."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from edge_agent.inspection.picture_files import LEAST_SIDE_PX
from training.data.checks.facts import UPRIGHT, PictureFacts
from training.data.checks.findings import Finding, Level
from training.data.current import Standing
from training.data.values import MarksValue

MOST_OF_ONE_CLUSTER: Final = 0.2
"""Share of a set beyond which one cluster says that all pictures look alike."""
Facts = Mapping[str, PictureFacts]


def look_findings(facts: Facts, labels: Mapping[tuple[str, str], Standing]) -> Iterator[Finding]:
    if broken := tuple(one.sha256 for one in facts.values() if one.why_unreadable):
        whys = [facts[sha256].why_unreadable for sha256 in broken]
        yield Finding(
            "unreadable",
            Level.FORBIDS,
            f"{len(broken)} pictures cannot be decoded, such as {whys[0]}",
            broken,
        )
    if tiny := tuple(one.sha256 for one in facts.values() if is_tiny(one)):
        yield Finding(
            "tiny",
            Level.WARNS,
            f"{len(tiny)} pictures are less than {LEAST_SIDE_PX} px wide or high, and show nothing",
            tiny,
        )
    marked = {one.picture for one in labels.values() if isinstance(one.value, MarksValue)}
    if turned := tuple(one.sha256 for one in facts.values() if one.orientation != UPRIGHT):
        yield turned_finding(turned, marked)


def is_tiny(one: PictureFacts) -> bool:
    return one.why_unreadable is None and min(one.width_px, one.height_px) < LEAST_SIDE_PX


def turned_finding(turned: tuple[str, ...], marked: set[str]) -> Finding:
    """Marks of a turned picture may be meant for either side up; nobody can see it in the file."""
    doubtful = tuple(sha256 for sha256 in turned if sha256 in marked)
    if doubtful:
        return Finding(
            "orientation",
            Level.WARNS,
            f"{len(doubtful)} pictures are turned by their EXIF data and have marks: look whether "
            "those lie right on the upright picture",
            doubtful,
        )
    return Finding(
        "orientation",
        Level.NOTES,
        f"{len(turned)} pictures are stored turned; training turns them upright by EXIF",
        turned,
    )


def members_of(clusters: Mapping[str, str]) -> dict[str, list[str]]:
    """Clusters of two pictures or more."""
    found: dict[str, list[str]] = defaultdict(list)
    for picture, first in sorted(clusters.items()):
        found[first].append(picture)
    return {first: members for first, members in found.items() if len(members) > 1}


def cluster_findings(clusters: Mapping[str, str], class_of: Mapping[str, str]) -> Iterator[Finding]:
    """Of near duplicates; `class_of` has the class of those that have one."""
    found = members_of(clusters)
    pictures = tuple(picture for members in found.values() for picture in members)
    if found:
        sizes = Counter(map(len, found.values()))
        yield Finding(
            "near_duplicates",
            Level.NOTES,
            f"{len(pictures)} pictures look like another one, in {len(found)} clusters; folds keep "
            "each together",
            pictures,
            {"clusters": list(found.values())[:100], "sizes": dict(sorted(sizes.items()))},
        )
    largest = max(found.values(), key=len, default=[])
    if len(largest) > max(MOST_OF_ONE_CLUSTER * len(clusters), 2):
        yield Finding(
            "one_look",
            Level.WARNS,
            f"{len(largest)} of {len(clusters)} pictures are one cluster of near duplicates; the "
            "set has fewer independent pictures than it seems",
            tuple(largest),
        )
    yield from divided_clusters(found, class_of)


def divided_clusters(
    found: Mapping[str, list[str]], class_of: Mapping[str, str]
) -> Iterator[Finding]:
    divided = [
        members
        for members in found.values()
        if len({class_of[one] for one in members if one in class_of}) > 1
    ]
    if divided:
        yield Finding(
            "alike_but_labelled_apart",
            Level.WARNS,
            f"{len(divided)} clusters of near duplicates have different classes: look whether a "
            "label is wrong",
            tuple(picture for members in divided for picture in members),
            {"clusters": divided[:100]},
        )
