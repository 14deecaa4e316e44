"""For what a certificate must be issued: one value for each check of a recipe. Pure."""

from edge_agent.core.certificate import Setup
from edge_agent.core.recipe import Recipe


def setups_of(
    station: str, recipe: Recipe, recipe_hash: str, bundle_sha256: str, camera_profile: str
) -> list[Setup]:
    """For each check of the recipe what a certificate must be for."""
    return [
        Setup(
            station=station,
            recipe=recipe.name,
            recipe_hash=recipe_hash,
            check=check.name,
            bundle_sha256=bundle_sha256,
            camera_profile=camera_profile,
        )
        for check in recipe.checks
    ]
