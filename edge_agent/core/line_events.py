"""Kinds of the events that tell whether a line runs, and whether it sees.

The line writes them; evidence, pages and the centre are made of them.
"""

from typing import Final

STARTED: Final = "started"
"""What is in force from this start on."""
ENDED: Final = "ended"
"""As it was asked to; a line that dies writes none."""
BELT_STOP: Final = "belt_stop"
"""One more reason for which the belt stands."""
BELT_STOP_OVER: Final = "belt_stop_over"
"""One reason less."""
PACKML_CHANGED: Final = "packml"
CAMERA_LOST: Final = "camera_lost"
CAMERA_BACK: Final = "camera_back"
