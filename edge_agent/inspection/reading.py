"""All that is printed in one picture: texts with what they mean, and barcodes.

A photograph is looked at quickly first, by our own finder and reader. Only where that finds no
expiry that is beyond doubt, the careful way is gone, with PP-OCR, which takes ten times as long.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from edge_agent.core.label_words import LabelledText, PrintedText, label_texts
from edge_agent.core.packs import Box, ReadBy
from edge_agent.inspection.barcode import Code, read_codes
from edge_agent.inspection.either_reader import EitherReader
from edge_agent.inspection.found_texts import FoundText
from edge_agent.inspection.interest import interest_in_dates
from edge_agent.inspection.opening import open_own_reader, open_quick_reader
from edge_agent.inspection.photographs import PhotographReader
from edge_agent.inspection.ppocr import PpocrLineReader, PpocrTextFinder
from edge_agent.inspection.quads import quad_of_box
from edge_agent.inspection.quick_judging import tells_expiry
from edge_agent.inspection.reader import LineReader
from hardware.interfaces import Pixels


@dataclass(frozen=True, slots=True)
class PictureReading:
    texts: tuple[LabelledText, ...]
    confidences: tuple[float, ...]
    """One for each text."""
    codes: tuple[Code, ...]
    read_by: ReadBy
    """PP-OCR where our quick look, or our reader of one line, was not enough."""


class PictureReader:
    """Reads whole photographs, or cut-outs of one line each; `today` makes dates plausible."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.quick = open_quick_reader(today)

    @cached_property
    def line_reader(self) -> LineReader:
        return PpocrLineReader()

    @cached_property
    def either(self) -> EitherReader:
        return EitherReader(open_own_reader(), lambda: self.line_reader)

    @cached_property
    def photograph_reader(self) -> PhotographReader:
        """Opened when the first photograph needs it: its nets take longer to load than to look."""
        return PhotographReader(self.line_reader, PpocrTextFinder(), interest_in_dates(self.today))

    def read(self, pixels: Pixels) -> PictureReading:
        codes = read_codes(pixels)
        return self.read_quickly(pixels, codes) or self.meant(
            self.photograph_reader.read(pixels), codes, ReadBy.SECOND
        )

    def read_quickly(self, pixels: Pixels, codes: tuple[Code, ...]) -> PictureReading | None:
        """None where the photograph deserves the careful way."""
        if self.quick is None:
            return None
        lines = self.quick.read(pixels)
        reading = self.meant(tuple(line.found for line in lines), codes, ReadBy.OWN)
        enough = tells_expiry(lines, reading.texts, self.today)
        return reading if enough else None

    def read_line(self, pixels: Pixels) -> PictureReading:
        reading, read_by = self.either.read(pixels)
        height, width = pixels.shape[:2]
        whole = quad_of_box(Box(0, 0, width, height))
        found = (FoundText(reading.text, reading.confidence, whole),) if reading.text else ()
        return self.meant(found, (), read_by)

    def meant(
        self, found: tuple[FoundText, ...], codes: tuple[Code, ...], read_by: ReadBy
    ) -> PictureReading:
        texts = label_texts([PrintedText(one.text, one.quad) for one in found], self.today)
        return PictureReading(texts, tuple(one.confidence for one in found), codes, read_by)
