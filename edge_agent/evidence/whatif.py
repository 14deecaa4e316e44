"""`packwarden whatif` as functions: a document from recorded packs, or from the reference case.

Command, page and library ask `whatif_of`, so that they say the same.
"""

from pathlib import Path
from typing import Any

from edge_agent.core.errors import InvalidInput
from edge_agent.core.fates import OperatorModel
from edge_agent.core.lecture_case import ASSUMED, lecture_case
from edge_agent.core.money import Prices
from edge_agent.core.pack_columns import Floats
from edge_agent.core.whatif import THRESHOLDS, what_if
from edge_agent.evidence.data_folder import folder_of
from edge_agent.evidence.packs_so_far import RecordedShift, recorded_shift
from edge_agent.evidence.prices_file import load_prices
from edge_agent.evidence.window import ALL_PACKS, Window


def whatif_recorded(
    records: Path,
    prices_file: Path | None,
    recipe: Path | None = None,
    window: Window = ALL_PACKS,
) -> dict[str, Any]:
    """`records` is a station's data folder, or the events.db in it."""
    if prices_file is None:
        raise InvalidInput(
            "prices are missing: name a TOML file with --prices whose table [prices] states "
            "shipped_eur, claimed_eur, rejected_eur and reviewed_eur"
        )
    prices, operator = load_prices(prices_file)
    shift = recorded_shift(folder_of(records), recipe, window)
    return {"records": str(records), **whatif_of(shift, prices, operator)}


def whatif_of(
    shift: RecordedShift,
    prices: Prices,
    operator: OperatorModel,
    thresholds: Floats = THRESHOLDS,
) -> dict[str, Any]:
    """`thresholds` ascend within (0, 1]; InvalidInput where no pack's truth is known."""
    document = what_if(shift.packs, prices, operator, thresholds).document()
    return {"truth_sources": dict(shift.truth_sources), **document}


def whatif_lecture(prices_file: Path | None) -> dict[str, Any]:
    """The reference case; without stated prices with the usual ones, which it prints."""
    prices, operator = Prices(), OperatorModel()
    if prices_file is not None:
        prices, operator = load_prices(prices_file)
    return {"case": "lecture", **what_if(lecture_case(), prices, operator).document(ASSUMED)}
