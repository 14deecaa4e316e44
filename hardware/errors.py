"""What can go wrong with a device.

DeviceError
├── DeviceSettingsError   a setting that this device cannot honour
├── DeviceMissing         not there, not readable, or its vendor's library is not installed
├── DeviceLost            was there and stopped answering
│   └── DeviceHangs       a call to it does not return
└── PictureRefused        a picture file that is broken, foreign or too big
"""


class DeviceError(Exception):
    """A device did not do what it promised. The message names the device and what to do."""


class DeviceSettingsError(DeviceError):
    """A setting that this device cannot honour."""


class DeviceMissing(DeviceError):
    """The device, or the library that drives it, is not there."""


class DeviceLost(DeviceError):
    """The device was there and stopped answering."""


class DeviceHangs(DeviceLost):
    """A call to it did not return and was given up. Where `restarts_used_up` nobody calls it
    again for a while."""

    def __init__(self, what: str, restarts_used_up: bool) -> None:
        super().__init__(what)
        self.restarts_used_up = restarts_used_up


class PictureRefused(DeviceError):
    """A picture file that is broken, foreign or too big."""
