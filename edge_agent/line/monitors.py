"""Statistics and audits of the packs as they end: an alarm lowers its checks at once.

Challenge packs are left out: they are chosen, and say nothing of the packs that the line makes.
"""

from collections.abc import Mapping

from edge_agent.core.autonomy.pack_facts import facts_of
from edge_agent.core.autonomy.watch import Watch
from edge_agent.core.packs import Record
from edge_agent.inspection.camera_look import STEP_PX, camera_look
from edge_agent.line.audits import Audits
from edge_agent.line.guard import Guard
from edge_agent.line.parts import Parts, Watching
from edge_agent.line.told import Examined
from hardware.interfaces import Pixels


class Monitors:
    """The watch over one line."""

    def __init__(self, parts: Parts, guard: Guard, watching: Watching) -> None:
        self.recorder, self.guard, self.settings = parts.recorder, guard, watching.watch
        self.audits = Audits(parts.recorder, watching.audit)
        self.begin()

    def begin(self) -> None:
        """Also when a new gate was passed: what was seen before spoke of another certificate."""
        self.watch = Watch.begin(self.guard.asked, self.settings)
        self.raises = self.guard.raises

    def ended(self, record: Record, pixels: Mapping[str, Pixels]) -> None:
        self.audits.ended(record)
        if self.raises != self.guard.raises:
            self.begin()
        looks = {view: camera_look(picture) for view, picture in pixels.items() if is_wide(picture)}
        sharpness = {view: look.sharpness for view, look in looks.items()}
        brightness = {view: look.brightness for view, look in looks.items()}
        self.go_on(self.watch.saw(facts_of(record, sharpness, brightness)))

    def examined(self, told: Examined) -> None:
        """Conflict for a pack that does not wait for it."""
        finding = self.audits.examined(told.boot, told.pack_no, told.faulty, told.person)
        self.go_on(self.watch.audited(finding))

    def go_on(self, after: Watch) -> None:
        news, self.watch = after.news_since(self.watch), after
        for alarm in news:
            body = {"cause": alarm.cause, "checks": list(alarm.checks), "why": alarm.why}
            self.recorder.event("alarm", {**body})
            self.guard.fall(alarm.cause, alarm.why, alarm.checks)


def is_wide(picture: Pixels) -> bool:
    return bool(picture.shape[1] > STEP_PX)
