"""Releases models and runs the services of the centre."""
