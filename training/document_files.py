"""What a job of training leaves behind for people and programs: one JSON document in a file."""

import json
from pathlib import Path
from typing import Any

from edge_agent.whole_files import write_whole


def write_document(file: Path, document: Any) -> None:
    """Whole, spread out over lines, with letters as they are."""
    write_whole(file, (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode())
