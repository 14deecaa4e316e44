"""The pictures that judge and therefore never teach: their hashes are committed with the code.

`excluded_pictures.txt` has a line for each file, its sha256 and its place under the data folder, as
`sha256sum` writes them.
"""

from pathlib import Path

LISTED = Path(__file__).with_name("excluded_pictures.txt")


def excluded_pictures() -> dict[str, str]:
    """`set/images/file` of every excluded picture to its sha256."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("  ", maxsplit=1) for line in lines)
    return {place: sha256 for sha256, place in pairs}


def excluded_by_set() -> dict[str, list[str]]:
    """The hashes of each set, in order."""
    found: dict[str, list[str]] = {}
    for place, sha256 in excluded_pictures().items():
        found.setdefault(place.split("/")[0], []).append(sha256)
    return {name: sorted(hashes) for name, hashes in found.items()}
