"""Inspection as a service: as a process, in a container, as a function, and as an MLflow model."""
