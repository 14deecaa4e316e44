"""The packs of a station's data folder as a what-if takes them, with all that is known of them.

Challenge packs are left out: they are no production, and nobody sells them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT
from edge_agent.core.errors import InvalidInput
from edge_agent.core.facts import fact_of
from edge_agent.core.labels import Label, sources_of, truths_of
from edge_agent.core.pack_columns import PackColumns, PackFact, columns_of
from edge_agent.core.recipe import NoAnswer
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.store.events import EventReader
from edge_agent.store.labels import labels_in

LUCK_SEED = 1
"""The same records give the same table."""
BETWEEN_BOOTS_S = 60.0
"""Clocks of two boots cannot be compared; one is laid behind the other."""

NoAnswerOf = Callable[[str], NoAnswer]
"""By a recipe's hash, what it does when nobody answers."""


@dataclass(frozen=True, slots=True)
class RecordedShift:
    packs: PackColumns
    truth_sources: Mapping[str, int]
    """How many packs are known from whom."""


def recorded_shift(data: DataFolder, recipe: Path | None = None) -> RecordedShift:
    """InvalidInput where labels contradict or name a pack that was never recorded."""
    with closing(EventReader(data.events)) as reader:
        made = challenge_packs(reader)
        labels = (label for label in labels_in(reader) if label.pack not in made)
        truths = truths_of(labels)
        unrecorded = set(truths)
        facts = facts_in(reader, truths, unrecorded, no_answers(data, recipe), made)
        packs = columns_of(facts)
    if unrecorded:
        boot, pack_no = min(unrecorded)
        raise InvalidInput(
            f"{data.events}: {len(unrecorded)} labels name packs that were never recorded, "
            f"the first is pack {pack_no} of boot {boot}"
        )
    return RecordedShift(packs, sources_of(truths))


def challenge_packs(reader: EventReader) -> set[tuple[int, int]]:
    """Those of which a proof is kept, by boot and number."""
    proofs = reader.events(kind=PROOF_EVENT)
    return {(stored.boot, stored.event.body["pack_no"]) for stored in proofs}


def no_answers(data: DataFolder, recipe: Path | None) -> NoAnswerOf:
    """From the recipes in force then; where `recipe` is named, that one for all packs."""
    if recipe is not None:
        named = load_recipe(recipe).recipe.no_answer
        return lambda recipe_hash: named
    return cache(lambda recipe_hash: data.kept_recipe(recipe_hash).recipe.no_answer)


def facts_in(
    reader: EventReader,
    truths: Mapping[tuple[int, int], Label],
    unrecorded: set[tuple[int, int]],
    no_answer: NoAnswerOf,
    left_out: Collection[tuple[int, int]] = (),
) -> Iterator[PackFact]:
    """Every record that counts; takes its pack off `unrecorded`."""
    random = np.random.default_rng(LUCK_SEED)
    boot, later_s, latest_s = 0, 0.0, -BETWEEN_BOOTS_S
    for stored in reader.records():
        record = stored.record
        if (stored.boot, record.pack_no) in left_out:
            continue
        if stored.boot != boot:
            boot, later_s = stored.boot, latest_s + BETWEEN_BOOTS_S - record.seen_ns / 1e9
        label = truths.get((boot, record.pack_no))
        unrecorded.discard((boot, record.pack_no))
        fact = fact_of(
            record,
            None if label is None else label.defective,
            float(random.random()),
            no_answer(record.recipe_hash),
            later_s,
        )
        latest_s = max(latest_s, fact.shown_s)
        yield fact
