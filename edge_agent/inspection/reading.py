"""All that is printed in one picture: texts with what they mean, and barcodes."""

from dataclasses import dataclass
from datetime import date

from edge_agent.core.label_words import LabelledText, PrintedText, label_texts
from edge_agent.core.packs import Box
from edge_agent.inspection.barcode import Code, read_codes
from edge_agent.inspection.found_texts import FoundText
from edge_agent.inspection.interest import interest_in_dates
from edge_agent.inspection.photographs import PhotographReader
from edge_agent.inspection.ppocr import PpocrLineReader, PpocrTextFinder
from edge_agent.inspection.quads import quad_of_box
from edge_agent.inspection.reader import LineReader
from hardware.interfaces import Pixels


@dataclass(frozen=True, slots=True)
class PictureReading:
    texts: tuple[LabelledText, ...]
    confidences: tuple[float, ...]
    """One for each text."""
    codes: tuple[Code, ...]


class PictureReader:
    """Reads whole photographs, or cut-outs of one line each; `today` makes dates plausible."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.line_reader: LineReader = PpocrLineReader()
        self.photograph_reader = PhotographReader(
            self.line_reader, PpocrTextFinder(), interest_in_dates(today)
        )

    def read(self, pixels: Pixels) -> PictureReading:
        return self.meant(self.photograph_reader.read(pixels), read_codes(pixels))

    def read_line(self, pixels: Pixels) -> PictureReading:
        reading = self.line_reader.read_line(pixels)
        height, width = pixels.shape[:2]
        whole = quad_of_box(Box(0, 0, width, height))
        found = (FoundText(reading.text, reading.confidence, whole),) if reading.text else ()
        return self.meant(found, ())

    def meant(self, found: tuple[FoundText, ...], codes: tuple[Code, ...]) -> PictureReading:
        texts = label_texts([PrintedText(one.text, one.quad) for one in found], self.today)
        return PictureReading(texts, tuple(one.confidence for one in found), codes)
