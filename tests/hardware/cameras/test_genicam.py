import pytest

from hardware.cameras.aravis_settings import AravisCameraSettings
from hardware.cameras.genicam import FeatureRefused, apply
from hardware.errors import DeviceSettingsError


class Register:
    """A camera's features in memory. `rounds`: what it makes of a value."""

    def __init__(self, **start: str) -> None:
        self.values = dict(start)
        self.refused: set[str] = set()
        self.rounds: dict[str, str] = {}
        self.written: list[str] = []

    def has(self, name: str) -> bool:
        return name in self.values

    def write(self, name: str, text: str) -> None:
        if f"{name}={text}" in self.refused:
            raise FeatureRefused("the value is invalid")
        self.written.append(f"{name}={text}")
        self.values[name] = self.rounds.get(name, text)

    def read(self, name: str) -> str:
        return self.values[name]


def wanted(**values: object) -> AravisCameraSettings:
    fixed = {"view": "top", "type": "aravis", "device": "127.0.0.1"}
    return AravisCameraSettings.model_validate(fixed | values)


def test_what_nobody_asked_for_is_left_as_it_is() -> None:
    camera = Register(Width="640", ExposureTime="100")
    apply(camera, wanted(), "camera top")
    assert camera.written == []


def test_a_size_is_set_from_zero_offsets_so_that_it_fits() -> None:
    camera = Register(Width="640", Height="480", OffsetX="300", OffsetY="200")
    apply(camera, wanted(width_px=800, height_px=600, offset_x_px=16), "camera top")
    assert camera.written == ["OffsetX=0", "OffsetY=0", "Width=800", "Height=600", "OffsetX=16"]


def test_automatic_exposure_and_gain_are_off_before_theirs_are_set() -> None:
    camera = Register(ExposureAuto="Continuous", ExposureTime="9", GainAuto="Once", Gain="9")
    apply(camera, wanted(exposure_ms=1.5, gain_db=3), "camera top")
    assert camera.written == ["ExposureAuto=Off", "ExposureTime=1500", "GainAuto=Off", "Gain=3"]


def test_older_names_of_features_and_formats_are_found() -> None:
    camera = Register(ExposureTimeAbs="9", PixelFormat="Mono8")
    camera.refused = {"PixelFormat=BGR8"}
    apply(camera, wanted(exposure_ms=2, pixel_format="BGR8"), "camera top")
    assert camera.values == {"ExposureTimeAbs": "2000", "PixelFormat": "BGR8Packed"}


def test_a_line_as_trigger_is_switched_on_last_of_its_kind() -> None:
    camera = Register(TriggerSelector="x", TriggerMode="Off", TriggerSource="Software")
    apply(camera, wanted(trigger="line1"), "camera top")
    assert camera.written == ["TriggerSelector=FrameStart", "TriggerMode=On", "TriggerSource=Line1"]


def test_a_camera_without_a_trigger_runs_free_and_does_nothing_else() -> None:
    apply(Register(), wanted(trigger="free"), "camera top")
    with pytest.raises(DeviceSettingsError, match="trigger cannot be set on this camera"):
        apply(Register(), wanted(trigger="line0"), "camera top")


def test_what_is_not_honoured_is_told_in_the_units_of_the_settings() -> None:
    camera = Register(ExposureTime="9")
    camera.rounds = {"ExposureTime": "1900"}
    with pytest.raises(DeviceSettingsError, match=r"exposure_ms = 2 .* 1\.9 is what it does"):
        apply(camera, wanted(exposure_ms=2), "camera top")


def test_a_setting_that_another_one_changed_is_noticed() -> None:
    class Coupled(Register):
        def write(self, name: str, text: str) -> None:
            super().write(name, text)
            if name == "AcquisitionFrameRate":
                self.values["ExposureTime"] = "500"

    camera = Coupled(ExposureTime="9", AcquisitionFrameRate="9")
    with pytest.raises(DeviceSettingsError, match="exposure_ms = 2 "):
        apply(camera, wanted(exposure_ms=2, fps=100), "camera top")


@pytest.mark.parametrize("got", ["2", "1.99", "2.03"])
def test_rounding_of_a_fiftieth_is_what_was_asked_for(got: str) -> None:
    camera = Register(AcquisitionFrameRate="9")
    camera.rounds = {"AcquisitionFrameRate": got}
    apply(camera, wanted(fps=2), "camera top")


def test_a_value_that_the_camera_refuses_is_told_with_its_reason() -> None:
    camera = Register(Width="640")
    camera.refused = {"Width=641"}
    with pytest.raises(DeviceSettingsError, match=r"width_px = 641 is refused .* invalid"):
        apply(camera, wanted(width_px=641), "camera top")


def test_a_feature_that_cannot_be_read_back_is_told() -> None:
    class WriteOnly(Register):
        def read(self, name: str) -> str:
            raise FeatureRefused("write only")

    with pytest.raises(DeviceSettingsError, match="fps cannot be read back: write only"):
        apply(WriteOnly(AcquisitionFrameRate="9"), wanted(fps=5), "camera top")


def test_other_features_are_set_by_their_own_names_and_read_back() -> None:
    camera = Register(LineInverter="0", TriggerDelay="0", Gamma="1")
    camera.rounds = {"LineInverter": "1", "TriggerDelay": "100.000"}
    features = {"LineInverter": "true", "TriggerDelay": "100"}
    apply(camera, wanted(features=features), "camera top")
    with pytest.raises(DeviceSettingsError, match=r"features\.Gamme cannot be set"):
        apply(camera, wanted(features={"Gamme": "2"}), "camera top")
