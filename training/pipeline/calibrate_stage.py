"""Stage `calibrate`: from which share of defects on a station is unsure, or says not ok.

Every region is judged by the model of its outer fold, which has not learned from its lot.
"""

import json
from pathlib import Path
from typing import Any, Final

from edge_agent.inspection.bundle import read_table
from edge_agent.inspection.head_tables import HeadTable
from edge_agent.whole_files import write_whole
from training.document_files import write_document
from training.pipeline.final_stage import FACTS, NET
from training.pipeline.head_plan import head_plan, outer_folds
from training.pipeline.stage import Stage
from training.pipeline.work import Work
from training.tuning.head_limits import calibrated_head
from training.tuning.station_head import write_examples


def asks(work: Work) -> dict[str, Any]:
    return {"limits": work.settings.limits.model_dump(mode="json")}


def does(work: Work, folder: Path) -> None:
    """The head as a station takes it. HeadTooWeak where it would disturb good packs."""
    head = head_plan(work)
    found = calibrated_head(head.plan, outer_folds(work, head.plan), work.settings.limits)
    final = work.made("final")
    judged_by = {"limits": found.limits.model_dump(), "evidence": found.evidence.model_dump()}
    write_whole(folder / NET, (final / NET).read_bytes())
    facts = json.loads((final / FACTS).read_bytes()) | judged_by
    write_document(folder / FACTS, facts)
    read_table(folder / FACTS, HeadTable)
    write_examples(head.lessons.items, head.lessons.cuts, folder)


CALIBRATE_STAGE: Final = Stage("calibrate", ("data", "tune", "final"), asks, does, (21,))
