"""One cut-out as our reader sees it: posteriors of the views that are asked for, each made once.

Where the plain view leaves doubt all views vote: each of their texts is as probable as the mean of
its probabilities in all of them says.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from edge_agent.inspection.ctc import (
    Classes,
    LogShares,
    best_path,
    best_path_log_share,
    text_log_share,
)
from edge_agent.inspection.line_verification import LineVerifier
from edge_agent.inspection.line_views import LineInput, line_views
from edge_agent.inspection.reader import LineReading
from hardware.interfaces import Pixels

SURE_PATH, SURE_TEXT = -0.5, -0.2
"""Log probability of the best path, or of its text by all paths, from which on a line is not looked
at again: stricter limits cost more views and win none of 250 drawn lines."""

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
        """Of the plain view where it is sure; else of the one that wins among all."""
        views = self.views()
        plain = next(views)
        if is_sure(plain):
            return plain
        return elected([plain, *views])

    def reading(self) -> LineReading:
        return self.decoder(self.posteriors())


def is_sure(log_shares: LogShares) -> bool:
    if best_path_log_share(log_shares) >= SURE_PATH:
        return True
    return text_log_share(log_shares, best_path(log_shares).classes) >= SURE_TEXT


def elected(views: Sequence[LogShares]) -> LogShares:
    """The view whose text is the most probable one over all views; the surest one that says it."""
    texts = [best_path(one).classes for one in views]
    shares = [joint_log_share(views, text) for text in texts]
    sureties = [best_path_log_share(one) for one in views]
    return views[max(range(len(views)), key=lambda i: (shares[i], sureties[i]))]


def joint_log_share(views: Sequence[LogShares], text: Classes) -> float:
    """Log of the sum of a text's probabilities in the views."""
    return float(np.logaddexp.reduce([text_log_share(one, text) for one in views]))
