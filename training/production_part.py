"""One part of a simulated production: drawn, run in virtual time past the real agent, and counted.

The line is the station's, the packs are the plant's. Every inspection delays its verdict by the
same time, so that what is judged does not depend on how busy this machine is; speed is what
`packwarden bench` measures.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult, Record, Verdict
from edge_agent.inspection.seen_pack import widened
from edge_agent.whole_files import write_whole
from hardware.interfaces import Pixels
from hardware.pictures import encode_jpeg
from simulators.challenges import ChallengeSettings
from simulators.clock import VirtualClock
from simulators.demo import Stage, Staging, TimedInspector
from simulators.packs import TruePack
from simulators.plant import Plant
from simulators.runner import Runner
from simulators.scenario import Scenario
from simulators.shift import Notes
from simulators.staged_floor import staged_floor
from simulators.truth import confusion, escaped
from simulators.worker import VirtualWorker
from training.evaluation import shown
from training.production import DEFECTS_SHARE, Line, Part

INSPECTION_NS = 15_000_000
"""What an inspection of one picture may take at worst on a station."""
MARGIN_SHARE = 0.4
"""Around the region of a check, of its shorter side."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack: what was said of it, and what it is."""

    record: Record
    true: TruePack

    @property
    def verdict(self) -> Verdict:
        return self.record.verdict.verdict

    @property
    def mistake(self) -> str | None:
        """escape, false_reject or unsure, if it is one of these."""
        if self.true.defect is not None:
            return "escape" if self.verdict is Verdict.OK or escaped(self.true) else None
        return {Verdict.NOT_OK: "false_reject", Verdict.UNSURE: "unsure"}.get(self.verdict)

    @property
    def suspect(self) -> CheckResult | None:
        """The check to look at: that of the defect, else the one that is least fine."""
        checks = self.record.verdict.checks
        if self.true.defect is not None:
            target = self.true.defect.partition("_")[0]
            return next((check for check in checks if check.name == target), None)
        return max(checks, key=lambda check: check.score, default=None)


def run_part(part: Part, mistakes: Path) -> Line:
    """The counts of one part, and its mistakes with their pictures in the folder."""
    scenario = Scenario(
        name=f"production-{part.number}",
        product=part.product,
        packs=part.packs,
        defects_share=DEFECTS_SHARE,
        seed=part.seed,
        challenges=ChallengeSettings(every_packs=0),
    )
    with TemporaryDirectory(prefix="packwarden-part-") as folder:
        staging = Staging(scenario, Path(folder))
        loaded = staging.teach()
        for _ in staging.draw():
            pass
        stage = staging.stage(loaded)
        runner, inspector, notes = shift(stage, Path(folder))
        runner.run()
        packs = [Pack(record, runner.plant.seen_by[record.pack_no]) for record in notes.records]
        told = [kept(part, pack, mistakes) for pack in packs if pack.mistake]
        took_ms = [round(took_ns / 1e6, 2) for took_ns in inspector.took_ns]
        return {
            "part": asdict(part),
            **counts(packs, runner),
            "inspections_ms": took_ms,
            "mistakes": told,
        }


class NotedInspector:
    """The real inspector; notes how long each inspection really took."""

    def __init__(self, timed: TimedInspector) -> None:
        self.timed = timed
        self.took_ns: list[int] = []

    def inspect(
        self, view: str, pixels: Pixels, order: Order | None, time_left_ns: int | None = None
    ) -> tuple[CheckResult, ...]:
        checks = self.timed.inspect(view, pixels, order, time_left_ns)
        self.took_ns.append(self.timed.last_ns())
        return checks


def shift(stage: Stage, folder: Path) -> tuple[Runner, NotedInspector, Notes]:
    """Plant, line and inspector, put together; the notes keep every record."""
    inspector, clock, notes = NotedInspector(TimedInspector(stage.loaded)), VirtualClock(), Notes()
    worker = VirtualWorker(inspector.inspect, lambda: INSPECTION_NS)
    floor = staged_floor(stage, folder, clock, worker, notes)
    runner = Runner(clock, floor.plant, floor.line, worker, floor.operator, floor.cameras)
    return runner, inspector, notes


def counts(packs: list[Pack], runner: Runner) -> Line:
    records = [pack.record for pack in packs]
    good = [pack for pack in packs if pack.true.defect is None]
    found = confusion(records, runner.plant.seen_by)
    said = Counter(pack.verdict for pack in good)
    return {
        "drawn": drawn(runner.plant),
        "seen": len(packs),
        "good": len(good),
        "good_ok": said[Verdict.OK],
        "good_not_ok": said[Verdict.NOT_OK],
        "good_unsure": said[Verdict.UNSURE],
        "rejected_without_verdict": found.rejected_without_verdict,
        "wrong_pack_rejects": found.wrong_pack_rejects,
        "late": sum(record.late for record in records),
        "ledger": asdict(runner.line.ledger),
        "per_defect": {name: asdict(count) for name, count in found.per_defect.items()},
        "read_by": dict(Counter(readers(records))),
    }


def drawn(plant: Plant) -> dict[str, int]:
    """Of all packs that were put on the belt, seen or not."""
    defective = sum(pack.defect is not None for pack in plant.packs)
    return {"packs": len(plant.packs), "defective": defective}


def readers(records: list[Record]) -> Iterator[str]:
    for record in records:
        yield from (check.read_by for check in record.verdict.checks if check.read_by)


def kept(part: Part, pack: Pack, folder: Path) -> dict[str, Any]:
    """One mistake in words; its picture is written to the folder."""
    suspect = pack.suspect
    name = f"{part.number:03d}-{pack.true.index:04d}-{pack.mistake}.jpg"
    write_whole(folder / name, encode_jpeg(shown(close_up(pack.true, suspect))))
    return {
        "picture": name,
        "kind": pack.mistake,
        "product": part.product,
        "defect": pack.true.defect,
        "verdict": pack.verdict.value,
        "reasons": [reason.value for reason in pack.record.verdict.reasons],
        "check": suspect and suspect.name,
        "score": suspect and round(suspect.score, 4),
        "expected": suspect and suspect.expected,
        "read": suspect and suspect.read,
    }


def close_up(true: TruePack, suspect: CheckResult | None) -> Pixels:
    """The region of the check and some way around it; the whole frame where there is none."""
    if suspect is None:
        return true.pictures[next(iter(true.pictures))]
    frame = true.pictures[suspect.view]
    if suspect.box is None:
        return frame
    box = widened(suspect.box, round(MARGIN_SHARE * min(suspect.box.width, suspect.box.height)))
    top, left = max(0, box.y), max(0, box.x)
    return frame[top : box.y + box.height, left : box.x + box.width]
