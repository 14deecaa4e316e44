"""An inspector ready for its first pack: models loaded, warmed up, one thread of its own."""

import cv2

from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.ppocr import PpocrLineReader, PpocrTextFinder
from edge_agent.inspection.recipe_files import LoadedRecipe


def open_inspector(loaded: LoadedRecipe) -> Inspector:
    """With the models in use. OpenCV's own threads would only compete with the line for cores."""
    cv2.setNumThreads(1)
    inspector = Inspector(loaded, PpocrLineReader(), PpocrTextFinder())
    inspector.warm_up()
    return inspector
