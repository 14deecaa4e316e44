"""The ways in which a demonstration's line reaches its plant: directly, or over a real protocol."""
