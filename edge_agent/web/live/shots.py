"""A picture with what is said of it, as one message: nobody can show one without the other.

    message := length of the header (4 bytes, big-endian) | header (JSON in UTF-8) | JPEG

A header has these:

    kind           pack: the pack that ended last; evidence: a pack about which a person is asked;
                   notable: the last pack that was rejected, held, missed or not ok;
                   first_pack: one of the first packs of an order, while these are verified
    line, pack_no  the pack; `line` is the start of the line, as in its state
    view           the picture's
    views          all views of the pack that have a picture
    width_px, height_px   of the frame: boxes count in its pixels, and the JPEG may be smaller
    verdict        of the whole pack
    checks         of this view: name, verdict, what was seen and the whole sentence in the
                   reader's language, and box {x, y, width, height} in pixels of the frame, or null
    seen_at, outcome, action, sentence, latency_ms   of a pack that has ended; else null

A message is made when somebody takes it, once for all who take it in one language.
"""

import json
from collections.abc import Callable, Iterable
from enum import StrEnum
from struct import Struct
from typing import Any, Final, NamedTuple

from edge_agent.control.line_state import FirstPackState, LineState, Recommendation
from edge_agent.control.messages import EvidenceTold, PackTold, Picture
from edge_agent.core.packs import Action, CheckResult, Outcome, Record, Verdict
from edge_agent.core.reasons.check_sentences import check_sentence
from edge_agent.core.reasons.decision_sentences import decision_sentence
from edge_agent.core.reasons.languages import Language
from edge_agent.web.live.asked import check_of, seen_sentence

LENGTH: Final = Struct(">I")
NOT_PASSED: Final = frozenset({Outcome.REJECTED, Outcome.HELD, Outcome.MISSED})


class ShotKind(StrEnum):
    PACK = "pack"
    EVIDENCE = "evidence"
    NOTABLE = "notable"
    FIRST_PACK = "first_pack"


class Key(NamedTuple):
    """What makes a picture the same: it is sent to nobody twice."""

    kind: ShotKind
    line: str
    pack_no: int
    view: str


class Shot:
    def __init__(self, key: Key, jpeg: bytes, header: Callable[[Language], dict[str, Any]]) -> None:
        self.key, self.jpeg, self.header = key, jpeg, header
        self.messages: dict[Language, bytes] = {}

    def message(self, language: Language) -> bytes:
        if language not in self.messages:
            told = {**self.key._asdict(), **self.header(language)}
            header = json.dumps(told, ensure_ascii=False).encode()
            self.messages[language] = b"".join((LENGTH.pack(len(header)), header, self.jpeg))
        return self.messages[language]


def shots_of_pack(kind: ShotKind, line: str, told: PackTold) -> tuple[Shot, ...]:
    record, views = told.record, [one.view for one in told.pictures]

    def shot(picture: Picture) -> Shot:
        def header(language: Language) -> dict[str, Any]:
            checks = [one for one in record.verdict.checks if one.view == picture.view]
            seen = what_is_seen(picture, views, record.verdict.verdict, checks, language)
            return {**seen, **how_it_ended(record, language)}

        return Shot(Key(kind, line, record.pack_no, picture.view), picture.jpeg, header)

    return tuple(map(shot, told.pictures))


def shots_of_evidence(
    told: EvidenceTold,
    asked: Recommendation | FirstPackState,
    state: LineState,
    kind: ShotKind = ShotKind.EVIDENCE,
) -> list[Shot]:
    """`asked` is what the line says of this pack."""
    views = [one.view for one in told.pictures]
    checks = [check_of(seen, state) for seen in asked.checks]
    line = state.identity.line

    def shot(picture: Picture) -> Shot:
        def header(language: Language) -> dict[str, Any]:
            of_view = [one for one in checks if one.view == picture.view]
            seen = what_is_seen(picture, views, asked.verdict, of_view, language)
            return {**seen, **NOT_ENDED}

        return Shot(Key(kind, line, told.pack_no, picture.view), picture.jpeg, header)

    return [shot(picture) for picture in told.pictures]


def what_is_seen(
    picture: Picture,
    views: list[str],
    verdict: Verdict,
    checks: Iterable[CheckResult],
    language: Language,
) -> dict[str, Any]:
    return {
        "views": views,
        "width_px": picture.frame_width_px,
        "height_px": picture.frame_height_px,
        "verdict": verdict,
        "checks": [check_document(check, language) for check in checks],
    }


def check_document(check: CheckResult, language: Language) -> dict[str, Any]:
    box = check.box
    return {
        "name": check.name,
        "verdict": check.verdict,
        "seen": seen_sentence(check, language),
        "sentence": check_sentence(check, language),
        "box": None if box is None else {name: getattr(box, name) for name in box.__slots__},
    }


NOT_ENDED: Final = dict.fromkeys(("seen_at", "outcome", "action", "sentence", "latency_ms"))


def how_it_ended(record: Record, language: Language) -> dict[str, Any]:
    return {
        "seen_at": record.seen_at.isoformat(),
        "outcome": record.outcome,
        "action": record.decision.action,
        "sentence": decision_sentence(record.decision, record.verdict, language),
        "latency_ms": record.latency_ms,
    }


def is_notable(record: Record) -> bool:
    """What the right card shows as the last reject, or the last pack that should have been one."""
    is_kept = record.outcome in NOT_PASSED or record.decision.action is not Action.PASS
    return is_kept or record.verdict.verdict is Verdict.NOT_OK
