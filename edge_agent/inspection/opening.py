"""An inspector ready for its first pack: models loaded, warmed up, one thread of its own."""

import gc
from datetime import date
from functools import cache

import cv2

from edge_agent.inspection.backbone import Backbone
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.cascade import Cascade, SecondReader
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.one_view import OneViewReader
from edge_agent.inspection.own_finder import OwnTextFinder
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.ppocr import PpocrLineReader, PpocrTextFinder
from edge_agent.inspection.quick_look import QuickReader
from edge_agent.inspection.recipe_files import LoadedRecipe
from hardware.clock import RealClock


def open_inspector(loaded: LoadedRecipe) -> Inspector:
    """With the models in use. OpenCV's own threads would only compete with the line for cores.

    What is there when it is ready stays, so it is taken out of Python's collection of garbage: one
    full collection would hold up a pack by 30 ms.
    """
    cv2.setNumThreads(1)
    inspector = Inspector(loaded, open_readers(), PpocrTextFinder(), open_backbone())
    inspector.warm_up()
    gc.collect()
    gc.freeze()
    return inspector


def open_readers() -> Cascade:
    """The reader of the base bundle, and PP-OCR's for what leaves it unsure."""
    return Cascade(open_own_reader(), SecondReader(PpocrLineReader(), RealClock()))


def open_own_reader() -> OwnLineReader:
    return OwnLineReader(base_bundle().file("reader.onnx"))


@cache
def open_backbone() -> Backbone:
    """The backbone of the base bundle, which every appearance check of this process shares."""
    return Backbone(base_bundle().file("backbone.onnx"))


def open_quick_reader(today: date) -> QuickReader | None:
    """With finder and reader of the base bundle; None where it has no finder."""
    bundle = base_bundle()
    if bundle.model("finder") is None:
        return None
    finder = OwnTextFinder(bundle.file("finder.onnx"))
    return QuickReader(OneViewReader(open_own_reader()), finder, today)
