"""The commands that come after `init`, in their order."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from edge_agent.first_station.answers import Answers, CameraKind, CentreKind, GateKind
from edge_agent.first_station.station_text import RECIPE


def next_steps(file: Path, answers: Answers) -> list[str]:
    return list(steps(file, answers))


def steps(file: Path, answers: Answers) -> Iterator[str]:
    station = shlex.quote(str(file))
    is_drawn = answers.camera.kind is CameraKind.SIMULATED
    if not is_drawn and answers.good is None:
        recipe = shlex.quote(str(file.with_name(RECIPE)))
        yield f"packwarden teach GOOD-PICTURES --out {recipe}"
    if answers.centre.kind is not CentreKind.NONE:
        yield f"packwarden people centre-key KEY-OF-THE-CENTRE --station {station}"
    if answers.gate.kind is GateKind.SIMULATED:
        yield f"packwarden plant --station {station}    # the belt, in a terminal of its own"
    yield f"packwarden check {station}"
    packs = " --packs 20" if is_drawn else ""
    yield f"packwarden run --station {station}{packs}"
