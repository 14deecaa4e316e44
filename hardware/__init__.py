"""Devices: cameras, belts, gates and clocks. Knows nothing of packs, recipes or verdicts."""
