"""The registry: bundles by product and camera profile, their report cards, and their aliases.

Every change of aliases is one write (`changes.py`), so a promotion has happened or it has not.
MLflow has its aliases one by one; they follow in an order in which `champion` always names a
version that is there, and what was cut off between is made up for before the next change.

A folder is changed by one process at a time. On a server nothing keeps two from changing the same
model at once: let one pipeline do it.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from edge_agent.inspection.bundle import open_bundle
from edge_agent.sqlite_files import writer_lock
from hardware.clock import RealClock
from hardware.interfaces import Clock
from training.card.page import CARD
from training.card.report_card import ReportCard, card_document, complete, stored_card
from training.document_files import write_document
from training.registry.changes import Change, changes_in, standing_since
from training.registry.entries import (
    SHA256,
    Entry,
    Facts,
    entry_of,
    model_name,
    refuse_nameless,
    tags_of,
)
from training.registry.errors import AliasTaken, NotRegistered, RegistryDamaged
from training.registry.shelf import DATABASE, Shelf, Shelved, Version, passing_folder
from training.registry.standing import Alias, Standing, assigned, gone_back, promoted

BUNDLE: Final = "bundle"
CARDS: Final = "card"
MIRRORED: Final = (Alias.PREVIOUS, Alias.CHAMPION, Alias.CHALLENGER, Alias.CANDIDATE)
"""In which order aliases are set; they are taken away after that."""


class Registry:
    """At a folder, or at the http(s) address of an MLflow server."""

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self.clock = clock or RealClock()
        self.shelf = Shelf(url)

    def list(self) -> tuple[Entry, ...]:
        """Everything that is registered, by model and version."""
        return tuple(one for shelved in self.shelf.models() for one in self._entries(shelved))

    def entries(self, model: str) -> tuple[Entry, ...]:
        """Of one model, the oldest first. NotRegistered where there is none."""
        return tuple(self._entries(self.shelf.model(model)))

    def entry(self, model: str, alias: Alias) -> Entry:
        """Which version has the alias. NotRegistered where none has."""
        version = standing_since(self.changes(model)).version(alias)
        return self._version(model, version)

    def changes(self, model: str) -> tuple[Change, ...]:
        """Who changed its aliases, when and why; the oldest first."""
        return changes_in(self.shelf.model(model).tags)

    def add(self, bundle: Path, card: ReportCard, facts: Facts) -> Entry:
        """Registers a bundle, which becomes the candidate. The same one again stays one version.

        GateNotPassed where the card has an empty point, and whatever opening the bundle refuses.
        """
        complete(card)
        refuse_nameless(facts.by, facts.why)
        opened = open_bundle(bundle)
        model = model_name(facts.product, facts.camera_profile)
        with self._changing():
            tags = {"product": facts.product, "camera_profile": facts.camera_profile}
            self.shelf.make_model(model, tags)
            version = self._known(model, opened.sha256)
            if version is None:
                kept = tags_of(opened, facts, self.clock.wall())
                version = self._kept(model, bundle, card, kept)
            standing = self._settled(model)
            if not standing.of(version):
                after = assigned(standing, Alias.CANDIDATE, version)
                self._note(model, "add", version, after, facts.by, facts.why)
        return self._version(model, version)

    def set_alias(self, model: str, alias: Alias, version: int, by: str, why: str) -> Entry:
        """Candidate or challenger. AliasTaken for the others, and for who is champion."""
        refuse_nameless(by, why)
        self._version(model, version)
        complete(self.card(model, version))
        with self._changing():
            standing = self._settled(model)
            if standing.versions.get(alias) != version:
                self._note(model, "assign", version, assigned(standing, alias, version), by, why)
        return self._version(model, version)

    def challenge(self, model: str, by: str, why: str, sha256: str | None = None) -> Entry:
        """Candidate becomes challenger. With `sha256` as in `promote`."""
        standing = standing_since(self.changes(model))
        if sha256 is not None and self._is(model, standing.versions.get(Alias.CHALLENGER), sha256):
            return self.entry(model, Alias.CHALLENGER)
        version = standing.version(Alias.CANDIDATE)
        self._refuse_other(model, version, sha256)
        return self.set_alias(model, Alias.CHALLENGER, version, by, why)

    def promote(self, model: str, by: str, why: str, sha256: str | None = None) -> Entry:
        """Challenger becomes champion, champion becomes previous.

        With `sha256` of the bundle it may be asked again after a cut: who is champion already
        stays it, and a challenger of another hash is refused. NotRegistered without a challenger.
        """
        refuse_nameless(by, why)
        with self._changing():
            standing = self._settled(model)
            if sha256 is None or not self._is(model, standing.versions.get(Alias.CHAMPION), sha256):
                version = standing.version(Alias.CHALLENGER)
                self._refuse_other(model, version, sha256)
                self._note(model, "promote", version, promoted(standing), by, why)
        return self.entry(model, Alias.CHAMPION)

    def back(self, model: str, by: str, why: str) -> Entry:
        """Previous becomes champion again. NotRegistered where there is no previous one."""
        refuse_nameless(by, why)
        with self._changing():
            after = gone_back(self._settled(model))
            self._note(model, "back", after.version(Alias.CHAMPION), after, by, why)
        return self.entry(model, Alias.CHAMPION)

    def fetch(self, model: str, version: int, into: Path) -> Path:
        """The bundle's folder, verified. RegistryDamaged where it is not the registered one."""
        wanted = self._version(model, version).sha256
        folder = self.shelf.fetch(self._shelved(model, version), BUNDLE, into)
        found = open_bundle(folder).sha256
        if found != wanted:
            raise RegistryDamaged(
                f"version {version} of {model} is {wanted}; its files are {found}"
            )
        return folder

    def card(self, model: str, version: int) -> ReportCard:
        """The report card that was registered with it."""
        with passing_folder() as folder:
            kept = self.shelf.fetch(self._shelved(model, version), CARDS, folder) / CARD
            document: dict[str, Any] = json.loads(kept.read_bytes())
        return stored_card(document)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """StoreTaken while another process changes the same folder."""
        folder = self.shelf.folder
        with nullcontext() if folder is None else closing(writer_lock(folder / DATABASE)):
            yield

    def _note(self, model: str, act: str, version: int, after: Standing, by: str, why: str) -> None:
        """The change itself: from here on the aliases stand so."""
        before = self.changes(model)
        number = before[-1].number + 1 if before else 1
        change = Change(number, self.clock.wall(), by, why, act, version, after)
        self.shelf.note(model, change.key, change.text())
        self._settled(model)

    def _settled(self, model: str) -> Standing:
        """How the aliases stand, once MLflow's own are so."""
        shelved = self.shelf.model(model)
        standing = standing_since(changes_in(shelved.tags))
        for alias in MIRRORED:
            version = standing.versions.get(alias)
            if version is not None and shelved.aliases.get(alias) != version:
                self.shelf.point(model, alias, version)
        for alias in MIRRORED:
            if alias in shelved.aliases and alias not in standing.versions:
                self.shelf.unpoint(model, alias)
        return standing

    def _kept(self, model: str, bundle: Path, card: ReportCard, tags: dict[str, str]) -> int:
        with passing_folder() as folder:
            write_document(folder / CARD, card_document(card))
            return self.shelf.make_version(model, {BUNDLE: bundle, CARDS: folder}, tags)

    def _known(self, model: str, sha256: str) -> int | None:
        """The version that this bundle is."""
        found = (one for one in self.shelf.versions(model) if one.tags.get(SHA256) == sha256)
        return next((one.number for one in found), None)

    def _is(self, model: str, version: int | None, sha256: str) -> bool:
        return version is not None and self._version(model, version).sha256 == sha256

    def _refuse_other(self, model: str, version: int, sha256: str | None) -> None:
        if sha256 is not None and not self._is(model, version, sha256):
            raise AliasTaken(f"next of {model} is version {version}, and not {sha256}")

    def _version(self, model: str, version: int) -> Entry:
        found = next((one for one in self.entries(model) if one.version == version), None)
        if found is None:
            raise NotRegistered(f"{model} has no version {version}")
        return found

    def _shelved(self, model: str, version: int) -> Version:
        found = (one for one in self.shelf.versions(model) if one.number == version)
        if (one := next(found, None)) is None:
            raise NotRegistered(f"{model} has no version {version}")
        return one

    def _entries(self, shelved: Shelved) -> Iterator[Entry]:
        """Versions that somebody made by other means are left out: nothing is known of them."""
        standing = standing_since(changes_in(shelved.tags))
        for one in self.shelf.versions(shelved.name):
            entry = entry_of(shelved.name, one.number, one.tags, standing.of(one.number))
            if entry is not None:
                yield entry
