"""Which figures and tables of an evaluation's document a page shows, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

FIGURES = {
    "n": "cases",
    "exact": "right",
    "false_rejects": "right, and rejected",
    "escapes": "wrong, and accepted",
    "unsure": "right, and unsure",
    "defective": "defective packs",
    "late": "late verdicts",
    "other_date_read": "another date read",
    "no_code": "pictures without a code",
    "exact_ratio": "times as many as the peer",
}
INTERVALS = {
    "exact": ("interval",),
    "false_rejects": ("false_rejects_interval",),
    "escapes": ("verified", "escapes_interval"),
    "unsure": ("verified", "unsure_interval"),
}
PARTS = {
    "by_kind": "By kind",
    "by_folder": "By folder, where something is wrong",
}


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figures(document: dict[str, Any]) -> list[Figure]:
    """What is null was not tried and is not shown."""
    found = [
        Figure(name, str(document[key]), interval_of(document, key))
        for key, name in FIGURES.items()
        if document.get(key) is not None
    ]
    return found + list(latency_figures(document))


def interval_of(document: dict[str, Any], key: str) -> str:
    """In percent; empty where the document has none."""
    value: Any = document
    for step in INTERVALS.get(key, ("nothing",)):
        value = value.get(step) if isinstance(value, dict) else None
    return f"{value[0]:.1%} to {value[1]:.1%}" if value else ""


def latency_figures(document: dict[str, Any]) -> Iterator[Figure]:
    for name, value in (document.get("latency_ms") or {}).items():
        if value is not None:
            yield Figure(f"latency {name}", f"{value:g} ms")


def tables(document: dict[str, Any]) -> list[Table]:
    return [*parts(document), *peer(document), *packs(document), *products(document)]


def parts(document: dict[str, Any]) -> Iterator[Table]:
    """Right and tried of each part of the set."""
    beside = document.get("peer") or {}
    for key, name in PARTS.items():
        if not document.get(key):
            continue
        other = beside.get(key, {})
        heads = ("", "tried", "right", "share", *(("peer",) if other else ()))
        rows = [
            (part, str(tried), str(right), f"{right / tried:.0%}", *peer_cell(other, part))
            for part, (right, tried) in document[key].items()
        ]
        yield Table(name, heads, tuple(rows))


def peer_cell(other: dict[str, Any], part: str) -> tuple[str, ...]:
    return (f"{other[part][0] / other[part][1]:.0%}",) if other else ()


def peer(document: dict[str, Any]) -> Iterator[Table]:
    if other := document.get("peer"):
        low, high = other["interval"]
        row = (
            other["name"],
            f"{other['exact']} of {document['n']}",
            f"{other['share']:.1%}",
            f"{low:.1%} to {high:.1%}",
            f"{other['latency_ms']['p50']:g} ms",
        )
        heads = ("peer", "right", "share", "95 %", "latency p50")
        yield Table("The peer on the same cut-outs", heads, (row,))


def packs(document: dict[str, Any]) -> Iterator[Table]:
    """Of a production: by product and by defect."""
    for key, name in (("per_product", "By product"), ("per_defect", "By defect")):
        if rows := document.get(key):
            heads = tuple(next(iter(rows.values())))
            yield Table(
                name,
                ("", *(head.replace("_", " ") for head in heads)),
                tuple((part, *(str(row[head]) for head in heads)) for part, row in rows.items()),
            )


def products(document: dict[str, Any]) -> Iterator[Table]:
    """Of an appearance set: how good and altered pictures of each product were judged."""
    if rows := document.get("products"):
        heads = ("", "good", "not ok", "unsure", "altered", "caught", "called ok")
        yield Table(
            "By product",
            heads,
            tuple((name, *judged_cells(row["good"], row["altered"])) for name, row in rows.items()),
        )


def judged_cells(good: dict[str, Any], altered: dict[str, Any]) -> tuple[str, ...]:
    counts = (
        *(good["n"], good["not_ok"], good["unsure"]),
        *(altered["n"], altered["not_ok"], altered["ok"]),
    )
    return tuple(map(str, counts))
