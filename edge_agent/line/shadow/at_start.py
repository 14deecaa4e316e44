"""Where another bundle looks on beside the line of this start, and what it goes on with."""

from contextlib import closing

from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.shadow_log import shadow_order, tallies_since_order
from edge_agent.line.shadow.process import Places, ShadowProcess
from edge_agent.line.shadowing import Beside, ShadowRecorder
from edge_agent.store.events import EventReader
from hardware.interfaces import Clock


def shadow_process(data: DataFolder, recipe_hash: str, clock: Clock) -> ShadowProcess:
    """With the recipe as it is kept, which nobody changes."""
    return ShadowProcess(Places(data.bundles, data.recipe(recipe_hash)), clock)


def beside_at_start(data: DataFolder, process: ShadowProcess, recorder: ShadowRecorder) -> Beside:
    """What the log of earlier starts says goes on."""
    with closing(EventReader(data.events)) as reader:
        return Beside(process, recorder, shadow_order(reader), tallies_since_order(reader))
