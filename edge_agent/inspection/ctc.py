"""What a CTC reader's posteriors say: the best text, and how probable any given text is.

Posteriors are steps x classes log probabilities; class 0 is the blank: no character here. A text
is written by every path that becomes it when repeats are merged and blanks dropped; its probability
is the sum over those paths (Graves et al. 2006, ICML, section 4.1). That of every text that differs
in one character comes from the same sums: all paths up to the change, and all after it.

Sums are taken over probabilities divided by each step's greatest, so that nothing underflows but
what is e^700 times less probable than the best path.
"""

from dataclasses import dataclass
from math import expm1, log

import numpy as np
from numpy.typing import NDArray

BLANK = 0
LEAST_LEFT = 1e-9
"""What a sure path leaves to all others at least; less is rounding."""

LogShares = NDArray[np.float32]
Classes = NDArray[np.int64]
Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BestPath:
    """The text of the most probable path, which is mostly the most probable text."""

    classes: Classes
    confidences: NDArray[np.float32]
    """Greatest posterior of each character, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Log probabilities of all texts with one character changed; -inf for what is no change."""

    unchanged: float
    """Of the text itself."""
    replaced: Sums
    """Length x classes: character i replaced by that class."""
    inserted: Sums
    """(Length + 1) x classes: that class put before character i, or at the end."""
    dropped: Sums
    """Length: character i left out."""


@dataclass(frozen=True, slots=True)
class Competitor:
    """Another text that the same print might say."""

    classes: Classes
    log_share: float


@dataclass(frozen=True, slots=True)
class Contest:
    """A text's log probability, and its best competitor."""

    log_share: float
    rival: Competitor


def best_path(log_shares: LogShares) -> BestPath:
    """Greedy decoding: the best class of each step, repeats merged, blanks dropped."""
    best = log_shares.argmax(axis=1)
    starts = np.flatnonzero(np.append(True, best[1:] != best[:-1]))
    peaks = np.maximum.reduceat(log_shares.max(axis=1), starts)
    kept = best[starts] != BLANK
    return BestPath(best[starts][kept].astype(np.int64), np.exp(peaks[kept]))


def best_path_log_share(log_shares: LogShares) -> float:
    """Log probability of the most probable path: near 0 where every step is sure."""
    return float(log_shares.max(axis=1).sum())


def best_path_log_odds(log_shares: LogShares) -> float:
    """Of the best path against all others together: the least that its text can have."""
    return log_odds(best_path_log_share(log_shares))


def log_odds(log_share: float) -> float:
    """Of something with this log probability against all else."""
    sure = min(log_share, 0.0)
    return sure - log(max(-expm1(sure), LEAST_LEFT))


def text_log_share(log_shares: LogShares, classes: Classes) -> float:
    """Log probability that the line says this text; -inf where it has more than there are steps."""
    shares, log_scale = scaled(log_shares)
    ends = forward(shares, classes)[-1, -2:]
    return logarithm(ends.sum(), log_scale)


def one_change(log_shares: LogShares, classes: Classes) -> Changes:
    """Every text that differs from this one by one replaced, inserted or dropped character."""
    shares, log_scale = scaled(log_shares)
    before, after = both_ways(shares, classes)
    gaps = np.arange(len(classes) + 1)
    starts, ends = np.concatenate([gaps[:-1], gaps]), np.concatenate([gaps[1:], gaps])
    sums = spliced(shares, classes, before, after, starts, ends)
    replaced, inserted = np.split(logarithms(sums, log_scale), [len(classes)])
    replaced[gaps[:-1], classes] = -np.inf
    return Changes(
        logarithm(before[-1, -2:].sum(), log_scale),
        replaced,
        inserted,
        logarithms(dropped(classes, before, after), log_scale),
    )


def contest(log_shares: LogShares, classes: Classes) -> Contest:
    """A text against the most probable other one: one character changed, or what is read freely."""
    changes = one_change(log_shares, classes)
    rival = best_change(changes, classes)
    free = best_path(log_shares).classes
    if not np.array_equal(free, classes):
        freely = Competitor(free, text_log_share(log_shares, free))
        rival = max(rival, freely, key=lambda one: one.log_share)
    return Contest(changes.unchanged, rival)


def best_change(changes: Changes, classes: Classes) -> Competitor:
    place, put = strongest(changes.inserted)
    options = [Competitor(np.insert(classes, place, put), float(changes.inserted[place, put]))]
    if len(classes):
        other = classes.copy()
        place, put = strongest(changes.replaced)
        other[place] = put
        options.append(Competitor(other, float(changes.replaced[place, put])))
        place = int(changes.dropped.argmax())
        options.append(Competitor(np.delete(classes, place), float(changes.dropped[place])))
    return max(options, key=lambda option: option.log_share)


def strongest(logs: Sums) -> tuple[int, int]:
    """Place and class of the greatest."""
    place, put = divmod(int(logs.argmax()), logs.shape[1])
    return place, put


