"""What a station has seen with its bundles when a line starts: what was kept, and the packs since.

A bundle that is begun with anew, after another one, is counted anew.
"""

from contextlib import closing
from typing import Final

from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT, Result
from edge_agent.core.autonomy.pack_figures import figures_of
from edge_agent.core.bundle_orders import BEGUN
from edge_agent.core.errors import StoreDamaged
from edge_agent.core.monitoring.live_figures import Figure, LiveFigures
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.line.bundle_at_start import BundleAtStart
from edge_agent.line.parts import FiguresAtStart
from edge_agent.line.remembering import KeepingThread
from edge_agent.store.events import EventReader, StoredRecord
from edge_agent.store.figures import FiguresFile, KeptFigures

FIRST_PACKS: Final = 5_000
"""That are read where nothing was ever kept; takes less than half a second."""


def figures_at_start(
    data: DataFolder, models: BundleAtStart, recipe_hash: str, boot: int
) -> tuple[FiguresAtStart, KeepingThread[KeptFigures]]:
    """With what is known from before this start, and the thread that keeps what comes to it."""
    file = FiguresFile(data.live_figures(recipe_hash))
    try:
        kept, trouble = file.read(), None
    except StoreDamaged as error:
        kept, trouble = KeptFigures(boot=boot), str(error)
    with closing(EventReader(data.events)) as reader:
        kept = caught_up(kept, reader, recipe_hash)
    sha256 = models.bundle.sha256
    if models.changed is not None and models.changed.kind == BEGUN:
        kept = kept.having(sha256, LiveFigures())
    keeping = KeepingThread(file)
    before = models.slots.in_use.before_sha256
    return FiguresAtStart(sha256, before, kept, boot, keeping, trouble), keeping


def caught_up(kept: KeptFigures, reader: EventReader, recipe_hash: str) -> KeptFigures:
    """With the packs that ended since it was kept, each with the bundle that looked at it."""
    missed = {
        (stored.boot, stored.event.body["pack_no"]): stored.event.body["result"] == Result.MISSED
        for stored in reader.events((max(kept.boot - 1, 0), 0), kind=PROOF_EVENT)
    }
    for stored in since(kept, reader, recipe_hash):
        record = stored.record
        if record.recipe_hash != recipe_hash or not record.bundle_sha256:
            continue
        figures = kept.of(record.bundle_sha256)
        challenge = missed.get((stored.boot, record.pack_no))
        if challenge is None:
            after = figures.saw(figures_of(record))
        else:
            after = figures.saw({Figure.CHALLENGE_MISSED: challenge}, is_pack=False)
        kept = kept.having(record.bundle_sha256, after)
    return kept


def since(kept: KeptFigures, reader: EventReader, recipe_hash: str) -> list[StoredRecord]:
    if kept == KeptFigures():
        return reader.last_records(FIRST_PACKS, recipe_hash)
    return list(reader.records((kept.boot, kept.records)))
