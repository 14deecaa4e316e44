"""The product: one station's agent, from frame to gate and record."""

import os

# onnxruntime reports its use to its maker, on Linux too, unless this is set before it is imported
# (https://github.com/microsoft/onnxruntime/pull/27379). A station tells nobody what its plant has
# not asked for.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
