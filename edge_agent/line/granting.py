"""What a station may do when it starts: kept on its disk, borne out by certificates and signed
acts, and told where it is less than recipe and ceiling ask for.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from edge_agent.core.autonomy.level_events import FELL, NOT_EARNED, RAISED, STANDING_LOST
from edge_agent.core.autonomy.standing import Standing, level_in_force
from edge_agent.core.recipe import Recipe
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.setups import setups_of
from edge_agent.evidence.taken_back import taken_back
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.line.lapses import borne_out, lapses, unearned, with_thresholds
from edge_agent.line.parts import Granted, Recorder
from edge_agent.line.raises_at_start import FOLLOWED, known_in, last_act, pending_raises
from edge_agent.line.standing_at_start import kept_standing
from edge_agent.people.grants import Earned, earned_in
from edge_agent.station_tables import StationSettings
from edge_agent.store.events import EventReader
from edge_agent.store.standing import StandingFile
from hardware.interfaces import Clock


@dataclass(frozen=True, slots=True)
class Start:
    """One start of one station."""

    settings: StationSettings
    loaded: LoadedRecipe
    data: DataFolder
    is_first: bool
    clock: Clock
    recorder: Recorder
    tell: Callable[[str], None]
    bundle_sha256: str


def granted_at(start: Start, file: StandingFile) -> Granted:
    """What was kept of the standing, as far as certificates and signed acts bear it out."""
    could_act = start.settings.has_gate
    kept = kept_standing(file, start.is_first, could_act)
    if kept.trouble is not None:
        start.recorder.event(STANDING_LOST, {"why": kept.trouble})
    earned = earned_at(start)
    granted = raised_since(
        start, borne_out(kept.standing, earned, start.settings.lowerings), earned
    )
    standing = granted.standing if could_act else granted.standing.taken_over()
    tell_unearned(start, standing, earned)
    if start.is_first or standing != kept.standing:  # at a later start its absence is a loss
        file.keep(standing, file.is_stopped)
    tell_falls(start, kept.standing, standing, earned)
    return replace(granted, standing=standing, is_stopped=file.is_stopped)


def raised_since(start: Start, granted: Granted, earned: Earned) -> Granted:
    """With what was signed while the line was not running."""
    with closing(EventReader(start.data.events)) as reader:
        known = known_in(reader)
    for raised in pending_raises(granted.standing, earned, known):
        standing = granted.standing.raised(raised.act)
        granted = replace(granted, standing=standing)
        start.recorder.event(RAISED, raised.told)
    if last_act(earned) > known.followed:
        start.recorder.event(FOLLOWED, {"seq": last_act(earned)})
    return with_thresholds(granted, earned)


def earned_at(start: Start) -> Earned:
    setups = setups_of(
        *(start.settings.station.full_name, start.loaded.recipe, start.loaded.hash),
        *(start.bundle_sha256, start.settings.camera_profile),
    )
    return earned_in(start.data.folder, setups, start.clock.wall(), taken_back(start.data))


def tell_unearned(start: Start, standing: Standing, earned: Earned) -> None:
    ceiling = start.settings.station.ceiling
    for sentence in unearned(start.loaded.recipe, ceiling, standing, earned):
        start.tell(sentence)
        start.recorder.event(NOT_EARNED, {"why": sentence})


def tell_falls(start: Start, kept: Standing, standing: Standing, earned: Earned) -> None:
    recipe: Recipe = start.loaded.recipe
    ceiling = start.settings.station.ceiling
    for lapse in lapses(kept, earned):
        before = level_in_force(kept, recipe, ceiling)
        body = {"cause": lapse.cause, "why": lapse.why, "checks": [lapse.check]}
        levels = {"from": before, "to": level_in_force(standing, recipe, ceiling)}
        start.recorder.event(FELL, {**body, **levels, "revoked": []})
