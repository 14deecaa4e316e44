"""A soak of so many minutes, in build/torture/soak; the next run goes on with the same station.

Two runs of 55 minutes are a release's; a run of 24 to 72 hours is the same command. Beside the
figures lie the samples and a picture of each run. Whoever removes the folder begins anew.
"""

import json
from pathlib import Path
from typing import Final

from deploy.torture.noted_tests import PROJECT
from deploy.torture.portions import MINUTE_S, Tell
from deploy.torture.soak.chart import soak_chart
from deploy.torture.soak.grounds import Grounds, Wanted
from deploy.torture.soak.judging import judged
from deploy.torture.soak.rota import planned
from deploy.torture.soak.running import Soak, Soaked
from deploy.torture.soak.sampling import Samples
from edge_agent.line.drawing import write_drawing
from edge_agent.whole_files import write_whole
from hardware.clock import RealClock
from simulators.torture.figures import Figure

FOLDER: Final = PROJECT / "build" / "torture" / "soak"
PACKS_PER_MIN: Final = 300.0
FAULT_EVERY_S: Final = 60.0
SAMPLE_EVERY_S: Final = 5.0


def tortured(minutes: float, tell: Tell) -> list[Figure]:
    wanted = Wanted(PACKS_PER_MIN, minutes * MINUTE_S, FAULT_EVERY_S)
    soaked = soak(FOLDER, wanted, SAMPLE_EVERY_S, tell)
    figures = judged(soaked)
    keep(FOLDER, soaked, figures)
    return figures


def soak(folder: Path, wanted: Wanted, sample_every_s: float, tell: Tell) -> Soaked:
    """Unreachable where the station dies, or its records do not arrive."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = planned(wanted.seconds, wanted.fault_every_s)
    tell(f"the station starts in {folder}")
    with Grounds(folder, RealClock(), wanted) as grounds:
        soaked = Soaked(plan, Samples(folder / f"samples-{grounds.boot}.jsonl"))
        tell(f"start {grounds.boot} of this station, for {wanted.seconds / MINUTE_S:g} min")
        Soak(grounds, soaked, tell).run(wanted.seconds, sample_every_s)
    return soaked


def keep(folder: Path, soaked: Soaked, figures: list[Figure]) -> None:
    run = soaked.samples.file.stem.removeprefix("samples-")
    document = {"figures": [one.document() for one in figures]}
    write_whole(folder / f"figures-{run}.json", json.dumps(document, indent=1).encode() + b"\n")
    write_drawing(soak_chart(soaked), folder / f"course-{run}.svg")
