"""Packs that people label, one after the other; and how far two people agree."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from deploy.fleet.feedback.agreement import agreement, pairs_by_check, pooled
from deploy.fleet.feedback.defect_kinds import USUAL
from deploy.fleet.web.pages.page import CentreLook, Looking, page_route
from deploy.fleet.web.pages.words import KNOWN_REASONS, Words, words_of

router = APIRouter()

PAGE: Final = "labels"
KINDS: Final = sorted({kind for kinds in USUAL.values() for kind in kinds})


@router.get("/labels", **page_route())
def labels(look: Looking) -> HTMLResponse:
    """What is labelled comes by the API, pack by pack."""
    words = words_of(look, PAGE)
    return look.page("labels.html", said_words=said_words(look, words), words=words)


@router.get("/labels/agreement", **page_route())
def label_agreement(look: Looking) -> HTMLResponse:
    """Of two who did not know of each other, check by check."""
    with look.site.reading() as connection:
        pairs = pairs_by_check(connection)
    found = [(*place, agreement(some)) for place, some in sorted(pairs.items())]
    whole = agreement(pooled(pairs))
    return look.page("label_agreement.html", found=found, whole=whole, words=words_of(look))


def said_words(look: CentreLook, words: Words) -> dict[str, Any]:
    """What usual kinds of defects and reasons are called in the reader's words."""
    reasons = {name: phrase.said(look.language) for name, phrase in KNOWN_REASONS.items()}
    return {"kinds": {kind: words.word("kind", kind) for kind in KINDS}, "reasons": reasons}
