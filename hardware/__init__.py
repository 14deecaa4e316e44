"""Devices: cameras, belts, gates and clocks. Knows nothing of packs, recipes or verdicts.

OpenCV reads these settings once, when it is imported for the first time; therefore they stand here,
where every import of this package comes by.
"""

import os

MOST_PIXELS = 120_000_000
"""More than the largest area camera sold for packaging lines (about 100 megapixels)."""
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MOST_PIXELS))
# What OpenCV and its FFmpeg write to standard error is told by our own errors, in one line.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
