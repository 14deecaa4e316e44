"""Puts an evaluation on one HTML page that needs nothing else: pictures and charts are in it."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from edge_agent.core.errors import NotFound
from edge_agent.whole_files import write_whole
from hardware.pictures import encode_jpeg
from training.document_files import write_document
from training.evaluation import Mistake
from training.judged import Judged
from training.report.charts import latency_chart, reliability_chart
from training.report.tables import Figure, Table, figures, tables

PAGE = "report.html"
DOCUMENT = "evaluation.json"
TEMPLATE = "page.html.j2"
QUALITY = 88
SMALL_PX = 48
"""Pictures less high than this are shown larger."""
KINDS = {
    "escape": "Wrong, and accepted",
    "misread": "Misread",
    "false_reject": "Right, and rejected",
    "unsure": "Right, and unsure",
    "false_code": "A code where none is",
}


@dataclass(frozen=True, slots=True)
class Chart:
    name: str
    svg: str
    means: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A mistake as the page shows it."""

    file: str
    expected: str
    read: str
    confidence: str
    picture: str
    is_small: bool


@dataclass(frozen=True, slots=True)
class Gallery:
    name: str
    kind: str
    mistakes: tuple[Exhibit, ...]


def write_report(found: Judged, folder: Path) -> Path:
    """report.html with everything in it, and evaluation.json beside it. Returns the page."""
    page = folder / PAGE
    write_whole(page, rendered(found).encode())
    write_document(folder / DOCUMENT, found.document)
    return page


def rendered(found: Judged) -> str:
    """NotFound without the template engine, which only a training install has."""
    if find_spec("jinja2") is None:
        raise NotFound("jinja2 is not installed here; `make setup EXTRAS=training` installs it")
    from jinja2 import Environment, StrictUndefined

    # What people printed on packs goes into the page: everything but the charts is escaped.
    engine = Environment(autoescape=True, undefined=StrictUndefined)
    template = (Path(__file__).parent / TEMPLATE).read_text(encoding="utf-8")
    return engine.from_string(template).render(contents(found))


def contents(found: Judged) -> dict[str, Figure | Any]:
    told: list[Figure] = figures(found.document)
    rows: list[Table] = tables(found.document)
    return {
        "title": found.document["set"],
        "said": found.said,
        "figures": told,
        "charts": list(charts(found)),
        "tables": rows,
        "galleries": galleries(found.mistakes),
        "version": version("packwarden"),
    }


def charts(found: Judged) -> Iterator[Chart]:
    if found.sureness:
        yield Chart(
            "Reliability",
            reliability_chart(found.sureness),
            "Answers grouped by confidence, with 95 % intervals; a dot's size tells how many. "
            "Below the diagonal the reader is too sure of itself.",
        )
    if found.latencies_ms:
        yield Chart(
            "Latency",
            latency_chart(found.latencies_ms),
            "How long one answer took on this machine; the last bar holds all that took longer.",
        )


def galleries(mistakes: Sequence[Mistake]) -> list[Gallery]:
    """The worst kinds first."""
    return [
        Gallery(name, kind, tuple(exhibit(one) for one in mistakes if one.kind == kind))
        for kind, name in KINDS.items()
        if any(one.kind == kind for one in mistakes)
    ]


def exhibit(one: Mistake) -> Exhibit:
    return Exhibit(
        one.file,
        one.expected,
        one.read,
        "" if one.confidence is None else f"{one.confidence:.3f}",
        "" if one.picture is None else as_data(encode_jpeg(one.picture, QUALITY)),
        one.picture is not None and one.picture.shape[0] < SMALL_PX,
    )


def as_data(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")
