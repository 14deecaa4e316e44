"""The pictures that come from the cameras, each for the pack that it shows."""

from collections.abc import Iterator

from edge_agent.core.line_events import CAMERA_BACK, CAMERA_LOST
from edge_agent.line.device_health import DeviceHealth
from edge_agent.line.hangs import Hang
from edge_agent.line.parts import Parts
from hardware.errors import DeviceHangs, DeviceLost
from hardware.interfaces import Frame, FrameSource

ASK_AGAIN_NS = 1_000_000_000
"""How often a lost camera is asked whether it is back."""


class Pictures:
    """All cameras of the station, and the pictures that wait for their pack."""

    def __init__(self, parts: Parts, health: DeviceHealth) -> None:
        self.cameras, self.tracker, self.recorder = parts.cameras, parts.tracker, parts.recorder
        self.health = health
        self.unmatched: list[Frame] = []
        self.ask_again_ns: dict[str, int] = {}
        """Lost view to when its camera is asked next."""
        self.left_alone: set[str] = set()
        """Views of which the camera hung too often."""
        self.told: list[Hang] = []

    def new(self, now_ns: int) -> list[Frame]:
        """All that have come; those waiting for their pack first."""
        frames, self.unmatched = self.unmatched, []
        for camera in self.cameras:
            if now_ns >= self.ask_again_ns.get(camera.view, 0):
                frames += self.from_camera(camera, now_ns)
        return frames

    def from_camera(self, camera: FrameSource, now_ns: int) -> list[Frame]:
        frames: list[Frame] = []
        try:
            frames.extend(self.all_of(camera))
        except DeviceHangs as error:
            self.hung(camera.view, error)
            self.lost(camera.view, str(error), now_ns)
        except DeviceLost as error:
            self.lost(camera.view, str(error), now_ns)
        else:
            self.answered(camera.view)
        return frames

    def all_of(self, camera: FrameSource) -> Iterator[Frame]:
        while (frame := camera.next(0.0)) is not None:
            if frame.dropped_before:
                body = {"view": frame.view, "count": frame.dropped_before}
                self.recorder.event("frames_lost", body)
            yield frame

    def hung(self, view: str, error: DeviceHangs) -> None:
        """Each restart is told, and once that there is none."""
        if not (error.restarts_used_up and view in self.left_alone):
            self.told.append(Hang(f"camera {view}", str(error), error.restarts_used_up))
        if error.restarts_used_up:
            self.left_alone.add(view)
        else:
            self.left_alone.discard(view)

    def hangs(self) -> list[Hang]:
        """Since the last call."""
        told, self.told = self.told, []
        return told

    def lost(self, view: str, why: str, now_ns: int) -> None:
        if view not in self.health.lost_cameras:
            self.recorder.event(CAMERA_LOST, {"view": view, "why": why})
        self.health.lost_cameras[view] = why
        self.ask_again_ns[view] = now_ns + ASK_AGAIN_NS

    def answered(self, view: str) -> None:
        if self.health.lost_cameras.pop(view, None) is not None:
            self.recorder.event(CAMERA_BACK, {"view": view})

    def keep_or_forget(self, frame: Frame, tick: int) -> None:
        """A picture may come before its pack's number; one that stays alone is told and dropped."""
        if tick - frame.tick <= self.tracker.geometry.eye_to_gate_ticks:
            self.unmatched.append(frame)
        else:
            self.recorder.event("picture_without_pack", {"view": frame.view, "tick": frame.tick})
