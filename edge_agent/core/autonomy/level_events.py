"""Kinds of the events that tell how a station's levels came to be what they are.

The line writes them, a start reads what they did, and evidence and pages are made of them.
"""

from typing import Final

RAISED: Final = "level_raised"
"""A signed act was carried out."""
LOWERED: Final = "level_lowered"
"""One tap of a person."""
FELL: Final = "level_fell"
"""By a cause; certificates may be revoked with it."""
TROUBLE_OVER: Final = "trouble_over"
CLEARED: Final = "suspension_cleared"
ACCEPTED: Final = "lower_level_accepted"
BYPASS_STARTED: Final = "bypass_started"
BYPASS_OVER: Final = "bypass_over"
NOT_EARNED: Final = "level_not_earned"
"""The recipe asks for more than the station has earned."""
STANDING_LOST: Final = "standing_lost"
"""What was kept of the levels could not be believed at a start."""

CHANGES: Final = (
    *(RAISED, LOWERED, FELL, TROUBLE_OVER, CLEARED, ACCEPTED),
    *(BYPASS_STARTED, BYPASS_OVER, NOT_EARNED, STANDING_LOST),
)
