"""One evaluation, from what was asked for to what came out.

Every set is read by the station's own code: its line reader, its `read` of photographs, its
decoder, its taught appearance, its inspector on the simulated line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from edge_agent.core.errors import InvalidInput
from edge_agent.inspection.bundle import BASE_BUNDLE
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.ppocr import PpocrLineReader
from hardware.clock import RealClock
from training.barcode_sets import read_barcode_set
from training.comparing import beside
from training.evaluating import evaluate_cases
from training.evaluating_barcodes import evaluate_barcodes
from training.evaluating_station import station_counts
from training.evaluation import Evaluation
from training.hard_codes.drawing import Field, fields, set_name
from training.hard_codes.real import hard_part
from training.judged import Judged, judged
from training.line_sets import LineCase, line_cases, read_line_set
from training.photograph_sets import read_photograph_set
from training.production import Production
from training.sets import SetKind, kind_of
from training.spoiling import SPOILERS

PEER = "PP-OCRv6 small"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    name: str
    model: Path | None = None
    """A trained reader.onnx; None for the one of the base bundle."""
    spoilt: str = "not"
    beside_peer: bool = False
    production: Production | None = None


def evaluate_set(wish: Wish) -> Judged:
    kind = kind_of(wish.name)
    refuse_misfits(kind, wish)
    return EVALUATIONS[kind](wish)


def refuse_misfits(kind: SetKind, wish: Wish) -> None:
    """Options that mean nothing for this kind of set are errors, not silence."""
    asks_reader = wish.model is not None or wish.beside_peer
    if asks_reader and kind not in (SetKind.LINES, SetKind.HARD_CODES):
        raise InvalidInput(f"--model and --vs are for lines of print; {wish.name} has none")
    if wish.spoilt != "not" and kind is not SetKind.LINES:
        raise InvalidInput(f"--spoilt is for cut-outs of real lines; {wish.name} has none")
    if (wish.production is None) is (kind is SetKind.PRODUCTION):
        raise InvalidInput(f"--out, --packs and --resume belong to {SetKind.PRODUCTION}")


def of_lines(wish: Wish) -> Judged:
    lines = read_line_set(Path(wish.name))
    cases = list(line_cases(lines, SPOILERS[wish.spoilt]))
    found = read_cases(wish, wish.name, cases)
    found.more |= hard_part([line.file for line in lines], {one.file for one in found.misread})
    return judged(found)


def of_hard_codes(wish: Wish) -> Judged:
    drawn = list(fields())
    return judged(read_cases(wish, set_name(drawn), list(map(case_of, drawn))))


def case_of(field: Field) -> LineCase:
    return LineCase(field.name, field.text, field.pixels, field.kind)


def read_cases(wish: Wish, name: str, cases: Sequence[LineCase]) -> Evaluation:
    own = OwnLineReader(wish.model or BASE_BUNDLE / "reader.onnx")
    found = evaluate_cases(name, cases, own)
    if wish.beside_peer:
        peer = PpocrLineReader()
        found.more |= beside(found, cases, peer, PEER)
        found.more["station"] = station_counts(cases, own, peer).document()
    return found


def of_photographs(wish: Wish) -> Judged:
    from edge_agent.inspection.reading import PictureReader
    from training.evaluating_photographs import evaluate_photographs

    photographs = read_photograph_set(Path(wish.name))
    reader = PictureReader(RealClock().wall().date())
    return judged(evaluate_photographs(wish.name, photographs, reader))


def of_barcodes(wish: Wish) -> Judged:
    return judged(evaluate_barcodes(wish.name, read_barcode_set(Path(wish.name))))


def of_appearance(wish: Wish) -> Judged:
    from training.evaluating_appearance import evaluate_appearance

    console = Console(stderr=True)
    document = evaluate_appearance(Path(wish.name), console.print)
    altered, good = document["altered"], document["good"]
    said = (
        f"{altered['ok']} of {altered['n']} altered ones called ok, "
        f"{good['not_ok']} of {good['n']} good ones not_ok"
    )
    return Judged(document, said)


def of_production(wish: Wish) -> Judged:
    from training.evaluating_production import evaluate_production

    assert wish.production is not None
    return evaluate_production(wish.production)


EVALUATIONS: dict[SetKind, Callable[[Wish], Judged]] = {
    SetKind.LINES: of_lines,
    SetKind.HARD_CODES: of_hard_codes,
    SetKind.PHOTOGRAPHS: of_photographs,
    SetKind.BARCODES: of_barcodes,
    SetKind.APPEARANCE: of_appearance,
    SetKind.PRODUCTION: of_production,
}
