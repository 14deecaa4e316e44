"""Which faults of a check's region can be told apart by how they look."""

from edge_agent.inspection.head_tables import GOOD
from simulators.drawing.defects import Defect, Fault, defects_of
from simulators.drawing.layout import PackLayout


def kinds_of(product: PackLayout, check: str) -> dict[str, Defect | None]:
    """The defect of each kind, good first. Wrong print looks like right print: a reader tells it.

    ValueError where the check has no fault that looks different.
    """
    seen = [
        one for one in defects_of(product) if one.target == check and one.fault is not Fault.WRONG
    ]
    if not seen:
        raise ValueError(f"{check!r} of {product.name} has no fault that looks different")
    return {GOOD: None} | {one.fault.value: one for one in seen}
