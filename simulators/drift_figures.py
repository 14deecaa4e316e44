"""What the real inspector makes of a fault as it grows, as figures: see `drift_measuring`.

Between two measured stages everything is interpolated straight.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FILE = "drift_figures.json"


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """One fault from none to its end."""

    stages: Floats
    quantiles: Floats
    wrong: Floats
    """Share of packs with a wrong verdict, by stage."""
    measures: dict[str, Floats]
    """By name: stages x quantiles."""

    def drawn(self, name: str, progress: float, luck: Floats) -> Floats:
        """Values of a measure at this stage; `luck` in [0, 1), of any shape."""
        at = float(np.interp(progress, self.stages, np.arange(len(self.stages))))
        below = min(int(at), len(self.stages) - 2)
        table = self.measures[name]
        row = table[below] + (at - below) * (table[below + 1] - table[below])
        return np.asarray(np.interp(luck, self.quantiles, row))

    def doubled_at(self, usual_error: float) -> float:
        """Progress at which the fault alone errs as often as the line usually does.

        What is wrong without the fault is not of the fault; a measured share that falls again
        counts as staying.
        """
        excess = np.maximum.accumulate(np.maximum(self.wrong - self.wrong[0], 0.0))
        last = int(np.argmax(excess >= usual_error))
        return float(
            np.interp(usual_error, excess[last - 1 : last + 1], self.stages[last - 1 :][:2])
        )

    @classmethod
    def read(cls, fault: str) -> Self:
        """`fade` or `fog`."""
        document = json.loads(files("simulators").joinpath(FILE).read_text())
        found = document["faults"][fault]
        return cls(
            np.array(document["stages"]),
            np.array(document["quantiles"]),
            np.array(found["wrong"]) / document["packs"],
            {name: np.array(table) for name, table in found["measures"].items()},
        )
