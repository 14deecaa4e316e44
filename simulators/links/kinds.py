"""Over which protocol a demonstration reaches its devices. Light: the command line names them."""

from enum import StrEnum


class HardwareKind(StrEnum):
    VIRTUAL = "virtual"
    """None: the line holds the plant's own devices."""
    SERIAL = "serial"
    """Our reject controller, its real firmware core behind a serial port."""
    MODBUS = "modbus"
    """A PLC over Modbus TCP."""
    MQTT = "mqtt"
    """A gate over a broker, which keeps its own time."""
    GIGE = "gige"
    """GigE Vision cameras, served over the loopback network."""
