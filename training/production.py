"""A long simulated production in parts: what is planned, and what is done so far.

OUT/plan.json says what was asked for, OUT/parts.jsonl has one line for each part that is done. A
run that was cut off goes on behind the last whole line; a part follows from its number alone.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from edge_agent.core.errors import Conflict, InvalidInput
from simulators.drawing.products import PRODUCTS
from training.document_files import write_document

PLAN = "plan.json"
PARTS = "parts.jsonl"
MISTAKES = "mistakes"
PACKS_PER_PART = 250
DEFECTS_SHARE = 0.1
SEED = 20_000

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """So many packs of one product; parts of one product have other orders and packs."""

    number: int
    product: str
    packs: int
    seed: int


@dataclass(frozen=True, slots=True)
class Production:
    """What is asked for, and where it is kept."""

    packs: int
    out: Path
    resume: bool = False
    packs_per_part: int = PACKS_PER_PART

    def parts(self) -> Iterator[Part]:
        """The products take turns."""
        products = tuple(PRODUCTS)
        for number, first in enumerate(range(0, self.packs, self.packs_per_part)):
            product = products[number % len(products)]
            packs = min(self.packs_per_part, self.packs - first)
            yield Part(number, product, packs, SEED + number)

    @property
    def mistakes(self) -> Path:
        return self.out / MISTAKES

    def begin(self, model_sha256: str) -> None:
        """Writes the plan, or checks that it is still the one that was begun."""
        plan = {"packs_per_part": self.packs_per_part, "seed": SEED, "model_sha256": model_sha256}
        told = self.out / PLAN
        if not told.is_file():
            write_document(told, plan)
            return
        if not self.resume:
            raise Conflict(f"{self.out} has a production already; --resume goes on with it")
        begun = json.loads(told.read_text(encoding="utf-8"))
        if begun != plan:
            raise InvalidInput(
                f"{told} was begun otherwise ({begun}); this would be {plan}: take another --out"
            )

    def done(self) -> list[Line]:
        """The lines of all whole parts that belong to this production."""
        file = self.out / PARTS
        if not file.is_file():
            return []
        lines = file.read_text(encoding="utf-8").split("\n")
        planned = {part.number: asdict(part) for part in self.parts()}
        found = [json.loads(line) for line in lines[:-1]]
        return [line for line in found if planned.get(line["part"]["number"]) == line["part"]]

    def keep(self, line: Line) -> None:
        """Appends one part; a half-written line of a run that was cut off is dropped first."""
        file = self.out / PARTS
        whole = file.read_bytes() if file.is_file() else b""
        whole = whole[: whole.rfind(b"\n") + 1]
        with file.open("r+b" if file.is_file() else "wb") as opened:
            opened.truncate(len(whole))
            opened.seek(len(whole))
            opened.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            opened.flush()
            os.fsync(opened.fileno())
