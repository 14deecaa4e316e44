"""Which addresses of the centre take longer bodies than a form, and how long."""

from typing import Final

from deploy.fleet.orders.from_csv import LARGEST_BYTES as LARGEST_CSV_BYTES
from edge_agent.uplink.carriers.parcels import LARGEST_BYTES as LARGEST_PARCEL_BYTES
from edge_agent.uplink.carriers.parcels import PATH as LETTERS
from edge_agent.uplink.recipes.listing import MOST_BYTES as LARGEST_RECIPE_BYTES
from edge_agent.web.shield import LONGEST_BODY_BYTES

ZIP_BYTES: Final = 64 * 1024
"""What an archive takes beside its files."""
LONGER: Final = {
    "/api/v1/recipe-versions": LARGEST_RECIPE_BYTES + ZIP_BYTES,
    "/api/v1/orders/import": LARGEST_CSV_BYTES,
    LETTERS: LARGEST_PARCEL_BYTES,
}


def longest_body(path: str) -> int:
    return LONGER.get(path, LONGEST_BODY_BYTES)
