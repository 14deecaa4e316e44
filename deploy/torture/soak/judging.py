"""What a run says: does anything grow, slow down, get lost or die?

Memory is judged by the slope of Theil and Sen over medians of minutes, of each life after its
warm-up, where that is long enough to tell; handles and threads by their medians in the last quarter
and in the first; latency by the packs that came while nothing failed, in the last quarter and in
the first. All quarters are those of the time after the warm-up.
"""

from collections.abc import Iterator
from itertools import groupby
from statistics import median
from typing import Final

import numpy as np

from deploy.torture.soak.grounds import BROKER, CENTRE, OWN, STATION
from deploy.torture.soak.running import Soaked
from deploy.torture.soak.sampling import MB, Held, Sample
from deploy.torture.soak.station_process import PICTURE_BYTES
from deploy.torture.soak.trends import Life, Trend, theil_sen
from edge_agent.core.packs import Outcome
from simulators.torture.figures import Figure

WARM_UP_S: Final = 600.0
WARM_UP_SHARE: Final = 1 / 3
"""Of a run that is too short for that."""
MOST_MB_PER_H: Final = 1.0
SHORTEST_SLOPE_S: Final = 1_800.0
"""After the warm-up. A picture that waits is 3.7 MB and comes and goes: in a shorter time one of
them makes a slope of many times the limit, so there it is told and held against nothing."""
MOST_CENTRE_MB: Final = 180.0
"""It begins with about 100 and grows with its database until SQLite has filled its cache of 32 MB;
no life here is long enough for that, so no slope is judged."""
MOST_SLOWER: Final = 1.1
"""Times the p99 of the first quarter."""
MOST_KB_PER_PACK: Final = 5.0
"""Of the log, which keeps every pack for ever: a record of two views has 2.4 KB, so each takes one
of SQLite's pages of 4 KB, and has its place in the indexes."""
GROWING: Final = ("other files", "messages")
"""What lies on the disk and has no bound of its own, beside log and centre."""
MOST_AHEAD_MB: Final = 32.0
"""What SQLite has written and not folded in yet: usually 4 MB of each of five databases."""
HOUR_S: Final = 3600.0


def warm_up_s(seconds: float) -> float:
    return min(WARM_UP_S, WARM_UP_SHARE * seconds)


def judged(soaked: Soaked) -> list[Figure]:
    return [
        *course(soaked),
        *packs_kept(soaked),
        *(figure for name in (*OWN, BROKER) for figure in memory(soaked, name)),
        *(figure for name in OWN for figure in flat(soaked, name)),
        *latency(soaked),
        *disk(soaked),
    ]


def course(soaked: Soaked) -> Iterator[Figure]:
    seen, minutes = soaked.ledger["seen"], soaked.seconds / 60
    yield Figure("minutes", minutes, "")
    yield Figure("packs a minute", seen / minutes, "", None, seen)
    yield Figure("faults", len(soaked.plan), "")
    yield Figure("states and pictures that the pages sent", soaked.taken, "")
    loads = [one.load for one in soaked.samples.kept]
    yield Figure("load of the computer, median", median(loads), "processes")


def packs_kept(soaked: Soaked) -> Iterator[Figure]:
    ledger, found, tried = soaked.ledger, soaked.agreement, soaked.ledger["seen"]
    ended = sum(ledger[one.value] for one in Outcome)
    differing = sum(abs(ledger[one.value] - soaked.ended.get(one.value, 0)) for one in Outcome)
    yield Figure("packs that did not end once", abs(ledger["seen"] - ended), "", 0, tried)
    yield Figure("outcomes: ledger and log differ in", differing, "packs", 0, tried)
    yield Figure("packs of all runs at the centre: lost", found.lost, "", 0, found.packs)
    yield Figure("… not as in the log", found.invented, "", 0, found.packs)
    yield Figure("… twice in the log", found.doubled, "", 0, found.packs)
    yield Figure("… gaps in the log", found.gaps, "", 0, found.packs)
    yield Figure("the centre had all after", soaked.drained_s, "s")
    kills = sum(soaked.kills.values())
    yield Figure("processes killed", kills, "")
    yield Figure("… died otherwise", sum(soaked.unmeant.values()), "", 0, len(soaked.plan))


def memory(soaked: Soaked, name: str) -> Iterator[Figure]:
    lives = lives_of(soaked, name)
    if not lives:
        return
    trend = slope(soaked, lives)
    if trend is not None:
        limit = MOST_MB_PER_H if name in STATION and tells_slope(soaked.seconds) else None
        yield Figure(f"{name}: memory grows by", trend.slope, "MB/h", limit, trend.points)
        yield Figure("… 95 % interval, from", trend.low, "MB/h", None, trend.points)
        yield Figure("… to", trend.high, "MB/h", None, trend.points)
    yield from least(soaked, name)
    held = held_in(soaked.samples.kept, name)
    limit = MOST_CENTRE_MB if name == CENTRE else None
    yield Figure(f"{name}: memory, most", max(one.resident_mb for one in held), "MB", limit)
    yield Figure("… in the end, resident", held[-1].resident_mb, "MB")
    yield Figure("… in the end, its part of what is shared (PSS)", held[-1].pss_mb, "MB")


