"""The packs of a data folder as columns that grow with it: what was read once is not read again.

Rules
- Challenge packs are left out: they are no production, and nobody sells them.
- Truth is put to the packs at the end: labels come later than the packs they speak of.
- The same packs always have the same luck, however often and in which pieces they were read.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT
from edge_agent.core.errors import InvalidInput
from edge_agent.core.facts import fact_of
from edge_agent.core.labels import Label, Withdrawn, in_force, sources_of, truths_of
from edge_agent.core.pack_columns import FIELDS, ROW, PackColumns, Rows, columns_in, row_of
from edge_agent.core.packs import Record
from edge_agent.core.recipe import NoAnswer
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.window import ALL_PACKS, Window
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.store.events import EventReader, StoredEvent
from edge_agent.store.labels import KINDS, label_in

LUCK_SEED: Final = 1
"""The same records give the same table."""
BETWEEN_BOOTS_S: Final = 60.0
"""Clocks of two boots cannot be compared; one is laid behind the other."""
AT_ONCE: Final = 5_000
"""Records that are in memory whole; of the others only their columns stay."""
MOST_PACKS_OF_A_BOOT: Final = 1 << 40

PACK: Final = np.dtype(
    [
        ("boot", np.int64),
        ("pack_no", np.int64),
        ("at_s", np.float64),
        ("seen_s", np.float64),
        ("latency_s", np.float64),
        *((name, ROW[name]) for name in FIELDS),
    ]
)
"""What stays of one record; `at_s` is wall time, `seen_s` that of its boot."""
Pack = tuple[int, int]
"""(boot, pack number)."""
NoAnswerOf = Callable[[str], NoAnswer]
"""By a recipe's hash, what it does when nobody answers."""


@dataclass(frozen=True, slots=True)
class RecordedShift:
    packs: PackColumns
    truth_sources: Mapping[str, int]
    """How many packs are known from whom."""


class PacksSoFar:
    """Of one data folder. One thread at a time."""

    def __init__(self, data: DataFolder, recipe: Path | None = None) -> None:
        """With `recipe` its `no_answer` counts for all packs, else that of the recipes in force."""
        self.data, self.no_answer = data, no_answers(data, recipe)
        self.parts: list[Rows] = [np.zeros(0, dtype=PACK)]
        self.labels: list[Label | Withdrawn] = []
        self.made: set[Pack] = set()
        """Challenge packs."""
        self.last_record = self.last_event = (0, 0)
        self.last_shift: tuple[Window, RecordedShift] | None = None
        self.reader: EventReader | None = None
        self.open_now = ExitStack()

    def close(self) -> None:
        self.open_now.close()

    def read(self) -> None:
        """What was recorded since. A label's pack is recorded before it: events are read first."""
        reader = self.opened()
        for stored in reader.events(self.last_event):
            self.heard(stored)
            self.last_event, self.last_shift = (stored.boot, stored.seq), None
        records = reader.records(self.last_record)
        while part := list(islice(records, AT_ONCE)):
            rows = [pack_row(one.boot, one.record, self.no_answer) for one in part]
            self.parts.append(np.array(rows, dtype=PACK))
            self.last_record, self.last_shift = (part[-1].boot, part[-1].seq), None

    @property
    def rows(self) -> Rows:
        """All that was read."""
        if len(self.parts) > 1:
            self.parts = [np.concatenate(self.parts)]
        return self.parts[0]

    def opened(self) -> EventReader:
        """Once: to open a store means to read all of it."""
        if self.reader is None:
            self.reader = EventReader(self.data.events)
            self.open_now.callback(self.reader.close)
        return self.reader

    def heard(self, stored: StoredEvent) -> None:
        if stored.event.kind in KINDS:
            self.labels.append(label_in(stored))
        elif stored.event.kind == PROOF_EVENT:
            self.made.add((stored.boot, stored.event.body["pack_no"]))

    def shift(self, window: Window = ALL_PACKS) -> RecordedShift:
        """InvalidInput where labels contradict or name a pack that was never recorded."""
        if self.last_shift is None or self.last_shift[0] != window:
            self.last_shift = window, self.shift_in(window)
        return self.last_shift[1]

    def shift_in(self, window: Window) -> RecordedShift:
        produced = ~np.isin(names(self.rows), names_of(self.made))
        rows = self.rows[produced & window.holds(self.rows["at_s"])]
        given = in_force(self.labels)
        truths = truths_of(label for label in given if label.pack not in self.made)
        self.refuse_unrecorded(truths)
        rows["shown_s"] = one_after_the_other(rows)
        rows["luck"] = np.random.default_rng(LUCK_SEED).random(len(rows))
        known = with_truths(rows, truths)
        return RecordedShift(columns_in(rows), sources_of(known))

    def refuse_unrecorded(self, truths: Mapping[Pack, Label]) -> None:
        packs = list(truths)
        recorded = np.isin(names_of(packs), names(self.rows))
        unrecorded = [packs[place] for place in np.flatnonzero(~recorded)]
        if unrecorded:
            boot, pack_no = min(unrecorded)
            raise InvalidInput(
                f"{self.data.events}: {len(unrecorded)} labels name packs that were never "
                f"recorded, the first is pack {pack_no} of boot {boot}"
            )


