"""One HTML page of a check or a comparison: every finding with its pictures, small."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, StrictUndefined

from edge_agent.whole_files import write_whole
from hardware.errors import PictureRefused
from hardware.pictures import decode_picture, encode_jpeg
from training.data.checks.checking import Checked
from training.data.checks.labels import class_counts
from training.data.comparing import Difference
from training.document_files import write_document
from training.evaluation import shown
from training.report.page import as_data

PAGE, DOCUMENT, TEMPLATE = "report.html", "report.json", "page.html.j2"
MOST_SHOWN: Final = 24
"""Pictures of one section; more make a page that no browser opens."""
QUALITY: Final = 80
ReadPicture = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Exhibit:
    path: str
    said: str
    picture: str
    """As a data URL; empty where it cannot be decoded."""


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    level: str
    said: str
    exhibits: tuple[Exhibit, ...]
    more: int
    """Pictures that are not shown."""


def write_check_page(checked: Checked, read: ReadPicture, folder: Path) -> Path:
    """report.html, and report.json with the whole document. Returns the page."""
    paths = checked.snapshot.path_of
    sections = [
        section(
            (one.check.replace("_", " "), one.level.value, one.sentence),
            [(sha256, "") for sha256 in one.pictures],
            (paths, read),
        )
        for one in checked.findings
    ]
    counts = [
        (f"{field}: {name}", str(count), "")
        for field, counted in class_counts(checked.snapshot.labels).items()
        for name, count in counted.items()
    ]
    heads = ("class", "labels", "")
    return write_page("Check of a data set", checked, sections, (heads, counts), folder)


def write_difference_page(found: Difference, read: ReadPicture, folder: Path) -> Path:
    paths = found.old.path_of | found.new.path_of
    changed = [
        (one.picture, f"{one.field}: {one.old or 'none'} → {one.new or 'none'}, by {one.by}")
        for one in found.changed
    ]
    parts = (
        ("Labels changed", changed),
        ("Pictures added", [(one, "") for one in found.added]),
        ("Pictures removed", [(one, "") for one in found.removed]),
    )
    sections = [section((name, "", f"{len(of)}"), of, (paths, read)) for name, of in parts if of]
    counts = [
        (f"{field}: {name}", str(old), str(new))
        for field, counted in found.classes.items()
        for name, (old, new) in counted.items()
    ]
    heads = ("class", "before", "after")
    return write_page("Two versions of a data set", found, sections, (heads, counts), folder)


def section(
    told: tuple[str, str, str],
    pictures: list[tuple[str, str]],
    source: tuple[Mapping[str, str], ReadPicture],
) -> Section:
    """`told` is name, level and sentence; pictures are (sha256, what is said of it)."""
    shown_ones = tuple(exhibits(pictures[:MOST_SHOWN], *source))
    return Section(*told, shown_ones, len(pictures) - len(shown_ones))


def exhibits(
    pictures: Iterable[tuple[str, str]], paths: Mapping[str, str], read: ReadPicture
) -> Iterator[Exhibit]:
    for sha256, said in pictures:
        yield Exhibit(paths[sha256], said, thumbnail(sha256, read(sha256)))


def thumbnail(sha256: str, encoded: bytes) -> str:
    try:
        return as_data(encode_jpeg(shown(decode_picture(encoded, sha256)), QUALITY))
    except PictureRefused:
        return ""


def write_page(
    title: str,
    found: Checked | Difference,
    sections: list[Section],
    table: tuple[tuple[str, ...], Sequence[tuple[str, ...]]],
    folder: Path,
) -> Path:
    # Paths and labels come from other people's files: all of them are escaped.
    engine = Environment(autoescape=True, undefined=StrictUndefined)
    template = (Path(__file__).parent / TEMPLATE).read_text(encoding="utf-8")
    contents: dict[str, Any] = {
        "title": title,
        "said": found.said,
        "sections": sections,
        "heads": table[0],
        "rows": table[1],
        "version": version("packwarden"),
    }
    page = folder / PAGE
    write_whole(page, engine.from_string(template).render(contents).encode())
    write_document(folder / DOCUMENT, found.document())
    return page
