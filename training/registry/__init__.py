"""The registry of models: which bundles there are, and which of them stands where.

It proposes. What stations run is decided by the signed release alone.
"""
