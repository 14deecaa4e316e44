"""The words of the wire between host and reject controller, as numbers.

They are part of the protocol: a changed number changes its hash (hardware/wire/packing.py), and
messages.h has the same words in C. Bit sets are flags.
"""

from enum import IntEnum, IntFlag


class Action(IntEnum):
    """What the gate does with one pack."""

    PASS = 1
    REJECT = 2
    HOLD = 3


class Kind(IntEnum):
    """diverter: energised = pass, a spring rejects. pulse: energised = reject (air, pusher)."""

    DIVERTER = 1
    PULSE = 2


class Silence(IntEnum):
    """What happens while the host is silent."""

    PASS_ALL = 1
    REJECT_ALL = 2
    STOP_BELT = 3


class State(IntEnum):
    """How far the controller may go. Only the handshake leads to ARMED."""

    BARE = 1
    """Just started: it knows no distances; every output is off."""
    READY = 2
    """Knows its distances; a pulse gate is not driven and the belt may not run."""
    ARMED = 3
    LAPSED = 4
    """Was armed; the host fell silent. Keeps its default, takes no order."""


class Result(IntEnum):
    """How a command ended."""

    DONE = 0
    OUT_OF_ORDER = 1
    """A command before it is missing: send again from there."""
    NO_HELLO = 2
    BAD_VALUE = 3
    NOT_CONFIGURED = 4
    NOT_ARMED = 5
    IS_ARMED = 6
    """Other distances are taken only while it is not armed."""
    WRONG_NONCE = 7
    WOULD_PASS_ALL = 8
    """REJECT is not armed where a silent host lets everything pass."""
    LATE = 9
    UNKNOWN_PACK = 10


class Fault(IntEnum):
    """Trouble the controller found; its number is its bit in `faults`. Stays until cleared."""

    PULSE_RATE = 0
    """More pulses within 10 s than the gate can bear. Stops the belt."""
    REJECTS_IN_A_ROW = 1
    """As many rejects one behind the other as the site allows. Stops the belt."""
    TOO_MANY_PACKS = 2
    """More packs between eye and gate than it can remember. Stops the belt."""
    ENCODER_DEAD = 3
    """Packs pass the photo-eye and the belt is not seen moving. Stops the belt."""
    AIR_LOW = 4
    """Stops the belt at a pulse gate."""
    NOT_CONFIRMED = 5
    """A reject was driven and its eye saw nothing. Stops the belt while the host is silent."""
    REJECT_EYE_BLOCKED = 6
    EXIT_EYE_BLOCKED = 7
    PULSE_CUT = 8
    """Pulses of packs too close to each other ran into one, and it was cut."""
    HOST_SILENT = 9
    """Cleared by the handshake."""
    PASSED_UNARMED = 10
    """A pack came to the gate before the controller was armed; nothing was driven for it."""


class Input(IntFlag):
    """What the controller senses besides its eyes. Information only, never a safety function."""

    BIN_FULL = 1
    EMERGENCY_STOP = 2
    KEY_SWITCH = 4
    AIR_LOW = 8


class Lamp(IntFlag):
    """Stack light and beeper."""

    RED = 1
    AMBER = 2
    GREEN = 4
    BEEPER = 8


class Output(IntFlag):
    """What the controller switches; a set bit is an energised output."""

    GATE = 1
    """The coil of the diverter (energised passes) or of the pulse gate (energised rejects)."""
    HOLD = 2
    """The gate of the second outlet."""
    BELT_RUN = 4
    """The belt may run; without power it stops."""
    CAMERA_0 = 8
    CAMERA_1 = 16
    CAMERA_2 = 32
    CAMERA_3 = 64
    LAMP_RED = 128
    LAMP_AMBER = 256
    LAMP_GREEN = 512
    BEEPER = 1024


class BeltStop(IntFlag):
    """Why the belt may not run."""

    HOST = 1
    FAULT = 2
    SILENCE = 4
    UNARMED = 8


CODES: tuple[type[IntEnum] | type[IntFlag], ...] = (
    Action,
    Kind,
    Silence,
    State,
    Result,
    Fault,
    Input,
    Lamp,
    Output,
    BeltStop,
)
