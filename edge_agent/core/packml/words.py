"""The words and numbers of PackML (ANSI/ISA-TR88.00.02): states, modes, commands.

The numbers are the standard's, as PLCs and SCADA know them from PackTags.
"""

from enum import IntEnum


class PackmlState(IntEnum):
    """`Status.StateCurrent`."""

    CLEARING = 1
    STOPPED = 2
    STARTING = 3
    IDLE = 4
    SUSPENDED = 5
    EXECUTE = 6
    STOPPING = 7
    ABORTING = 8
    ABORTED = 9
    HOLDING = 10
    HELD = 11
    UNHOLDING = 12
    SUSPENDING = 13
    UNSUSPENDING = 14
    RESETTING = 15
    COMPLETING = 16
    COMPLETE = 17


class PackmlMode(IntEnum):
    """`Status.UnitModeCurrent`."""

    PRODUCTION = 1
    MAINTENANCE = 2
    MANUAL = 3


class PackmlCommand(IntEnum):
    """`Command.CntrlCmd`."""

    RESET = 1
    START = 2
    STOP = 3
    HOLD = 4
    UNHOLD = 5
    SUSPEND = 6
    UNSUSPEND = 7
    ABORT = 8
    CLEAR = 9
    COMPLETE = 10


class StopReason(IntEnum):
    """`Admin.StopReason.ID`: why the station does not execute. The numbers are this product's.

    From 100 on a command, from 200 on an inside reason (held), from 300 on one from outside
    (suspended), from 400 on one that aborts.
    """

    COMMAND = 100
    """Of a person or of the plant."""
    PERSON_STOPPED = 201
    """The belt, at the station."""
    ANSWER_AWAITED = 202
    PACK_HELD = 203
    BIN_FULL = 204
    FIRST_PACKS = 205
    LEVEL_FELL = 206
    CHANGEOVER = 207
    NO_ORDER = 210
    CAMERA_FAULT = 211
    LATE_VERDICTS = 212
    ENCODER_TROUBLE = 213
    CLOCK_TROUBLE = 214
    GATE_NOT_CONFIRMING = 215
    STORE_TROUBLE = 216
    SELF_TEST_FAILED = 217
    STARVED = 301
    """No pack comes."""
    BLOCKED = 302
    """The belt stands, and not for this station."""
    EMERGENCY_STOP = 401
    GATE_LOST = 402
    SEVERAL_DEVICES_LOST = 403
    SAFE_MODE = 404
    """A part hung again and again."""
