"""Recorded packs through today's inspector and policy: what would be said of them now.

Time is not replayed: a pack that was late is judged as if its verdict had come. What the belt said
of it stands: packs too close to each other are rejected together whatever they look like.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from edge_agent.core.errors import NotFound
from edge_agent.core.judge import judge
from edge_agent.core.packs import (
    Action,
    CheckResult,
    Decision,
    Level,
    PackVerdict,
    Reason,
    Record,
    Verdict,
)
from edge_agent.core.policy import decide, station_level, without_verdict
from edge_agent.core.reasons.decision_sentences import decision_sentence
from edge_agent.core.reasons.languages import Language
from edge_agent.core.recipe import Recipe
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.store.events import EventReader, StoredRecord
from edge_agent.store.pictures import read_picture
from hardware.interfaces import Pixels
from hardware.pictures import decode_picture


@dataclass(frozen=True, slots=True)
class Replayed:
    """One pack then and now; `now` is None where its pictures are not all there."""

    stored: StoredRecord
    now: tuple[PackVerdict, Decision] | None

    @property
    def verdicts(self) -> tuple[str, str] | None:
        if self.now is None:
            return None
        return self.stored.record.verdict.verdict.value, self.now[0].verdict.value

    @property
    def decisions(self) -> tuple[str, str] | None:
        if self.now is None:
            return None
        return told_decision(self.stored.record.decision), told_decision(self.now[1])

    @property
    def is_changed(self) -> bool:
        pairs = (self.verdicts, self.decisions)
        return any(pair is not None and pair[0] != pair[1] for pair in pairs)


def told_decision(decision: Decision) -> str:
    """pass, reject or hold; or what the operator is asked to confirm."""
    if decision.recommended is not None:
        return f"recommend_{decision.recommended.value}"
    return decision.action.value


InspectorFor = Callable[[str], Inspector]
"""The inspector for a recipe's hash."""


def inspectors(data: DataFolder, recipe: Path | None) -> InspectorFor:
    """One inspector for each recorded recipe; where `recipe` is named, that one for all packs."""
    if recipe is not None:
        inspector = open_inspector(load_recipe(recipe))
        return lambda recipe_hash: inspector
    return cache(lambda recipe_hash: open_inspector(data.kept_recipe(recipe_hash)))


def replayed(
    data: DataFolder, inspector_for: InspectorFor, level: Level | None
) -> Iterator[Replayed]:
    """Every recorded pack, in order. `level` replaces that of every check; None keeps them."""
    reader = EventReader(data.events)
    try:
        for stored in reader.records():
            yield Replayed(stored, judged_now(stored.record, data, inspector_for, level))
    finally:
        reader.close()


def judged_now(
    record: Record, data: DataFolder, inspector_for: InspectorFor, level: Level | None
) -> tuple[PackVerdict, Decision] | None:
    inspector = inspector_for(record.recipe_hash)
    recorded = inspector.loaded.recipe
    recipe = recorded if level is None else recorded.at_level(level)
    frames = pictures_of(record, data)
    if not frames.keys() >= {view.name for view in recipe.views}:
        return None
    checks: list[CheckResult] = []
    for view in recipe.views:
        checks.extend(inspector.inspect(view.name, frames[view.name], record.order))
    verdict = judge(recipe, checks)
    return verdict, decided(recipe, verdict, record)


def pictures_of(record: Record, data: DataFolder) -> dict[str, Pixels]:
    """By view, those that are still there."""
    frames = {}
    for view, digest in record.pictures.items():
        try:
            frames[view] = decode_picture(read_picture(data.pictures, digest), digest)
        except NotFound:
            continue
    return frames


def decided(recipe: Recipe, verdict: PackVerdict, record: Record) -> Decision:
    """By the levels of the checks alone: a replay has no ceiling."""
    if Reason.TOO_CLOSE in record.verdict.reasons:
        return without_verdict(station_level(recipe, Level.ACT_ALWAYS), "too close: reject")
    return decide(recipe, Level.ACT_ALWAYS, verdict)


def replay_document(packs: Iterable[Replayed]) -> dict[str, Any]:
    """Sums then and now, and every pack about which something else is said."""
    verdicts, decisions = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    seen, changes = 0, []
    for pack in packs:
        seen += 1
        if pack.verdicts is None or pack.decisions is None:
            continue
        verdicts[pack.verdicts] += 1
        decisions[pack.decisions] += 1
        if pack.is_changed:
            changes.append(told_change(pack))
    return {
        "packs": seen,
        "replayed": verdicts.total(),
        "not_replayable": seen - verdicts.total(),
        "unchanged": verdicts.total() - len(changes),
        "verdicts": then_and_now(verdicts, [verdict.value for verdict in Verdict]),
        "decisions": then_and_now(decisions, told_decisions()),
        "changes": changes,
    }


def told_decisions() -> list[str]:
    return [*(action.value for action in Action), f"recommend_{Action.REJECT.value}"]


def then_and_now(pairs: Counter[tuple[str, str]], words: list[str]) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {side: dict.fromkeys(words, 0) for side in ("then", "now")}
    for (then, now), count in pairs.items():
        sums["then"][then] = sums["then"].get(then, 0) + count
        sums["now"][now] = sums["now"].get(now, 0) + count
    return sums


def told_change(pack: Replayed) -> dict[str, Any]:
    return {
        "boot": pack.stored.boot,
        "pack_no": pack.stored.record.pack_no,
        "verdict": list(pack.verdicts or ()),
        "decision": list(pack.decisions or ()),
        "checks": changed_checks(pack),
        "sentence": sentence_now(pack),
    }


def sentence_now(pack: Replayed) -> str | None:
    if pack.now is None:
        return None
    verdict, decision = pack.now
    return decision_sentence(decision, verdict, Language.EN)


def changed_checks(pack: Replayed) -> list[dict[str, Any]]:
    """Checks whose verdict or reading is another one now."""
    then = {check.name: check for check in pack.stored.record.verdict.checks}
    now = () if pack.now is None else pack.now[0].checks
    return [
        {
            "name": check.name,
            "verdict": [said(then.get(check.name)), check.verdict.value],
            "read": [was.read if (was := then.get(check.name)) else None, check.read],
        }
        for check in now
        if differs(then.get(check.name), check)
    ]


def said(check: CheckResult | None) -> str | None:
    return None if check is None else check.verdict.value


def differs(then: CheckResult | None, now: CheckResult) -> bool:
    return then is None or (then.verdict, then.read) != (now.verdict, now.read)