def least(soaked: Soaked, name: str) -> Iterator[Figure]:
    """What comes and goes with pictures that wait is not in the least of many samples."""
    first, last = (held_in(part, name) for part in end_quarters(soaked))
    if first and last:
        more = min(one.resident_mb for one in last) - min(one.resident_mb for one in first)
        yield Figure("… least of the last quarter less that of the first", more, "MB")


def tells_slope(seconds: float) -> bool:
    """Whether a run of that length is long enough to be held against the limit."""
    return seconds - warm_up_s(seconds) >= SHORTEST_SLOPE_S


def slope(soaked: Soaked, lives: list[Life]) -> Trend | None:
    warm_h = warm_up_s(soaked.seconds) / HOUR_S
    return theil_sen([life.after(warm_h).by_minute() for life in lives])


def lives_of(soaked: Soaked, name: str) -> list[Life]:
    """Resident memory, process by process."""
    held = [(one.at_s, one.processes[name]) for one in soaked.samples.kept if name in one.processes]
    return [life_of(list(each)) for _, each in groupby(held, lambda one: one[1].pid)]


def life_of(held: list[tuple[float, Held]]) -> Life:
    hours = np.array([at_s / HOUR_S for at_s, _ in held])
    return Life(hours, np.array([one.resident_mb for _, one in held]))


def flat(soaked: Soaked, name: str) -> Iterator[Figure]:
    first, last = (held_in(part, name) for part in end_quarters(soaked))
    if first and last:
        handles = median(one.handles for one in last) - median(one.handles for one in first)
        threads = median(one.threads for one in last) - median(one.threads for one in first)
        yield Figure(f"{name}: open handles came", handles, "", 0, len(last))
        yield Figure(f"{name}: threads came", threads, "", 0, len(last))


def held_in(samples: list[Sample], name: str) -> list[Held]:
    return [one.processes[name] for one in samples if name in one.processes]


def quarter_ends(soaked: Soaked) -> tuple[tuple[float, float], tuple[float, float]]:
    """Seconds: the first and the last quarter of the time after the warm-up."""
    begin, end = warm_up_s(soaked.seconds), soaked.seconds
    quarter = (end - begin) / 4
    return (begin, begin + quarter), (end - quarter, end)


def end_quarters(soaked: Soaked) -> Iterator[list[Sample]]:
    for from_s, until_s in quarter_ends(soaked):
        yield [one for one in soaked.samples.kept if from_s <= one.at_s < until_s]


def latency(soaked: Soaked) -> Iterator[Figure]:
    every = soaked.times.between(warm_up_s(soaked.seconds), np.inf)
    quiet = every.undisturbed(soaked.plan)
    first, last = (quiet.between(*ends) for ends in quarter_ends(soaked))
    if not first.seen_s.size or not last.seen_s.size:
        return
    for percent in (50, 99):
        tried = every.seen_s.size
        yield Figure(
            f"trigger to decision, p{percent}", every.percentile(percent), "ms", None, tried
        )
    tried = quiet.seen_s.size
    yield Figure("… while nothing failed, p99", quiet.percentile(99), "ms", None, tried)
    slower = last.percentile(99) / first.percentile(99)
    yield Figure("… p99, last quarter", slower, "times the first", MOST_SLOWER, last.seen_s.size)


def disk(soaked: Soaked) -> Iterator[Figure]:
    kept = soaked.samples.kept
    pictures = max(one.disk_mb["pictures"] for one in kept)
    yield Figure("pictures on the disk, most", pictures, "MB", PICTURE_BYTES / MB)
    ahead = max(one.disk_mb["written ahead"] for one in kept)
    yield Figure("write-ahead logs on the disk, most", ahead, "MB", MOST_AHEAD_MB)
    log_kb = 1000 * kept[-1].disk_mb["log"] / max(1, soaked.agreement.packs)
    yield Figure("log on the disk, a pack", log_kb, "KB", MOST_KB_PER_PACK, soaked.agreement.packs)
    for what in GROWING:
        life = Life(
            np.array([one.at_s / HOUR_S for one in kept]),
            np.array([one.disk_mb[what] for one in kept]),
        )
        trend = slope(soaked, [life])
        if trend is not None:
            yield Figure(f"{what} grow by", trend.slope, "MB/h", MOST_MB_PER_H, trend.points)
