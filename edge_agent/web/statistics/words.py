"""What statistics say in words: names of findings and parts, a sentence for each chart. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel.dates import format_datetime

from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.reason_names import BY_SCORE, REASONS, WHOLE_PACK
from edge_agent.core.reasons.values import listed
from edge_agent.core.statistics.p_chart import FEWEST_SUBGROUPS, Limits, PChart, Signal
from edge_agent.core.statistics.pareto import Finding
from edge_agent.core.statistics.parts import By, Part
from edge_agent.web.pages.formats import Formats
from edge_agent.web.pages.texts import Texts
from edge_agent.web.statistics.asked import Answered

SHAPES: Final = {
    By.QUARTER: "HH:mm",
    By.HOUR: "HH:mm",
    By.SHIFT: "EEE HH:mm",
    By.DAY: "d MMM",
    By.LOT: "d MMM",
}
MOST_NAMED: Final = 3
"""Points outside of the limits that a sentence names one by one."""


@dataclass(frozen=True, slots=True)
class Words:
    """Of one reader."""

    language: Language
    t: Texts
    formats: Formats

    def part(self, part: Part, by: By) -> str:
        if part.lot is not None:
            return part.lot or self.t("no_lot")
        return self.short(part.begins, by)

    def short(self, at: datetime, by: By) -> str:
        return format_datetime(at.astimezone(), SHAPES[by], locale=self.formats.locale)

    def finding(self, one: Finding) -> str:
        check = one.check or WHOLE_PACK.said(self.language)
        return f"{check}: {self.reason(one)}"

    def reason(self, one: Finding) -> str:
        return (BY_SCORE if one.reason is None else REASONS[one.reason]).said(self.language)

    def chart(self, found: Answered) -> str:
        """What the chart shows, for who cannot see it or has no time to."""
        chart = found.report.chart
        if chart.centre is None:
            return self.t("no_packs")
        mean = self.t(
            "chart_mean",
            what=self.t(f"charted_{found.charted}"),
            share=self.formats.share(chart.centre, 2),
            packs=self.formats.number(found.report.figures.packs),
        )
        return f"{mean} {self.signals(found)} {self.limits(chart)}"

    def signals(self, found: Answered) -> str:
        chart = found.report.chart
        if chart.limits is Limits.NONE:
            return ""
        outside = self.named(found, (Signal.ABOVE, Signal.BELOW), MOST_NAMED)
        runs = self.named(found, (Signal.RUN_ABOVE, Signal.RUN_BELOW), 1)
        said = [self.t("all_inside")] if not outside else [self.t("outside", points=outside)]
        return " ".join([*said, *([self.t("in_a_row", points=runs)] if runs else [])])

    def named(self, found: Answered, wanted: Sequence[Signal], most: int) -> str:
        """The first so many of these points, and how many more."""
        points = zip(found.report.parts, found.report.chart.points, strict=True)
        names = [
            f"{self.part(part, found.by)} ({self.formats.share(point.share)})"
            for part, point in points
            if point.signal in wanted
        ]
        more = len(names) - most
        if more > 0:
            names = [*names[:most], self.t("more", count=str(more))]
        return listed(names, self.language) if names else ""

    def limits(self, chart: PChart) -> str:
        if chart.limits is Limits.NONE:
            return self.t("no_limits", fewest=str(FEWEST_SUBGROUPS))
        if chart.limits is Limits.LANEY:
            return self.t("laney", times=self.formats.number(chart.sigma_z or 1.0, 1))
        return self.t("shewhart")

    def pareto(self, findings: Sequence[Finding]) -> str:
        if not findings:
            return self.t("nothing_found")
        first = findings[0]
        return self.t(
            "found_most",
            finding=self.finding(first),
            share=self.formats.share(first.share_so_far, 0),
        )
