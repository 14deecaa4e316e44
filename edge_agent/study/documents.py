"""What `packwarden study` says with `--json`, and what it keeps as study.json."""

import json
from pathlib import Path
from typing import Any

from edge_agent.core.study.learning import learning_document
from edge_agent.core.study.notes import notes_on
from edge_agent.core.study.result import STUDY_FILE, StudyResult, as_document
from edge_agent.whole_files import write_whole


def study_document(result: StudyResult) -> dict[str, Any]:
    """The result, who learns faster, and what a reader must know."""
    return {
        **as_document(result),
        "learning": learning_document(result),
        "notes": notes_on(result),
    }


def keep_result(result: StudyResult, folder: Path) -> Path:
    """Writes study.json, which a gate reads."""
    file = folder / STUDY_FILE
    write_whole(file, (json.dumps(study_document(result), indent=2) + "\n").encode())
    return file
