"""What the centre's pages say in words that come from records, logs and the watching."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel.dates import format_datetime

from deploy.fleet.rows import Defect
from deploy.fleet.summaries import DefectSums
from deploy.fleet.web.pages.page import PAGE_TEXTS, CentreLook
from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.packml_phrases import REASONS as STOP_REASONS
from edge_agent.core.reasons.reason_names import BY_SCORE, REASONS, WHOLE_PACK
from edge_agent.core.statistics.p_chart import PChart
from edge_agent.web.pages.formats import Formats
from edge_agent.web.pages.texts import FRAME, Texts, texts_of

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
CAUSES: Final = {one.name.lower(): phrase for one, phrase in STOP_REASONS.items()}
KNOWN_REASONS: Final = {one.value: phrase for one, phrase in REASONS.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """Of one reader. What nobody has a word for is shown as it was said."""

    language: Language
    t: Texts
    formats: Formats

    def reason(self, reason: str) -> str:
        if not reason:
            return BY_SCORE.said(self.language)
        phrase = KNOWN_REASONS.get(reason)
        return reason if phrase is None else phrase.said(self.language)

    def finding(self, one: DefectSums) -> str:
        """One bar of a Pareto chart."""
        return self.named(one.check, one.reason)

    def said(self, one: Defect) -> str:
        """What was said against one pack."""
        return self.named(one.check_name, one.reason)

    def named(self, check: str, reason: str) -> str:
        return f"{check or WHOLE_PACK.said(self.language)}: {self.reason(reason)}"

    def cause(self, cause: str) -> str:
        phrase = CAUSES.get(cause)
        if phrase is not None:
            return phrase.said(self.language)
        return self.word("cause", cause)

    def word(self, kind: str, value: str) -> str:
        """The text KIND_VALUE."""
        phrase = self.t.phrases.get(f"{kind}_{value}")
        return value if phrase is None else phrase.said(self.language)

    def lasted(self, seconds: float) -> str:
        """Roughly, in the two units that matter."""
        whole = round(seconds)
        if whole < MINUTE_S:
            return self.t("lasted_s", s=self.formats.number(seconds, 1 if 0 < seconds < 10 else 0))
        if whole < HOUR_S:
            return self.t("lasted_min", min=str(whole // MINUTE_S))
        if whole < 2 * DAY_S:
            minutes = f"{whole % HOUR_S // MINUTE_S:02}"
            return self.t("lasted_h", h=str(whole // HOUR_S), min=minutes)
        return self.t("lasted_d", d=str(whole // DAY_S), h=str(whole % DAY_S // HOUR_S))

    def when(self, at: datetime, now: datetime) -> str:
        """The time alone today, the day with it before."""
        is_today = at.astimezone().date() == now.astimezone().date()
        return self.formats.time(at)[:5] if is_today else self.short(at)

    def short(self, at: datetime) -> str:
        return format_datetime(at.astimezone(), "d MMM HH:mm", locale=self.formats.locale)

    def part(self, begins: datetime, by: str) -> str:
        """Under the axis of a chart."""
        pattern = "HH:mm" if by == "hour" else "d MMM"
        return format_datetime(begins.astimezone(), pattern, locale=self.formats.locale)

    def chart(self, chart: PChart, packs: int) -> str:
        """What the chart shows, for who cannot see it."""
        if chart.centre is None:
            return self.t("no_packs")
        outside = sum(1 for one in chart.points if one.signal in ("above", "below"))
        return self.t(
            "chart_says",
            share=self.formats.share(chart.centre, 2),
            packs=self.formats.number(packs),
            outside=self.formats.number(outside),
        )


def words_of(look: CentreLook, page: str = FRAME) -> Words:
    """With the words of this page, where it has some for what is said to it."""
    texts = texts_of(page, look.language, PAGE_TEXTS)
    return Words(look.language, texts, Formats(look.language))
