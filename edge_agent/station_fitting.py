"""Whether recipe, order, cameras and challenge packs of a station fit each other."""

from edge_agent.core.autonomy.challenge_plan import ChallengePlan
from edge_agent.core.errors import Conflict
from edge_agent.core.expected_print import check_order
from edge_agent.core.order import Order
from edge_agent.core.recipe import NoAnswer, Recipe
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.station_tables import StationSettings
from hardware.interfaces import Clock
from hardware.settings import NoGateSettings


def order_for(settings: StationSettings, loaded: LoadedRecipe, clock: Clock) -> Order | None:
    """The order in force; InvalidInput when this recipe cannot be made to it."""
    if settings.order is None:
        return None
    order = settings.order.as_order(loaded.recipe.name)
    check_order(loaded.recipe, order, clock.wall().date())
    return order


def refuse_unfit(settings: StationSettings, recipe: Recipe) -> None:
    """A recipe that this station could not make."""
    refuse_other_views(settings, recipe)
    refuse_stop_that_cannot_be(settings, recipe)
    refuse_other_checks(settings.challenges.plan(), recipe)


def refuse_other_views(settings: StationSettings, recipe: Recipe) -> None:
    cameras = {camera.view for camera in settings.cameras}
    views = {view.name for view in recipe.views}
    if cameras != views:
        raise Conflict(
            f"recipe {recipe.name} has the views {', '.join(sorted(views))} and the station "
            f"has cameras for {', '.join(sorted(cameras))}; give every view its camera"
        )


def refuse_other_checks(plan: ChallengePlan, recipe: Recipe) -> None:
    known = [check.name for check in recipe.checks]
    for challenge in plan.challenges:
        for check in challenge.checks:
            if check not in known:
                raise Conflict(
                    f"challenge pack {challenge.name!r} shall be noticed by {check!r}; recipe "
                    f"{recipe.name} has the checks {', '.join(known)}"
                )


def refuse_stop_that_cannot_be(settings: StationSettings, recipe: Recipe) -> None:
    """A recipe may ask that the belt waits for an answer; where a gate is, it must be able to."""
    gate = settings.gate
    if isinstance(gate, NoGateSettings) or recipe.no_answer is not NoAnswer.STOP:
        return
    if gate.belt.stop_mm == 0:
        raise Conflict(
            f"recipe {recipe.name} stops the belt where nobody answers, and this gate's "
            "controller cannot; wire the belt stop and measure stop_mm, or set no_answer = 'pass'"
        )
