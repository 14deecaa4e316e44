"""Results for people: tables on standard output."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH = 160
"""Characters, where the output goes to a file."""
COLOURS = {"ok": "green", "not_ok": "red", "unsure": "yellow"}


def show_readings(pictures: Sequence[Mapping[str, Any]]) -> None:
    """One row for each text and barcode; refused pictures have been told already."""
    table = Table("picture", "what", "says", "date", "confidence")
    for picture in pictures:
        if "error" in picture:
            continue
        name = short_name(picture)
        for text in picture["texts"]:
            table.add_row(
                name,
                text["kind"],
                Text(text["text"]),
                text["iso_date"],
                f"{text['confidence']:.2f}",
            )
            name = ""
        for code in picture["barcodes"]:
            table.add_row(name, code["format"], Text(code["text"]), "", "")
            name = ""
        if name:
            table.add_row(name, "", "nothing found", "", "")
        table.add_section()
    show(table)


def show_verdicts(pictures: Sequence[Mapping[str, Any]]) -> None:
    table = Table(
        *("picture", "verdict", "check", "answer", "score"),
        *("read", "expected", "reasons", "by", "grade"),
    )
    for picture in pictures:
        if "error" in picture:
            continue
        name, verdict = short_name(picture), coloured(picture["verdict"])
        for check in picture["checks"]:
            table.add_row(
                name,
                verdict,
                check["name"],
                coloured(check["verdict"]),
                f"{check['score']:.2f}",
                Text(check["read"] or ""),
                Text(check["expected"] or ""),
                ", ".join(check["reasons"]),
                check["read_by"],
                "" if check["quality"] is None else f"{check['quality']['grade']:.1f}",
            )
            name, verdict = "", Text()
        table.add_section()
    show(table)
    show_sentences(pictures)


def show_sentences(pictures: Sequence[Mapping[str, Any]]) -> None:
    """Why each check is unsure or not ok."""
    for picture in pictures:
        for check in picture.get("checks", ()):
            if check["verdict"] != "ok":
                output().print(Text(f"{short_name(picture)}: {check['sentence']}"))


def show(table: Table) -> None:
    """On standard output; nothing for a table without rows."""
    if table.row_count:
        output().print(table)


def output() -> Console:
    """Standard output, wide where no terminal limits it."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)


def show_proposal(document: Mapping[str, Any]) -> None:
    table = Table(
        "check", "kind", "region", "what it asks", title=f"proposed: {document['recipe']}"
    )
    for check in document["checks"]:
        region = ", ".join(str(number) for number in check["region"])
        table.add_row(check["name"], check["kind"], region, Text(check["asks"]))
    Console(stderr=True).print(table)


def short_name(picture: Mapping[str, Any]) -> str:
    return str(picture["file"]).rsplit("/", maxsplit=1)[-1]


def coloured(verdict: str) -> Text:
    return Text(verdict, style=COLOURS.get(verdict, ""))
