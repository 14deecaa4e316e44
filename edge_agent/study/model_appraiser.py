"""The station's own inspector as an appraiser: the same pictures, the same number of trials."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from edge_agent.core.errors import InvalidInput
from edge_agent.core.judge import judge
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult, Verdict
from edge_agent.core.study.plan import Answer, Picture, Plan
from edge_agent.core.study.result import MODEL, Shown
from edge_agent.inspection.inspector import Inspector
from edge_agent.study.folder import picture_bytes
from hardware.pictures import decode_picture

Told = Callable[[float], None]
"""Share of the work that is done."""


def model_answers(plan: Plan, inspector: Inspector, told: Told) -> list[Answer]:
    """Every pack in every trial; a file that comes again is looked at once."""
    showings = plan.showings(MODEL)
    known: dict[str, Verdict] = {}
    answers = []
    for done, showing in enumerate(showings, start=1):
        seen_before = plan.shown is Shown.SAME_FILE and showing.pack.name in known
        if not seen_before:
            known[showing.pack.name] = verdict_on(showing.capture, showing.pack.order, inspector)
        answers.append(Answer(showing.trial, showing.pack.name, known[showing.pack.name]))
        told(done / len(showings))
    return answers


def verdict_on(capture: Sequence[Picture], order: Order | None, inspector: Inspector) -> Verdict:
    """Of all views together; without a view's name, of the view that the picture shows."""
    checks = [check for picture in capture for check in checks_of(picture, order, inspector)]
    views = {check.view for check in checks}
    recipe = inspector.loaded.recipe
    asked = tuple(check for check in recipe.checks if check.view in views)
    return judge(replace(recipe, checks=asked), checks).verdict


def checks_of(picture: Picture, order: Order | None, inspector: Inspector) -> Sequence[CheckResult]:
    pixels = decode_picture(picture_bytes(picture), str(picture.file))
    view = picture.view or inspector.view_of(pixels)
    if view not in inspector.views:
        raise InvalidInput(
            f"{picture.file} is of view {view!r}, which the recipe does not have; name the recipe"
            " that the packs were recorded with"
        )
    return inspector.inspect(view, pixels, order)
