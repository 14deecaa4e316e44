"""An inspector ready for its first pack: models loaded, warmed up, one thread of its own."""

import gc
from datetime import date
from functools import cache
from pathlib import Path

import cv2

from edge_agent.inspection.backbone import Backbone
from edge_agent.inspection.bundle import Bundle, base_bundle
from edge_agent.inspection.cascade import Cascade, SecondReader
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.learned_check import learned_checks
from edge_agent.inspection.one_view import OneViewReader
from edge_agent.inspection.own_finder import OwnTextFinder
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.ppocr import PpocrLineReader, PpocrTextFinder
from edge_agent.inspection.quick_look import QuickReader
from edge_agent.inspection.recipe_files import LoadedRecipe
from hardware.clock import RealClock


def open_inspector(loaded: LoadedRecipe, bundle: Bundle | None = None) -> Inspector:
    """With the nets of a bundle; None: of the one that ships.

    OpenCV's own threads would only compete with the line for cores.

    What is there when it is ready stays, so it is taken out of Python's collection of garbage: one
    full collection would hold up a pack by 30 ms.
    """
    cv2.setNumThreads(1)
    used = bundle or base_bundle()
    backbone = open_backbone(used)
    learned = learned_checks(used, loaded.recipe, backbone)
    inspector = Inspector(loaded, open_readers(used), PpocrTextFinder(), backbone, learned)
    inspector.warm_up()
    gc.collect()
    gc.freeze()
    return inspector


def open_readers(bundle: Bundle | None = None) -> Cascade:
    """The reader of a bundle, and PP-OCR's for what leaves it unsure."""
    return Cascade(open_own_reader(bundle), SecondReader(PpocrLineReader(), RealClock()))


def open_own_reader(bundle: Bundle | None = None) -> OwnLineReader:
    return OwnLineReader((bundle or base_bundle()).file("reader.onnx"))


def open_backbone(bundle: Bundle | None = None) -> Backbone:
    """The backbone of a bundle, which every appearance check of this process shares."""
    used = bundle or base_bundle()
    return shared_backbone(used.file("backbone.onnx"), used.sha256)


@cache
def shared_backbone(model: Path, _bundle_sha256: str) -> Backbone:
    """Another bundle may lie in the same place later."""
    return Backbone(model)


def open_quick_reader(today: date) -> QuickReader | None:
    """With finder and reader of the base bundle; None where it has no finder."""
    bundle = base_bundle()
    if bundle.model("finder") is None:
        return None
    finder = OwnTextFinder(bundle.file("finder.onnx"))
    return QuickReader(OneViewReader(open_own_reader()), finder, today)
