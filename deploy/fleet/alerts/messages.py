"""One message to one channel: what is new and what is over, as JSON for programs and as a text."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from deploy.fleet.alerts.concerns import RANK
from deploy.fleet.alerts.noting import NotedConcern, Untold
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.store.events import utc_text

SUBJECT_NEW: Final = Phrase("{centre}: {count} new, {worst}", "{centre}: {count} neu, {worst}")
SUBJECT_OVER: Final = Phrase("{centre}: {count} over", "{centre}: {count} vorbei")
NEW: Final = Phrase("New", "Neu")
OVER: Final = Phrase("Over", "Vorbei")
SEVERITIES: Final = {
    "note": Phrase("note", "Hinweis"),
    "warning": Phrase("warning", "Warnung"),
    "critical": Phrase("critical", "kritisch"),
}


@dataclass(frozen=True, slots=True)
class Message:
    centre: str
    address: str
    """Of the centre's pages; links begin with it."""
    language: Language
    at: datetime
    told: Untold

    @property
    def id(self) -> str:
        """The same for the same news: whoever gets it twice can tell."""
        said = [[one.id for one in part] for part in (self.told.new, self.told.over)]
        return hashlib.sha256(json.dumps([self.centre, *said]).encode()).hexdigest()[:32]

    def as_json(self) -> bytes:
        document = {
            "id": self.id,
            "centre": self.centre,
            "at": utc_text(self.at),
            "new": [self.item(one) for one in self.told.new],
            "over": [self.item(one) for one in self.told.over],
        }
        return json.dumps(document, ensure_ascii=False).encode()

    def item(self, one: NotedConcern) -> dict[str, Any]:
        return {
            "id": one.id,
            "severity": one.severity,
            "station": one.station,
            "sentence": one.sentences[self.language],
            "noticed_at": utc_text(one.noticed_at),
            "over_at": None if one.over_at is None else utc_text(one.over_at),
            "link": self.link(one),
        }

    def link(self, one: NotedConcern) -> str:
        return f"{self.address}{one.path}"

    @property
    def subject(self) -> str:
        if not self.told.new:
            count = str(len(self.told.over))
            return SUBJECT_OVER.said(self.language, centre=self.centre, count=count)
        worst = max((one.severity for one in self.told.new), key=lambda word: RANK[word])
        said = SEVERITIES[worst].said(self.language)
        values = {"centre": self.centre, "count": str(len(self.told.new)), "worst": said}
        return SUBJECT_NEW.said(self.language, **values)

    @property
    def text(self) -> str:
        parts = ((NEW, self.told.new), (OVER, self.told.over))
        return "\n\n".join(self.section(title, items) for title, items in parts if items) + "\n"

    def section(self, title: Phrase, items: tuple[NotedConcern, ...]) -> str:
        worst_first = sorted(items, key=lambda one: (-RANK[one.severity], one.id))
        return "\n\n".join([f"{title.said(self.language)}:", *map(self.paragraph, worst_first)])

    def paragraph(self, one: NotedConcern) -> str:
        severity = SEVERITIES[one.severity].said(self.language)
        where = "" if one.station is None else f" {one.station}"
        return f"[{severity}]{where}\n{one.sentences[self.language]}\n{self.link(one)}"
