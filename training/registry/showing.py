"""What is registered, as a document and as a table for people."""

from collections.abc import Sequence
from io import StringIO
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from training.registry.entries import Entry
from training.registry.errors import NotRegistered
from training.registry.registry import Registry

SHOWN_DIGITS: Final = 12
"""Of a hash; the document has all of it."""
WIDEST: Final = 400
COLUMNS: Final = (
    "model",
    "version",
    "alias",
    "bundle",
    "sha256",
    "data",
    "figures",
    "added",
    "by",
    "why",
)


def shown_registry(registry: Registry, model: str | None) -> dict[str, Any]:
    """Of one model, or of all: entries, and every change of their aliases."""
    entries = registry.list() if model is None else registry.entries(model)
    if model is not None and not entries:
        raise NotRegistered(f"nothing is registered for {model}")
    names = dict.fromkeys(one.model for one in entries)
    return {
        "entries": [one.document() for one in entries],
        "changes": {name: [one.document() for one in registry.changes(name)] for name in names},
    }


def told_registry(entries: Sequence[Entry]) -> str:
    """One line for each bundle."""
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for one in entries:
        table.add_row(*cells(one))
    text = StringIO()
    Console(file=text, width=WIDEST, color_system=None).print(table)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def cells(entry: Entry) -> tuple[str, ...]:
    figures = ", ".join(f"{name} {value:g}" for name, value in entry.figures.items())
    return (
        entry.model,
        str(entry.version),
        ", ".join(entry.aliases) or "-",
        f"{entry.bundle_name} {entry.bundle_version}",
        entry.sha256[:SHOWN_DIGITS],
        entry.data_version[:SHOWN_DIGITS],
        figures or "-",
        f"{entry.added_at:%Y-%m-%d %H:%M}",
        entry.by,
        entry.why,
    )