def recorded_shift(
    data: DataFolder, recipe: Path | None = None, window: Window = ALL_PACKS
) -> RecordedShift:
    """InvalidInput where labels contradict or name a pack that was never recorded."""
    with closing(PacksSoFar(data, recipe)) as packs:
        packs.read()
        return packs.shift(window)


def no_answers(data: DataFolder, recipe: Path | None) -> NoAnswerOf:
    """From the recipes in force then; where `recipe` is named, that one for all packs."""
    if recipe is not None:
        named = load_recipe(recipe).recipe.no_answer
        return lambda recipe_hash: named
    return cache(lambda recipe_hash: data.kept_recipe(recipe_hash).recipe.no_answer)


def pack_row(boot: int, record: Record, no_answer: NoAnswerOf) -> tuple[object, ...]:
    fact = fact_of(record, None, 0.0, no_answer(record.recipe_hash))
    return (
        boot,
        record.pack_no,
        record.seen_at.timestamp(),
        record.seen_ns / 1e9,
        (record.latency_ms or 0.0) / 1000,
        *row_of(fact),
    )


def names(rows: Rows) -> NDArray[np.int64]:
    """Each pack as one number."""
    return np.asarray(rows["boot"] * MOST_PACKS_OF_A_BOOT + rows["pack_no"])


def names_of(packs: Iterable[Pack]) -> NDArray[np.int64]:
    numbers = (boot * MOST_PACKS_OF_A_BOOT + pack_no for boot, pack_no in packs)
    return np.fromiter(numbers, dtype=np.int64)


def one_after_the_other(rows: Rows) -> NDArray[np.float64]:
    """When each pack was shown, in seconds from the first; the boots follow each other."""
    shown_s = np.zeros(len(rows))
    latest_s = -BETWEEN_BOOTS_S
    begins = np.flatnonzero(np.diff(rows["boot"], prepend=-1))
    for begin, end in pairwise([*begins.tolist(), len(rows)]):
        seen_s = rows["seen_s"][begin:end]
        later_s = latest_s + BETWEEN_BOOTS_S - seen_s[0]
        shown_s[begin:end] = seen_s + later_s + rows["latency_s"][begin:end]
        latest_s = max(latest_s, float(shown_s[begin:end].max()))
    return shown_s


def with_truths(rows: Rows, truths: Mapping[Pack, Label]) -> dict[Pack, Label]:
    """Writes what is known into the rows; the truths that are of one of them."""
    packs = list(truths)
    _, at, of = np.intersect1d(names(rows), names_of(packs), return_indices=True)
    known = {packs[place]: truths[packs[place]] for place in of.tolist()}
    rows["known"][at] = True
    rows["defective"][at] = [label.defective for label in known.values()]
    return known
