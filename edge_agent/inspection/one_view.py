"""Our own reader with one view of each line, for who makes several cut-outs of a line anyway."""

from edge_agent.inspection.line_input import line_input
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.reader import LineReading
from hardware.interfaces import Pixels


class OneViewReader:
    """LineReader. Half as dear as OwnLineReader on lines that leave it in doubt."""

    def __init__(self, reader: OwnLineReader) -> None:
        self.reader = reader

    def read_line(self, pixels: Pixels) -> LineReading:
        return self.reader.decoded(self.reader.run(line_input(pixels)))
