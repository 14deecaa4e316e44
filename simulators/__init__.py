"""The plant: a second composition root, which hands pretend devices to the very same line."""
