"""The prices that a plant states for a what-if, and how its operator judges: a TOML file."""

from pathlib import Path

from pydantic import Field

from edge_agent.core.fates import OperatorModel
from edge_agent.core.money import Prices
from edge_agent.toml_files import StrictModel, load_toml

USUAL = OperatorModel()


class PriceTable(StrictModel):
    """In euros a pack; all of them are the plant's to state."""

    shipped_eur: float = Field(ge=0, allow_inf_nan=False)
    claimed_eur: float = Field(ge=0, allow_inf_nan=False)
    rejected_eur: float = Field(ge=0, allow_inf_nan=False)
    reviewed_eur: float = Field(ge=0, allow_inf_nan=False)


class OperatorTable(StrictModel):
    hit_share: float = Field(default=USUAL.hit_share, ge=0, le=1)
    false_alarm_share: float = Field(default=USUAL.false_alarm_share, ge=0, le=1)
    response_s: float = Field(default=USUAL.response_s, gt=0, le=60)


class PricesFile(StrictModel):
    prices: PriceTable
    operator: OperatorTable = OperatorTable()


def load_prices(file: Path) -> tuple[Prices, OperatorModel]:
    """NotFound, or SettingsError with the line, otherwise."""
    found = load_toml(file, PricesFile)
    return Prices(**found.prices.model_dump()), OperatorModel(**found.operator.model_dump())
