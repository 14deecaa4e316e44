"""The whole pipeline: training's stages and the signed release, run by Dagster in one process."""
