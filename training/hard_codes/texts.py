"""What stands on the packs of the set: an expiry and a lot, as medicine and food packs print them.

Texts have capitals, digits and the separators of a code; small letters are not stamped or pecked.
"""

from datetime import date, timedelta

import numpy as np

from edge_agent.core.dates import parse_format

EXPIRY_WORDS = ("EXP ", "EXP. ", "EXP:", "EXP ", "E ", "BB ", "USE BY ", "VAL ", "MHD ", "", "", "")
LOT_WORDS = ("LOT ", "LOT ", "LOT:", "L", "L ", "B.NO ", "BATCH ", "CH.-B. ", "BN ", "", "")
DATE_FORMATS = (
    *("MM/YYYY", "MM YYYY", "MM-YYYY", "MM.YYYY", "MM/YY", "MMM YYYY", "MMM YY", "YYYY-MM"),
    *("DD.MM.YYYY", "DD/MM/YYYY", "DD.MM.YY", "DD MMM YYYY", "YYYY.MM.DD", "DDMMYY", "YYYYMMDD"),
)
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
FIRST_DAY = date(2024, 1, 1)
DAYS = 8 * 365

Rng = np.random.Generator


def expiry_text(rng: Rng) -> str:
    day = FIRST_DAY + timedelta(days=int(rng.integers(DAYS)))
    return str(rng.choice(EXPIRY_WORDS)) + parse_format(str(rng.choice(DATE_FORMATS)), "en").write(
        day
    )


def lot_text(rng: Rng) -> str:
    """Four to nine signs, letters before or among the digits."""
    digits = "".join(rng.choice(list("0123456789"), int(rng.integers(4, 8))))
    letters = "".join(rng.choice(list(LETTERS), int(rng.integers(0, 3))))
    middle = int(rng.integers(len(digits))) if rng.random() < 0.3 else 0
    return str(rng.choice(LOT_WORDS)) + digits[:middle] + letters + digits[middle:]
