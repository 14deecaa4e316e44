"""Statistics and audits of the packs as they end: an alarm lowers its checks at once.

Challenge packs are left out: they are chosen, and say nothing of the packs that the line makes.
"""

from collections import deque

from edge_agent.core.autonomy.pack_facts import facts_of
from edge_agent.core.autonomy.watch import Watch
from edge_agent.core.packs import Record
from edge_agent.core.told import Examined
from edge_agent.evidence.gate_log import ALARM_EVENT
from edge_agent.line.audits import Audits
from edge_agent.line.guard import Guard
from edge_agent.line.parts import Parts, Watching


class Monitors:
    """The watch over one line."""

    def __init__(self, parts: Parts, guard: Guard, watching: Watching) -> None:
        self.recorder, self.guard, self.settings = parts.recorder, guard, watching.watch
        recalled = watching.recalled
        self.audits = Audits(parts.recorder, watching.audit, recalled.auditing)
        self.recent = deque(recalled.recent, maxlen=self.settings.reference_packs)
        """Packs of before a raise: the reference of the watch that begins with it."""
        self.raises = guard.raises
        self.watch = recalled.watch or self.begun()
        if recalled.trouble is not None:
            self.recorder.event("monitors_forgot", {"why": recalled.trouble})
        for alarm in self.watch.alarms:  # what an alarm took before this start stays taken
            guard.fall(alarm.cause, alarm.why, alarm.checks)

    def begun(self) -> Watch:
        return Watch.begin(self.guard.asked, self.settings, self.recent)

    def ended(self, record: Record) -> None:
        self.audits.ended(record)
        if self.raises != self.guard.raises:  # the watch spoke of another certificate
            self.raises, self.watch = self.guard.raises, self.begun()
        facts = facts_of(record)
        self.recent.append(facts)
        self.go_on(self.watch.saw(facts))

    def examined(self, told: Examined) -> None:
        """Conflict for a pack that does not wait for it."""
        finding = self.audits.examined(told.boot, told.pack_no, told.faulty, told.person)
        self.go_on(self.watch.audited(finding))

    def go_on(self, after: Watch) -> None:
        news, self.watch = after.news_since(self.watch), after
        for alarm in news:
            body = {"cause": alarm.cause, "checks": list(alarm.checks), "why": alarm.why}
            self.recorder.event(ALARM_EVENT, {**body})
            self.guard.fall(alarm.cause, alarm.why, alarm.checks)
