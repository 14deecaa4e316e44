"""A line with a new defect, and a station at it."""

from pathlib import Path

from deploy.learning.days import GOLDEN_SEED
from deploy.learning.new_defect import NewDefect
from deploy.learning.station_eyes import StationEyes
from edge_agent.inspection.recipe_files import save_recipe

DEFECT = NewDefect("carton", 0.3, 2)


def station_eyes(folder: Path) -> StationEyes:
    save_recipe(DEFECT.made.recipe(), DEFECT.made.golden(GOLDEN_SEED), folder / "recipe")
    return StationEyes(DEFECT, folder / "recipe", folder / "seen")
