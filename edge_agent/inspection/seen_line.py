"""One cut-out as our reader sees it: posteriors of the views that are asked for, each made once."""

from collections.abc import Callable, Iterator

from edge_agent.inspection.ctc import LogShares, best_path_log_share
from edge_agent.inspection.line_verification import LineVerifier
from edge_agent.inspection.line_views import LineInput, line_views
from edge_agent.inspection.reader import LineReading
from hardware.interfaces import Pixels

SURE = -0.1
"""Log probability of the best path from which on a line is not looked at again."""

Net = Callable[[LineInput], LogShares]
Decoder = Callable[[LogShares], LineReading]


class SeenLine:
    """`decoder` says what a view reads, `verifier` judges its posteriors."""

    def __init__(self, pixels: Pixels, net: Net, decoder: Decoder, verifier: LineVerifier) -> None:
        self.pixels = pixels
        self.decoder, self.verifier = decoder, verifier
        self.net = net
        self.inputs = line_views(pixels)
        self.seen: list[LogShares] = []

    def views(self) -> Iterator[LogShares]:
        """Log probabilities of every view, steps x classes, the plain one first."""
        yield from list(self.seen)
        for one in self.inputs:
            self.seen.append(self.net(one))
            yield self.seen[-1]

    def posteriors(self) -> LogShares:
        """Of the plain view, or of the surer one of the first two where it leaves doubt."""
        views = self.views()
        plain = next(views)
        if best_path_log_share(plain) >= SURE:
            return plain
        return max(plain, next(views), key=best_path_log_share)

    def reading(self) -> LineReading:
        return self.decoder(self.posteriors())
