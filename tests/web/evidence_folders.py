"""What a station of `small_station` has recorded when its check has earned act_when_sure."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_agent.core.labels import LabelSource
from edge_agent.core.study.result import STUDY_FILE, as_document
from edge_agent.inspection.bundle import base_bundle
from edge_agent.people.keys import SigningKey
from edge_agent.people.station_key import TRUST_FILE, trust_of
from edge_agent.people.trust import Owner, as_trusted, save_trust
from edge_agent.station_tables import StationSettings
from tests.core.autonomy.gates import study
from tests.evidence.gate_folders import CHECK, Folder
from tests.people.samples import NOW

BUNDLE = base_bundle().sha256
GOOD, BAD, MADE, OTHERS = 390, 180, 3, 430


def record_shadow_run(settings: StationSettings, lots: int = 3) -> str:
    """A run that passes the gate of act_when_sure; with fewer lots than three it lacks just that.
    The hash of its recipe."""
    with Folder(settings.data.folder) as station:
        station.started(camera=settings.camera_profile)
        for number in range(3):
            lot = f"L{number % lots}"
            seen = station.packs_seen(GOOD // 3, 0.1, lot, bundle_sha256=BUNDLE)
            station.label(seen)
        bad = station.packs_seen(BAD, 0.9, "L0", bundle_sha256=BUNDLE)
        station.label(bad, defective=True)
        made = station.packs_seen(MADE, 0.9, "L0", bundle_sha256=BUNDLE)
        station.label(made, True, LabelSource.CHALLENGE, (CHECK,))
        station.packs_seen(OTHERS, lot="L0", bundle_sha256=BUNDLE)
        recipe_hash = station.recipe_hash
    document = as_document(study(recipe_hash=recipe_hash, bundle_sha256=BUNDLE))
    (settings.data.folder / STUDY_FILE).write_text(json.dumps(document))
    return recipe_hash


@contextmanager
def site_key(settings: StationSettings) -> Iterator[Path]:
    """A key of the site that the station trusts, in a file of its own."""
    file = settings.data.folder.parent / "site.key"
    key = SigningKey.create(file)
    trusted = as_trusted(key, Owner.SITE, settings.station.site, NOW)
    folder = settings.data.folder
    save_trust(trust_of(folder).with_key(trusted), folder / TRUST_FILE)
    yield file
