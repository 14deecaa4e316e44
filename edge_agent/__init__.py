"""The product: one station's agent, from frame to gate and record."""
