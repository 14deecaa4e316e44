"""Writes a report card as JSON, and as one HTML page that needs nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from edge_agent.whole_files import write_whole
from training.card.charts import fold_chart, label_chart
from training.card.report_card import Point, ReportCard, card_document, empty_points, points
from training.document_files import write_document

CARD = "report_card.json"
PAGE = "report_card.html"
TEMPLATE = "page.html.j2"
PHASES = {
    "initiation": "Model initiation",
    "estimation": "Performance estimation",
    "deployment": "Model deployment",
}


@dataclass(frozen=True, slots=True)
class Phase:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    name: str
    svg: str
    means: str


def write_card(card: ReportCard, tuning: Mapping[str, Any], folder: Path) -> Path:
    """`tuning`: the run's document, of which the charts are drawn. Returns the page."""
    write_document(folder / CARD, card_document(card))
    write_whole(folder / PAGE, rendered(card, tuning).encode())
    return folder / PAGE


def rendered(card: ReportCard, tuning: Mapping[str, Any]) -> str:
    # What people wrote goes into the page: everything but the charts is escaped.
    engine = Environment(autoescape=True, undefined=StrictUndefined)
    template = (Path(__file__).parent / TEMPLATE).read_text(encoding="utf-8")
    return engine.from_string(template).render(
        model=card.model,
        phases=list(phases(card)),
        charts=list(charts(tuning)),
        empty=empty_points(card),
        version=version("packwarden"),
    )


def phases(card: ReportCard) -> Iterator[Phase]:
    told = list(points(card))
    for key, name in PHASES.items():
        yield Phase(name, tuple(one for one in told if one.name.startswith(f"{key}.")))


def charts(tuning: Mapping[str, Any]) -> Iterator[Chart]:
    outer = tuning["outer"]
    yield Chart(
        "Outer folds",
        fold_chart(
            [one["loss"] for one in outer["folds"]],
            (outer["loss"]["low"], outer["loss"]["high"]),
            tuning["final"]["loss"],
        ),
        "Loss of each outer fold, the 95 % interval of their mean as a band, and the final "
        "search's loss as a line. The line must lie in the band.",
    )
    labels = {escape(name): count for name, count in tuning["data"]["labels"].items()}
    yield Chart("Labels", label_chart(labels), "Items of each label that were learned from.")
