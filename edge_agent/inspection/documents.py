"""What `read`, `inspect` and `teach` say with `--json`; docs/commands.md names every key."""

from pathlib import Path
from typing import Any

from edge_agent.core.evidence import Evidence
from edge_agent.core.label_words import LabelledText
from edge_agent.core.packs import Box, CheckResult, PackVerdict
from edge_agent.core.quality import Quality
from edge_agent.core.reasons.check_sentences import check_sentence
from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.verdict_sentences import verdict_sentence
from edge_agent.core.recipe import (
    BarcodeLimits,
    Limits,
    PrintLimits,
    StickerLimits,
    SurfaceLimits,
)
from edge_agent.inspection.barcode import Code
from edge_agent.inspection.quads import Quad
from edge_agent.inspection.reading import PictureReading
from edge_agent.inspection.teaching import Proposal

GRADE_DIGITS = 1
"""As ISO/IEC 15416 tells grades."""
DIGITS = 4
"""Behind the point, for shares; places are told to a tenth of a pixel."""


def read_document(reading: PictureReading) -> dict[str, Any]:
    return {
        "texts": [
            text_document(text, confidence)
            for text, confidence in zip(reading.texts, reading.confidences, strict=True)
        ],
        "barcodes": [code_document(code) for code in reading.codes],
        "read_by": reading.read_by.value,
    }


def text_document(text: LabelledText, confidence: float) -> dict[str, Any]:
    return {
        "text": text.text,
        "confidence": round(confidence, DIGITS),
        "quad": quad_document(text.quad),
        "kind": text.kind,
        "iso_date": text.iso_date,
    }


def code_document(code: Code) -> dict[str, Any]:
    return {
        "text": code.text,
        "format": code.format,
        "quad": quad_document(code.quad),
        "gs1": code.gs1,
    }


def inspect_document(verdict: PackVerdict, language: Language) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict.value,
        "score": round(verdict.score, DIGITS),
        "reasons": [reason.value for reason in verdict.reasons],
        "sentence": verdict_sentence(verdict, language),
        "checks": [check_document(check, language) for check in verdict.checks],
    }


def check_document(check: CheckResult, language: Language) -> dict[str, Any]:
    return {
        "name": check.name,
        "kind": check.kind.value,
        "verdict": check.verdict.value,
        "score": round(check.score, DIGITS),
        "read": check.read,
        "expected": check.expected,
        "reasons": [reason.value for reason in check.reasons],
        "box": None if check.box is None else box_document(check.box),
        "read_by": check.read_by,
        "quality": None if check.quality is None else quality_document(check.quality),
        "looks_like": check.looks_like,
        "sentence": check_sentence(check, language),
    }


def evidence_document(evidence: Evidence | None) -> dict[str, Any] | None:
    """Characters of a line, and the cells of a heat map with their place in the picture."""
    if evidence is None:
        return None
    heat = evidence.heat
    return {
        "characters": [
            {
                "expected": score.expected,
                "read": score.read,
                "share": round(score.share, DIGITS),
                "log_odds": score.log_odds,
            }
            for score in evidence.characters
        ],
        "heat": heat and {"rows": heat.rows, "quad": quad_document(heat.quad)},
    }


def quality_document(quality: Quality) -> dict[str, Any]:
    """Grades from 0 to 4; the parameters by their names."""
    return {
        "grade": round(quality.grade, GRADE_DIGITS),
        "parameters": {
            name: round(grade, GRADE_DIGITS) for name, grade in quality.parameters.items()
        },
    }


def box_document(box: Box) -> list[int]:
    """Left, top, width, height."""
    return [box.x, box.y, box.width, box.height]


def quad_document(quad: Quad) -> list[list[float]]:
    return [[round(x, 1), round(y, 1)] for x, y in quad]


def proposal_document(proposal: Proposal, folder: Path) -> dict[str, Any]:
    return {
        "recipe": str(folder),
        "checks": [
            {
                "name": check.name,
                "kind": check.kind.value,
                "region": box_document(check.region),
                "asks": asked(check.limits),
            }
            for check in proposal.recipe.checks
        ],
        "warnings": list(proposal.warnings),
    }


def asked(limits: Limits) -> str:
    """What a check asks, in a few words."""
    match limits:
        case PrintLimits():
            date_format = f" as {limits.date_format}" if "{expiry}" in limits.expect else ""
            return f"says {limits.expect}{date_format}"
        case BarcodeLimits():
            return f"{' or '.join(limits.formats)} of the order"
        case StickerLimits():
            return (
                f"in its place within {limits.max_shift_px:g} px, {limits.max_turn_deg:g} degrees"
            )
        case SurfaceLimits():
            return f"likeness at least {limits.min_likeness:g}"
