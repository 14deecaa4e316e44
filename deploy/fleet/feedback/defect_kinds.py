"""Kinds of defects that people are offered for a check: those named before, and the usual ones."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, desc, func, select

from deploy.fleet.feedback.tables import label_items, label_words
from edge_agent.core.packs import CheckKind

USUAL: Final[dict[str, tuple[str, ...]]] = {
    CheckKind.STICKER: ("missing", "wrong", "damaged", "off_place", "turned"),
    CheckKind.PRINT: ("missing", "wrong", "smudged", "cut_off", "faint"),
    CheckKind.BARCODE: ("missing", "wrong", "damaged", "cut_off"),
    CheckKind.SURFACE: ("dirt", "scratch", "dent", "torn", "foreign_body"),
}
"""Small words, that pages say in the reader's language."""
MOST: Final = 20


def offered(kind: str, named: Iterable[str]) -> tuple[str, ...]:
    """`named` before for this check, the most frequent first, and then the usual ones."""
    return tuple(dict.fromkeys((*named, *USUAL.get(kind, ()))))[:MOST]


def named_before(connection: Connection, recipe: str) -> dict[str, list[str]]:
    """By check of the recipe."""
    often = func.count()
    query = select(label_words.c.field, label_words.c.defect, often)
    query = query.join_from(label_words, label_items).where(
        label_items.c.recipe == recipe, label_words.c.defect.is_not(None)
    )
    query = query.group_by(label_words.c.field, label_words.c.defect)
    found: dict[str, list[str]] = {}
    for field, defect, _ in connection.execute(query.order_by(desc(often), label_words.c.defect)):
        found.setdefault(field, []).append(defect)
    return found
