"""A registered bundle: one version of the model of a product and camera profile."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from edge_agent.core.errors import InvalidInput
from edge_agent.inspection.bundle import Bundle
from training.registry.changes import LONGEST_WORDS
from training.registry.errors import RegistryDamaged
from training.registry.standing import Alias

KEY: Final = "packwarden.entry"
SHA256: Final = "packwarden.sha256"
"""A tag by itself, so that MLflow's own search finds a bundle."""
PLAIN: Final = re.compile(r"[\w ().,+=-]{1,80}")
"""A model of MLflow bears no slash and no colon in its name; a search quotes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the bundle itself does not say."""

    product: str
    camera_profile: str
    figures: Mapping[str, float]
    """What was measured of it, by names with units."""
    by: str
    why: str
    run_id: str | None = None
    """MLflow's name of the run that it came from."""
    data_version: str | None = None
    """Root hash of the data set; None: what the bundle's manifest says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version, as the registry tells it."""

    model: str
    """Such as `tray on plant-sim`."""
    version: int
    product: str
    camera_profile: str
    sha256: str
    """Of the bundle."""
    bundle_name: str
    bundle_version: str
    data_version: str
    code_revision: str
    figures: Mapping[str, float]
    run_id: str | None
    added_at: datetime
    by: str
    why: str
    aliases: tuple[Alias, ...] = ()
    """As it stands now."""

    def document(self) -> dict[str, Any]:
        return stated(self) | {
            "model": self.model,
            "version": self.version,
            "aliases": [alias.value for alias in self.aliases],
        }


def model_name(product: str, camera_profile: str) -> str:
    """InvalidInput for what MLflow takes as no name."""
    for what, name in (("product", product), ("camera profile", camera_profile)):
        if not PLAIN.fullmatch(name):
            raise InvalidInput(
                f"the {what} {name!r} cannot name a model; give 1 to 80 letters, digits, spaces "
                "or any of ().,+=_-"
            )
    return f"{product} on {camera_profile}"


def refuse_nameless(by: str, why: str) -> None:
    """Whoever changes something is known, and says why."""
    for what, words in (("by whom", by), ("why", why)):
        if not 0 < len(words.strip()) <= LONGEST_WORDS:
            raise InvalidInput(f"say {what}, in at most {LONGEST_WORDS} characters")


def tags_of(bundle: Bundle, facts: Facts, at: datetime) -> dict[str, str]:
    """What is kept of a new version."""
    manifest = bundle.manifest
    document = {
        "product": facts.product,
        "camera_profile": facts.camera_profile,
        "sha256": bundle.sha256,
        "bundle_name": manifest.name,
        "bundle_version": manifest.version,
        "data_version": facts.data_version or manifest.data_sha256,
        "code_revision": manifest.code_revision,
        "figures": dict(facts.figures),
        "run_id": facts.run_id,
        "added_at": at.isoformat(),
        "by": facts.by,
        "why": facts.why,
    }
    return {KEY: json.dumps(document, ensure_ascii=False), SHA256: bundle.sha256}


def stated(entry: Entry) -> dict[str, Any]:
    names = ("product", "camera_profile", "sha256", "bundle_name", "bundle_version")
    more = ("data_version", "code_revision", "run_id", "by", "why")
    told = {name: getattr(entry, name) for name in (*names, *more)}
    return told | {"figures": dict(entry.figures), "added_at": entry.added_at.isoformat()}


def entry_of(
    model: str, version: int, tags: Mapping[str, str], aliases: tuple[Alias, ...]
) -> Entry | None:
    """None for a version that somebody else made. RegistryDamaged for one that cannot be read."""
    if KEY not in tags:
        return None
    try:
        told = json.loads(tags[KEY])
        at = datetime.fromisoformat(told.pop("added_at"))
        return Entry(model=model, version=version, aliases=aliases, added_at=at, **told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RegistryDamaged(f"version {version} of {model}: {KEY}: {error}") from error