def scaled(log_shares: LogShares) -> tuple[Sums, float]:
    """Probabilities over each step's greatest, and the logarithm of what was divided by."""
    greatest = log_shares.max(axis=1, keepdims=True).astype(np.float64)
    return np.exp(log_shares - greatest), float(greatest.sum())


def states(classes: Classes) -> Classes:
    """Blank, first character, blank, second, ..., blank: what a path runs through."""
    found = np.full(2 * len(classes) + 1, BLANK)
    found[1::2] = classes
    return found


def ways(classes: Classes) -> Sums:
    """States x states: 1 where a path may go in one step. It stays, or goes to the next state; it
    skips the blank before a character that differs from the last one."""
    count = 2 * len(classes) + 1
    found = np.eye(count) + np.eye(count, k=1)
    later = np.arange(3, count, 2)
    found[later - 2, later] = classes[1:] != classes[:-1]
    return found


def forward(shares: Sums, classes: Classes) -> Sums:
    """Steps x states: sum over the paths that stand there, this step's share included."""
    found = ways(classes)
    return walked(shares[:, states(classes)], found, found[0])


def both_ways(shares: Sums, classes: Classes) -> tuple[Sums, Sums]:
    """`forward`, and the same from the end: sum over the rests of paths from each state on."""
    count, turned = 2 * len(classes) + 1, classes[::-1]
    emitted = np.hstack([shares[:, states(classes)], shares[::-1, states(turned)]])
    both = np.zeros((2 * count, 2 * count))
    both[:count, :count], both[count:, count:] = ways(classes), ways(turned)
    sums = walked(emitted, both, both[0] + both[count])
    return sums[:, :count], np.asarray(np.flip(sums[:, count:]), np.float64)


def walked(emitted: Sums, ways: Sums, first: Sums) -> Sums:
    """Steps x states, from what each state emits, where paths may go, and where they start."""
    sums = np.empty(emitted.shape)
    sums[0] = emitted[0] * first
    for last, here, share in zip(sums, sums[1:], emitted[1:], strict=False):
        np.dot(last, ways, out=here)
        np.multiply(here, share, out=here)
    return sums


def spliced(
    shares: Sums, classes: Classes, before: Sums, after: Sums, starts: Classes, ends: Classes
) -> Sums:
    """Sums for each place and class: the text up to gap `starts`, one character of the class, the
    text from gap `ends` on. Gap i lies before character i."""
    standing = arrivals(classes, before, starts, shares.shape[1])
    left = departures(classes, after, ends, shares.shape[1])
    last = np.zeros(standing.shape[1:])
    for here, emitted in zip(standing, shares, strict=True):
        np.add(here, last, out=here)
        np.multiply(here, emitted, out=here)
        last = here
    total = np.einsum("ijk,ijk->jk", standing, left)
    total[:, BLANK] = 0
    return np.asarray(total, np.float64)


def arrivals(classes: Classes, before: Sums, gaps: Classes, count: int) -> Sums:
    """Steps x places x classes: sums of the paths that may step into a new character then."""
    earlier = np.vstack([np.zeros_like(before[:1]), before[:-1]])
    blanks = earlier[:, 2 * gaps]
    blanks[0, gaps == 0] = 1
    letters = np.where(gaps > 0, earlier[:, 2 * gaps - 1], 0)
    return joined(blanks, letters, np.append(BLANK, classes)[gaps], count)


def departures(classes: Classes, after: Sums, gaps: Classes, count: int) -> Sums:
    """The same for the paths that go on from a new character in the step after."""
    later = np.vstack([after[1:], np.zeros_like(after[:1])])
    last = gaps == len(classes)
    blanks = later[:, 2 * gaps]
    blanks[-1, last] = 1
    letters = np.where(last, 0, later[:, np.minimum(2 * gaps + 1, later.shape[1] - 1)])
    return joined(blanks, letters, np.append(classes, BLANK)[gaps], count)


def joined(blanks: Sums, letters: Sums, neighbours: Classes, count: int) -> Sums:
    """From the blank to any class, from the neighbouring letter to any class but its own."""
    differs = np.arange(count)[np.newaxis, :] != neighbours[:, np.newaxis]
    sums = blanks[:, :, np.newaxis] + letters[:, :, np.newaxis] * differs[np.newaxis]
    return np.asarray(sums, np.float64)


def dropped(classes: Classes, before: Sums, after: Sums) -> Sums:
    """Sums of the text without character i: its paths step over the character's two gaps."""
    length = len(classes)
    found = np.zeros(length)
    for i in range(length):
        ends = before[:, 2 * i] + (before[:, 2 * i - 1] if i > 0 else 0)
        if i == length - 1:
            found[i] = ends[-1]
            continue
        repeated = i > 0 and classes[i - 1] == classes[i + 1]
        stepping = before[:, 2 * i] if repeated else ends
        found[i] = stepping[:-1] @ after[1:, 2 * i + 3]
        if i == 0:
            found[i] += after[0, 3]
    return found


def logarithm(total: float, log_scale: float) -> float:
    return float(logarithms(np.array([total]), log_scale)[0])


def logarithms(sums: Sums, log_scale: float) -> Sums:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(sums) + log_scale, np.float64)
