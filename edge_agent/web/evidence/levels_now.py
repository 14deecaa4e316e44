"""How far each check may go: as the line tells it, else as its files kept it.

Without a line nothing acts, so what stands in the files is what the next start begins with.
"""

from dataclasses import dataclass
from pathlib import Path

from edge_agent.control.line_state import CheckState, LineState
from edge_agent.core.autonomy.standing import Standing, Suspension
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.certificate import Certificate, Setup
from edge_agent.core.errors import NotFound
from edge_agent.core.line_events import STARTED
from edge_agent.core.packs import Level
from edge_agent.core.policy import lower_of
from edge_agent.core.recipe import Check, Recipe
from edge_agent.evidence.gate_log import origin_in
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe
from edge_agent.people.certificates import readable
from edge_agent.store.pages import RecordFilter
from edge_agent.toml_files import load_toml
from edge_agent.web.api.station_routes import NO_PACK, kept_standing
from edge_agent.web.site import Site


@dataclass(frozen=True, slots=True)
class LevelsNow:
    recipe: str
    ceiling: Level
    checks: tuple[CheckState, ...]
    suspensions: tuple[Suspension, ...]
    lacking: tuple[str, ...]
    """What is missing until what is suspended may be given back."""
    hands_over: bool
    """A level has fallen, and nobody has taken over."""
    line: str | None
    """The start of the line that told it; None: it stands so in the files."""
    why_no_line: str

    def check(self, name: str) -> CheckState:
        for check in self.checks:
            if check.name == name:
                return check
        raise NotFound(f"recipe {self.recipe} has no check {name!r}")


def levels_now(site: Site) -> LevelsNow:
    """StoreDamaged, SettingsError where a file of the station cannot be read."""
    state = site.line.state
    return kept_levels(site) if state is None else told_levels(state)


def told_levels(state: LineState) -> LevelsNow:
    return LevelsNow(
        recipe=state.identity.recipe,
        ceiling=state.ceiling,
        checks=state.checks,
        suspensions=state.suspensions,
        lacking=state.lacking,
        hands_over=state.hands_over,
        line=state.identity.line,
        why_no_line="",
    )


def kept_levels(site: Site) -> LevelsNow:
    recipe, kept = recipe_now(site), kept_standing(site)
    standing = Standing(kept.recipes.get(recipe.name, {}), kept.suspensions)
    issued = readable(site.folder)
    ceiling = site.settings.station.ceiling
    return LevelsNow(
        recipe=recipe.name,
        ceiling=ceiling,
        checks=tuple(kept_check(check, standing, ceiling, issued) for check in recipe.checks),
        suspensions=kept.suspensions,
        lacking=standing.lacking() if kept.suspensions else (),
        hands_over=kept.handover_open,
        line=None,
        why_no_line=site.line.why_none,
    )


def kept_check(
    check: Check, standing: Standing, ceiling: Level, issued: dict[str, Certificate]
) -> CheckState:
    grant = standing.grant_of(check.name)
    certificate = issued.get(grant.certificate_sha256 or "")
    return CheckState(
        name=check.name,
        kind=check.kind,
        view=check.view,
        asked=check.level,
        granted=grant.level,
        in_force=lower_of(ceiling, lower_of(check.level, standing.level_of(check.name))),
        certificate_sha256=grant.certificate_sha256,
        thresholds=None if certificate is None else certificate.use.thresholds,
    )


def thresholds_in_force(site: Site, check: str) -> Thresholds | None:
    """Of the check's certificate; None where the recipe's own limits decide."""
    found = (one for one in levels_now(site).checks if one.name == check)
    return next((one.thresholds for one in found if one.granted.acts), None)


# What certificates are for


@dataclass(frozen=True, slots=True)
class Inspecting:
    """What inspects now, or did last."""

    station: str
    boot: int
    recipe: str
    recipe_hash: str
    bundle_sha256: str
    checks: tuple[str, ...]


def setups_now(site: Site) -> dict[str, Setup]:
    """By check; NotFound before the first pack."""
    now = inspecting_now(site)
    profile = camera_profile_of(site, now.boot)
    setups = (
        Setup(
            station=now.station,
            recipe=now.recipe,
            recipe_hash=now.recipe_hash,
            check=check,
            bundle_sha256=now.bundle_sha256,
            camera_profile=profile,
        )
        for check in now.checks
    )
    return {setup.check: setup for setup in setups}


def inspecting_now(site: Site) -> Inspecting:
    state = site.line.state
    if state is None:
        return inspecting_last(site)
    named = state.identity
    return Inspecting(
        *(named.station, named.boot, named.recipe, named.recipe_hash, named.bundle_sha256),
        checks=tuple(check.name for check in state.checks),
    )


def inspecting_last(site: Site) -> Inspecting:
    found = site.store.records(RecordFilter(), 1)
    if not found:
        raise NotFound(NO_PACK)
    last = found[0].record
    recipe = recipe_in(site.recipe_file(last.recipe_hash))
    return Inspecting(
        *(site.station, found[0].boot, last.recipe, last.recipe_hash, last.bundle_sha256),
        checks=tuple(check.name for check in recipe.checks),
    )


def camera_profile_of(site: Site, boot: int) -> str:
    """As this start of the line told it; empty where its log does not say."""
    for stored in site.evidence.events.so_far():
        if stored.boot == boot and stored.event.kind == STARTED:
            return origin_in(stored).camera_profile or ""
    return ""


def recipe_now(site: Site) -> Recipe:
    """Of the last pack; before the first that of the station's settings."""
    found = site.store.records(RecordFilter(), 1)
    if found:
        kept = site.recipe_file(found[0].record.recipe_hash)
        if kept.is_file():
            return recipe_in(kept)
    return recipe_in(site.settings.station.recipe / "recipe.toml")


def recipe_in(file: Path) -> Recipe:
    return as_recipe(load_toml(file, RecipeTable))
