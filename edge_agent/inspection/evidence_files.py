"""Writes the evidence of inspected pictures into a folder: one PNG and one JSON for each check.

Only of checks that are unsure or not ok. Files are named for the picture and the check.
"""

import json
from pathlib import Path

from edge_agent.core.packs import PackVerdict, Verdict
from edge_agent.core.reasons.languages import Language
from edge_agent.inspection.documents import check_document, evidence_document
from edge_agent.inspection.evidence_pictures import drawn_evidence
from edge_agent.whole_files import write_whole
from hardware.interfaces import Pixels
from hardware.pictures import encode_png


class EvidenceFolder:
    """Made when the first evidence comes; what lies there of other runs is replaced."""

    def __init__(self, folder: Path, language: Language) -> None:
        self.folder, self.language = folder, language
        self.written: set[str] = set()

    def write(self, file: Path, pixels: Pixels, verdict: PackVerdict) -> None:
        """`file`: the picture's own, by which its evidence is named."""
        for check in verdict.checks:
            if check.verdict is Verdict.OK:
                continue
            name = self.unused(f"{file.stem}-{check.name}")
            document = {
                "file": str(file),
                **check_document(check, self.language),
                "evidence": evidence_document(check.evidence),
            }
            told = json.dumps(document, ensure_ascii=False, indent=2)
            write_whole(self.folder / f"{name}.json", f"{told}\n".encode())
            write_whole(self.folder / f"{name}.png", encode_png(drawn_evidence(pixels, check)))

    def unused(self, name: str) -> str:
        """Pictures of several folders may bear the same name."""
        count = 1
        free = name
        while free in self.written:
            count += 1
            free = f"{name}-{count}"
        self.written.add(free)
        return free
