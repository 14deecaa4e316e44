"""What the controller finds wrong around it, in words for a person. Pure.

Faults stay until somebody lets the belt run again. What the line sees by itself (a reject that is
not confirmed, a cut pulse) is no trouble of the controller.
"""

from collections.abc import Iterator

from hardware.wire.codes import Fault

FAULTS = {
    Fault.PULSE_RATE: "the gate was driven more often than any belt brings packs; look for an eye "
    "that flickers",
    Fault.REJECTS_IN_A_ROW: "too many rejects in a row; look at the packs and at the print",
    Fault.TOO_MANY_PACKS: "more packs before the gate than it can remember; look for a jam",
    Fault.ENCODER_DEAD: "packs go by and the encoder does not turn; look at its wheel and cable",
    Fault.AIR_LOW: "the air pressure is low",
    Fault.REJECT_EYE_BLOCKED: "the reject-confirm eye is blocked",
    Fault.EXIT_EYE_BLOCKED: "the exit eye is blocked",
}


def found(faults: int) -> Iterator[Fault]:
    """Those whose bits are set."""
    return (fault for fault in Fault if faults >> fault & 1)


def trouble(faults: int) -> str | None:
    told = [FAULTS[fault] for fault in found(faults) if fault in FAULTS]
    return "; ".join(told) if told else None
