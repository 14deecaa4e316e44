"""The barcodes that are looked for on packs, by the names that zxing-cpp gives them."""

from typing import Literal, get_args

CodeFormat = Literal[
    "EAN13",
    "EAN8",
    "UPCA",
    "UPCE",
    "ITF",
    "Code39",
    "Code93",
    "Code128",
    "DataBar",
    "DataMatrix",
    "QRCode",
    "PDF417",
    "Aztec",
]
PACK_FORMATS: tuple[CodeFormat, ...] = get_args(CodeFormat)
