"""Sets a GenICam camera, whichever library reaches it, and reads back what it really does.

The names are those of the GenICam Standard Features Naming Convention (EMVA, SFNC 2.7); where older
cameras call a feature otherwise, that name follows. What nobody asked for is left as it is, except
what would undo a setting: automatic exposure and gain.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from hardware.cameras.genicam_settings import GenicamCameraSettings
from hardware.errors import DeviceSettingsError

TOLERANCE = 0.02
"""Cameras round times and rates to their own steps; a fiftieth is still what was asked for."""
GAIN_STEP_DB = 0.05
"""Near zero a share says nothing."""
US_PER_MS = 1000.0
SWITCHES = {"true": "1", "false": "0"}


class FeatureRefused(Exception):
    """The camera has no such feature now, or does not take that value."""


class Features(Protocol):
    """A camera's features by name; values as text, as GenICam writes them."""

    def has(self, name: str) -> bool: ...

    def write(self, name: str, text: str) -> None:
        """FeatureRefused says why not."""
        ...

    def read(self, name: str) -> str:
        """FeatureRefused where it cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """One setting: the names the feature may bear, and the values that mean the same."""

    key: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    unit: float = 1.0
    is_rounded: bool = False
    """The camera may round it."""
    is_needed: bool = True
    """False: a camera without this feature is right as it is."""


def wishes(settings: GenicamCameraSettings) -> Iterator[Wish]:
    """In the order in which they are set: what limits others comes first."""
    for name, text in settings.features.items():
        yield Wish(f"features.{name}", (name,), (text,))
    yield from trigger_wishes(settings.trigger)
    if settings.pixel_format is not None:
        yield Wish("pixel_format", ("PixelFormat",), formats_like(settings.pixel_format))
    yield from size_wishes(settings)
    if settings.exposure_ms is not None:
        yield Wish("exposure_ms", ("ExposureAuto",), ("Off",), is_needed=False)
        yield rounded("exposure_ms", settings.exposure_ms, US_PER_MS, "ExposureTime")
    if settings.gain_db is not None:
        yield Wish("gain_db", ("GainAuto",), ("Off",), is_needed=False)
        yield rounded("gain_db", settings.gain_db, 1.0, "Gain")
    if settings.fps is not None:
        enables = ("AcquisitionFrameRateEnable", "AcquisitionFrameRateEnabled")
        yield Wish("fps", enables, ("true",), is_needed=False)
        yield rounded("fps", settings.fps, 1.0, "AcquisitionFrameRate")


def trigger_wishes(trigger: str) -> Iterator[Wish]:
    is_needed = trigger != "free"
    yield Wish("trigger", ("TriggerSelector",), ("FrameStart",), is_needed=False)
    mode = "On" if is_needed else "Off"
    yield Wish("trigger", ("TriggerMode",), (mode,), is_needed=is_needed)
    if is_needed:
        yield Wish("trigger", ("TriggerSource",), (trigger.capitalize(),))


def size_wishes(settings: GenicamCameraSettings) -> Iterator[Wish]:
    """The offsets go first to zero, since they limit the size, and come last."""
    asked = {
        "width_px": ("Width", settings.width_px),
        "height_px": ("Height", settings.height_px),
        "offset_x_px": ("OffsetX", settings.offset_x_px),
        "offset_y_px": ("OffsetY", settings.offset_y_px),
    }
    for key, (name, value) in asked.items():
        if value is not None:
            yield Wish(key, (name,), (str(value),))


def rounded(key: str, value: float, unit: float, name: str) -> Wish:
    """Cameras from before the convention end such a name in Abs; their Raw is no unit at all."""
    names = (name, name + "Abs")
    return Wish(key, names, (f"{value * unit:.10g}",), unit, is_rounded=True)


def formats_like(pixel_format: str) -> tuple[str, ...]:
    return (pixel_format, pixel_format + "Packed")


def apply(features: Features, settings: GenicamCameraSettings, name: str) -> None:
    """Sets all, then reads all back: one setting may have changed another.

    DeviceSettingsError says what was asked for and what the camera does instead.
    """
    asked = list(wishes(settings))
    if settings.width_px is not None or settings.height_px is not None:
        make_room(features)
    for wish in asked:
        set_one(features, wish, name)
    for wish in asked:
        check_one(features, wish, name)


def make_room(features: Features) -> None:
    for offset in ("OffsetX", "OffsetY"):
        if features.has(offset):
            with suppress(FeatureRefused):  # what is too large because of it is refused later
                features.write(offset, "0")


def set_one(features: Features, wish: Wish, name: str) -> None:
    feature = feature_of(features, wish)
    if feature is None:
        if wish.is_needed:
            raise DeviceSettingsError(f"{name}: {wish.key} cannot be set on this camera")
        return
    refusals = []
    for text in wish.texts:
        try:
            features.write(feature, text)
        except FeatureRefused as refused:
            refusals.append(str(refused))
        else:
            return
    raise DeviceSettingsError(
        f"{name}: {wish.key} = {in_our_unit(wish.texts[0], wish)} is refused by the camera: "
        f"{refusals[0]}"
    )


def check_one(features: Features, wish: Wish, name: str) -> None:
    feature = feature_of(features, wish)
    if feature is None:
        return
    try:
        got = features.read(feature)
    except FeatureRefused as refused:
        raise DeviceSettingsError(f"{name}: {wish.key} cannot be read back: {refused}") from refused
    if not is_honoured(wish, got):
        raise DeviceSettingsError(
            f"{name}: {wish.key} = {in_our_unit(wish.texts[0], wish)} was asked for and "
            f"{in_our_unit(got, wish)} is what it does; set what the camera can do"
        )


def feature_of(features: Features, wish: Wish) -> str | None:
    return next((name for name in wish.names if features.has(name)), None)


def is_honoured(wish: Wish, got: str) -> bool:
    """Sizes and choices exactly, since regions are pixels; times and rates within rounding."""
    if not wish.is_rounded:
        return any(means_the_same(text, got) for text in wish.texts)
    asked, does = float(wish.texts[0]), float(got)
    step = GAIN_STEP_DB if wish.key == "gain_db" else 0.0
    return abs(does - asked) <= max(TOLERANCE * asked, step)


def means_the_same(asked: str, got: str) -> bool:
    """Libraries write one value in several ways: true and 1, 0.5 and 0.500."""
    asked, got = (SWITCHES.get(text.lower(), text) for text in (asked, got))
    try:
        return float(asked) == float(got)
    except ValueError:
        return asked == got


def in_our_unit(text: str, wish: Wish) -> str:
    return f"{float(text) / wish.unit:g}" if wish.is_rounded else text
