"""What the devices of a station tell of themselves while they work, and which trouble follows.

Told by the line as things happen; asked once in every step. Trouble is a state, not a message: it
lasts until the device has shown for a while that it works again.
"""

from collections.abc import Hashable, Iterable, Iterator

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.device_health.belt_sense import BeltSense
from edge_agent.core.device_health.clock_sense import ClockSense
from edge_agent.core.device_health.repeated import (
    BAD_PICTURES,
    LATE_VERDICTS,
    LOST_PACKS,
    LOST_PICTURES,
    UNCONFIRMED_REJECTS,
    Repeated,
)
from edge_agent.core.packs import UNBELIEVABLE, Outcome, Reason
from hardware.interfaces import BeltPosition, Frame

NO_SIGHT = {*UNBELIEVABLE, Reason.PACK_NOT_FOUND, Reason.OUT_OF_PICTURE}
"""One of them may be the pack's fault; one after the other is the camera's."""


class DeviceHealth:
    """Of one station."""

    def __init__(self, views: Iterable[str], ticks_per_mm: float) -> None:
        self.belt = BeltSense(ticks_per_mm)
        self.clocks = ClockSense()
        self.verdicts = Repeated(LATE_VERDICTS)
        self.pictures = {view: Repeated(LOST_PICTURES) for view in views}
        self.sights = {view: Repeated(BAD_PICTURES) for view in self.pictures}
        self.last_fault: dict[str, Reason] = {}
        """View to what was wrong with its last bad picture."""
        self.rejects = Repeated(UNCONFIRMED_REJECTS)
        self.packs = Repeated(LOST_PACKS)
        self.lost_cameras: dict[str, str] = {}
        """View to why."""
        self.gate_trouble: str | None = None
        self.store_trouble: str | None = None
        self.safe_mode: str | None = None
        """Why nothing acts until a person says otherwise."""

    # What happened

    def looked(self, position: BeltPosition) -> None:
        self.belt.read(position.tick, position.at_ns)

    def pictured(self, frame: Frame, now_ns: int) -> None:
        self.clocks.pictured(frame.taken_ns, now_ns)
        self.pictures[frame.view].happened(fault=False)

    def not_pictured(self, view: str) -> None:
        """A pack came to its deadline without this picture."""
        self.pictures[view].happened(fault=True)

    def inspected(self, view: str, reasons: Iterable[Reason]) -> None:
        """`reasons`: of all checks of one picture."""
        faults = [one for one in reasons if one in NO_SIGHT]
        self.sights[view].happened(fault=bool(faults))
        if faults:
            self.last_fault[view] = faults[0]

    def judged(self, late: bool) -> None:
        """A pack with all its pictures got its verdict in time, or not."""
        self.verdicts.happened(fault=late)

    def went_by(self, eye: Hashable, tick: int) -> None:
        self.belt.passed(eye, tick)

    def stray(self) -> None:
        """An eye behind the gate saw a pack that nobody expected there."""
        self.packs.happened(fault=True)

    def ended(self, outcome: Outcome, is_thrown_out: bool) -> None:
        """`is_thrown_out`: the gate rejected or held it, or was ordered to."""
        if is_thrown_out:
            self.rejects.happened(fault=outcome is Outcome.MISSED)
        else:
            self.packs.happened(fault=outcome is Outcome.MISSED)

    # What follows

    def camera_is_healthy(self, view: str) -> bool:
        """What a lost camera saw last is doubtful; a lost picture says nothing of others."""
        return view not in self.lost_cameras

    def troubles(self) -> dict[Cause, str]:
        """Every trouble that goes on now, and why, in words for a person."""
        return dict(self.found())

    def found(self) -> Iterator[tuple[Cause, str]]:
        camera = next(self.camera_faults(), None)
        if camera is not None:
            yield Cause.CAMERA_FAULT, camera
        if self.verdicts.is_trouble:
            yield Cause.LATE_VERDICTS, "verdicts come too late"
        if self.belt.trouble is not None:
            yield Cause.ENCODER_TROUBLE, self.belt.trouble
        if self.clocks.trouble is not None:
            yield Cause.CLOCK_TROUBLE, self.clocks.trouble
        if self.gate_trouble is not None:
            yield Cause.GATE_LOST, f"gate: {self.gate_trouble}"
        if self.rejects.is_trouble:
            yield Cause.GATE_NOT_CONFIRMING, "rejects are ordered and not confirmed"
        elif self.packs.is_trouble:
            yield Cause.GATE_NOT_CONFIRMING, "packs vanish between the eyes, or come unexpected"
        if self.store_trouble is not None:
            yield Cause.STORE_TROUBLE, f"records are not written: {self.store_trouble}"
        if self.safe_mode is not None:
            yield Cause.PART_HANGS, self.safe_mode

    def camera_faults(self) -> Iterator[str]:
        for view, why in self.lost_cameras.items():
            yield f"camera {view} lost: {why}"
        for view, pictures in self.pictures.items():
            if pictures.is_trouble:
                yield f"pictures of {view} do not come"
        for view, sights in self.sights.items():
            if sights.is_trouble:
                yield f"pictures of {view} cannot be believed: {self.last_fault[view]}"
