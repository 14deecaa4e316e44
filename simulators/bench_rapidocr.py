"""RapidOCR and zxing-cpp on the same frames: what a user would pick for nothing and offline."""

from collections.abc import Sequence

import zxingcpp
from rapidocr import RapidOCR

from hardware.interfaces import Pixels

ONE_THREAD = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


class RapidOcrPeer:
    """Two engines, since one keeps its call's options for the next call."""

    name = "RapidOCR (PP-OCRv6 small) + zxing-cpp"

    def __init__(self) -> None:
        self.finds_and_reads = RapidOCR(params=ONE_THREAD)
        self.reads = RapidOCR(params=ONE_THREAD)

    def whole_frame(self, frame: Pixels) -> None:
        self.finds_and_reads(frame, use_det=True, use_cls=True, use_rec=True)
        zxingcpp.read_barcodes(frame)

    def lines(self, cuts: Sequence[Pixels]) -> None:
        for cut in cuts:
            self.reads(cut, use_det=False, use_cls=False, use_rec=True)
