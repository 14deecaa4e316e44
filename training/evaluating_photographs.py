"""How well the dates of whole photographs are read, by what `packwarden read` does.

A photograph is right when each of its dates is found, with its meaning where that is asked for. A
wrong date where one is asked for is worse than none, and is counted by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.core.expected_print import normalised
from edge_agent.core.label_words import LabelledText
from edge_agent.core.packs import ReadBy
from edge_agent.inspection.reading import PictureReader, PictureReading
from hardware.clock import RealClock
from hardware.interfaces import Pixels
from hardware.pictures import load_picture
from training.evaluation import Evaluation, Mistake, shown
from training.hard_codes.real import hard_part
from training.photograph_sets import LabelledPhotograph, WantedDate


def evaluate_photographs(
    name: str, photographs: Sequence[LabelledPhotograph], reader: PictureReader
) -> Evaluation:
    """Reads every photograph once, after one that warms the nets up."""
    clock, found, other_dates, careful = RealClock(), Evaluation(name), 0, 0
    reader.read(load_picture(photographs[0].file))
    for photograph in photographs:
        pixels = load_picture(photograph.file)
        start_ns = clock.now_ns()
        reading = reader.read(pixels)
        latency_ms = (clock.now_ns() - start_ns) / 1e6
        careful += reading.read_by is ReadBy.SECOND
        answer = Answer(photograph, reading)
        if answer.is_right:
            found.right(latency_ms, answer.confidence)
        else:
            found.wrong(answer.mistake(pixels), latency_ms)
            other_dates += answer.says_other
    files = [photograph.file for photograph in photographs]
    found.more = {"other_date_read": other_dates, "careful": careful}
    found.more |= hard_part(files, {one.file for one in found.misread})
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read in one photograph."""

    photograph: LabelledPhotograph
    reading: PictureReading

    @property
    def is_right(self) -> bool:
        return all(
            any(is_date(text, wanted) for text in self.reading.texts)
            for wanted in self.photograph.dates
        )

    @property
    def says_other(self) -> bool:
        """True when a date is stated with the wanted meaning, and it is not the wanted one."""
        return any(
            wanted.kind is not None
            and any(text.kind == wanted.kind and text.iso_date for text in self.reading.texts)
            and not any(is_date(text, wanted) for text in self.reading.texts)
            for wanted in self.photograph.dates
        )

    @property
    def confidence(self) -> float | None:
        """Of the least sure text among the dates read."""
        pairs = zip(self.reading.texts, self.reading.confidences, strict=True)
        return min((sure for text, sure in pairs if self.is_told(text)), default=None)

    def is_told(self, text: LabelledText) -> bool:
        """True for a text that the station takes for one of the dates asked for."""
        kinds = {wanted.kind for wanted in self.photograph.dates}
        return text.kind in kinds or (None in kinds and text.iso_date is not None)

    def mistake(self, pixels: Pixels) -> Mistake:
        told = [text.text for text in self.reading.texts if self.is_told(text)]
        return Mistake(
            self.photograph.file.name,
            " | ".join(wanted.text for wanted in self.photograph.dates),
            " | ".join(told),
            confidence=self.confidence,
            picture=shown(pixels),
        )


def is_date(text: LabelledText, wanted: WantedDate) -> bool:
    if wanted.kind is not None and text.kind != wanted.kind:
        return False
    if wanted.iso:
        return text.iso_date == wanted.iso
    return normalised(wanted.text) in normalised(text.text)
