"""What the line's process and the one that looks on say to each other over two pipes.

First comes {"bundles", "bundle_sha256", "recipe"}: folder of the places, which bundle of them, the
recipe's folder. Answered is {"opened": sha256}, or {"refused": why} and the end.
Then, one at a time, {"pack_no", "order", "frames": [{"view", "shape", "offset"}]}. Answered is
{"pack_no", "checks"}, the checks as one JSON text; or {"failed": why} and the end.

The line believes nothing of what it hears: sizes are bounded and every value is checked.
"""

from dataclasses import asdict, replace
from typing import Any, Final

from pydantic import ConfigDict, RootModel, TypeAdapter, ValidationError

from edge_agent.control.errors import BadFrame
from edge_agent.control.framing import Bounds, Frame
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult
from edge_agent.line.shadow.shared_frames import Placed
from edge_agent.line.shadowing import EndedPack, Looked

ASKED: Final = Bounds(32_768, 0, 0)
"""Less than a pipe holds, so that asking never waits."""
ANSWERED: Final = Bounds(262_144, 0, 0)
LONGEST_WHY: Final = 300
ORDER: Final = TypeAdapter(Order | None)
PLACES: Final = TypeAdapter(list[Placed])


class Checks(RootModel[tuple[CheckResult, ...]]):
    """A score may be no number, for which JSON has no word."""

    model_config = ConfigDict(ser_json_inf_nan="strings")


def opening(bundles: str, bundle_sha256: str, recipe: str) -> Frame:
    return Frame({"bundles": bundles, "bundle_sha256": bundle_sha256, "recipe": recipe})


def asking(pack: EndedPack, placed: list[Placed]) -> Frame:
    order = ORDER.dump_python(pack.order, mode="json")
    frames = [asdict(place) for place in placed]
    return Frame({"pack_no": pack.pack_no, "order": order, "frames": frames})


def places_in(header: dict[str, Any]) -> list[Placed]:
    return PLACES.validate_python(header["frames"])


def answering(pack_no: int, checks: tuple[CheckResult, ...]) -> Frame:
    """What a look rests on stays where it is: nobody compares it."""
    told = tuple(replace(check, evidence=None, quality=None) for check in checks)
    return Frame({"pack_no": pack_no, "checks": Checks(told).model_dump_json()})


def said_why(header: dict[str, Any], name: str) -> str | None:
    """Why it refuses, or failed; None where it says nothing of the kind."""
    why = header.get(name)
    return None if why is None else str(why)[:LONGEST_WHY]


def looked_in(header: dict[str, Any], pack_no: int) -> Looked:
    """BadFrame for anything else than the answer to what was asked."""
    if header.get("pack_no") != pack_no:
        raise BadFrame(f"an answer of another pack than {pack_no}")
    try:
        return Looked(pack_no, Checks.model_validate_json(str(header.get("checks"))).root)
    except ValidationError as error:
        raise BadFrame(f"results that are none: {error.errors()[0]['msg']}") from error
