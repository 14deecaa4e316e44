"""The commands `read`, `inspect` and `teach`.

Heavy imports stay inside the commands, so that `packwarden --help` answers at once. A picture that
is refused is told in one line, the others are done, and the exit code tells of it.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from edge_agent.command_line import AsJson
from edge_agent.core.errors import InvalidInput
from edge_agent.core.reasons.languages import Language

Pictures = Annotated[
    list[Path], typer.Argument(help="Picture files, or folders of pictures.", show_default=False)
]
Document = dict[str, Any]


def read(
    pictures: Pictures,
    line: Annotated[bool, typer.Option("--line", help="Each picture is one cropped line.")] = False,
    as_json: AsJson = False,
) -> int:
    """Finds and reads every printed code, date and barcode, without a recipe."""
    from edge_agent.inspection.documents import read_document
    from edge_agent.inspection.picture_files import picture_files
    from edge_agent.inspection.reading import PictureReader
    from edge_agent.inspection.runs import ask_each
    from edge_agent.inspection.tables import show_readings
    from hardware.clock import RealClock

    files = picture_files(pictures)
    reader = PictureReader(RealClock().wall().date())
    ask = reader.read_line if line else reader.read
    documents, code = ask_each(
        files, "reading", ask, lambda file, pixels, reading: read_document(reading)
    )
    tell({"pictures": documents}, as_json, lambda: show_readings(documents))
    return code


def inspect(
    pictures: Pictures,
    recipe: Annotated[Path, typer.Option(help="Folder of the recipe.", show_default=False)],
    lot: Annotated[str | None, typer.Option(help="Lot of the order.")] = None,
    expiry: Annotated[str | None, typer.Option(help="Expiry of the order, YYYY-MM-DD.")] = None,
    gtin: Annotated[str | None, typer.Option(help="GTIN of the order, with check digit.")] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(help="Folder for a picture and a JSON of each check that is not ok."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the sentences.")] = Language.EN,
    as_json: AsJson = False,
) -> int:
    """Says of every picture whether the pack is as the recipe and the order want it."""
    from edge_agent.core.packs import PackVerdict
    from edge_agent.inspection.documents import inspect_document
    from edge_agent.inspection.evidence_files import EvidenceFolder
    from edge_agent.inspection.picture_files import picture_files
    from edge_agent.inspection.runs import ask_each
    from edge_agent.inspection.single_pictures import SinglePictureInspector, order_of
    from edge_agent.inspection.tables import show_verdicts
    from hardware.interfaces import Pixels

    files = picture_files(pictures)
    inspector = SinglePictureInspector(recipe)
    order = order_of(inspector.recipe, lot, expiry, gtin)
    kept = None if evidence is None else EvidenceFolder(evidence, language)

    def told(file: Path, pixels: Pixels, verdict: PackVerdict) -> Document:
        if kept is not None:
            kept.write(file, pixels, verdict)
        return inspect_document(verdict, language)

    documents, code = ask_each(
        files, "inspecting", lambda pixels: inspector.inspect(pixels, order), told
    )
    tell({"pictures": documents}, as_json, lambda: show_verdicts(documents))
    return code


def teach(
    pictures: Pictures,
    out: Annotated[Path, typer.Option(help="Folder the recipe is written to.", show_default=False)],
    pack: Annotated[
        str | None, typer.Option(help="Where the pack is: X,Y,W,H in pixels (default: found).")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Makes a recipe from one or a few good pictures, proposing what to check where."""
    from edge_agent.inspection.documents import proposal_document
    from edge_agent.inspection.picture_files import picture_files
    from edge_agent.inspection.tables import show_proposal
    from edge_agent.inspection.teaching_files import taught

    box = None if pack is None else box_from(pack)
    proposal, code = taught(picture_files(pictures), box, out)
    for warning in proposal.warnings:
        sys.stderr.write(f"{warning}\n")
    document = proposal_document(proposal, out)
    show_proposal(document)
    tell(document, as_json, lambda: None)
    return code


def box_from(text: str) -> tuple[int, int, int, int]:
    """X,Y,W,H as four whole numbers. InvalidInput otherwise."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 4 or not all(part.isdecimal() for part in parts):
        raise InvalidInput(f"--pack {text!r}: expected X,Y,W,H in pixels, such as 10,20,300,200")
    x, y, width, height = (int(part) for part in parts)
    if min(width, height) < 1:
        raise InvalidInput(f"--pack {text!r}: width and height must be at least 1")
    return x, y, width, height


def tell(document: Document, as_json: bool, show: Callable[[], None]) -> None:
    """The document on standard output, or the same for people."""
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    else:
        show()
