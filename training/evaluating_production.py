"""The sums of a simulated production: escapes, false rejects, and how sure they are.

Drawn packs prove the agent, never the model: what a net makes of real packs is judged on real
pictures.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from rich.console import Console

from edge_agent.inspection.bundle import BASE_BUNDLE
from hardware.pictures import load_picture
from training.evaluation import Mistake, latency_document
from training.intervals import upper_bound, wilson_interval
from training.judged import Judged
from training.production import Line, Production
from training.production_part import run_part
from training.sets import SetKind

AT_THE_GATE = ("rejected_without_verdict", "wrong_pack_rejects", "late")
SUMMED = ("seen", "good", "good_ok", "good_not_ok", "good_unsure", *AT_THE_GATE)


def evaluate_production(production: Production) -> Judged:
    """Runs the parts that are not done yet, and sums up all of them."""
    production.begin(sha256((BASE_BUNDLE / "reader.onnx").read_bytes()).hexdigest())
    lines = production.done()
    numbers = {line["part"]["number"] for line in lines}
    console = Console(stderr=True)
    for part in production.parts():
        if part.number in numbers:
            continue
        line = run_part(part, production.mistakes)
        production.keep(line)
        lines.append(line)
        console.print(told(line), highlight=False)
    document = summed(lines)
    return Judged(
        document, in_words(document), mistakes_of(production, lines), inspections_ms(lines)
    )


def in_words(document: dict[str, Any]) -> str:
    bound = document["escapes_bound"]
    proves = "" if bound is None else f" (95 % bound {bound:.2%})"
    return (
        f"{document['escapes']} escapes in {document['defective']} defective packs{proves}, "
        f"{document['false_rejects']} false rejects and {document['unsure']} unsure in "
        f"{document['good']} good ones"
    )


def told(line: Line) -> str:
    part = line["part"]
    kinds = Counter(one["kind"] for one in line["mistakes"])
    mistakes = ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "no mistake"
    return f"part {part['number']}: {part['packs']} of {part['product']}, {mistakes}"


def summed(lines: Sequence[Line]) -> dict[str, Any]:
    """One document over all parts."""
    sums = {name: sum(line[name] for line in lines) for name in SUMMED}
    per_defect = defect_counts(lines)
    defective = sum(count["count"] for count in per_defect.values())
    escapes = sum(one["kind"] == "escape" for one in all_mistakes(lines))
    exact = sums["good_ok"] + sum(count["not_ok"] for count in per_defect.values())
    return {
        "set": SetKind.PRODUCTION.value,
        "n": sums["seen"],
        "exact": exact,
        "share": round(exact / sums["seen"], 4),
        "interval": list(wilson_interval(exact, sums["seen"])),
        "false_rejects": sums["good_not_ok"],
        "escapes": escapes,
        "unsure": sums["good_unsure"],
        "good": sums["good"],
        "defective": defective,
        "escapes_bound": upper_bound(escapes, defective) if defective else None,
        "false_rejects_interval": list(wilson_interval(sums["good_not_ok"], sums["good"])),
        "unsure_interval": list(wilson_interval(sums["good_unsure"], sums["good"])),
        "unsure_defective": sum(count["unsure"] for count in per_defect.values()),
        **{name: sums[name] for name in AT_THE_GATE},
        "ledger": added(line["ledger"] for line in lines),
        "ledger_adds_up": all(adds_up(line) for line in lines),
        "parts": len(lines),
        "per_product": by_product(lines),
        "per_defect": per_defect,
        "read_by": added(line["read_by"] for line in lines),
        "latency_ms": latency_document(inspections_ms(lines)),
        "wrong": [row(one) for one in all_mistakes(lines)],
    }


def adds_up(line: Line) -> bool:
    """seen = passed + rejected + held + missed, and every pack that was drawn was seen."""
    ledger = line["ledger"]
    ends = sum(ledger[name] for name in ("passed", "rejected", "held", "missed"))
    return bool(ledger["seen"] == ends == line["drawn"]["packs"])


def added(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)


def defect_counts(lines: Sequence[Line]) -> dict[str, dict[str, int]]:
    """How each defect was judged, over all parts."""
    names = sorted({name for line in lines for name in line["per_defect"]})
    return {
        name: added(line["per_defect"][name] for line in lines if name in line["per_defect"])
        for name in names
    }


def by_product(lines: Sequence[Line]) -> dict[str, dict[str, int]]:
    """Packs, good and defective ones, and mistakes of each product."""
    found: dict[str, Counter[str]] = {}
    for line in lines:
        counts = found.setdefault(line["part"]["product"], Counter())
        counts.update(good=line["good"], defective=line["seen"] - line["good"])
        counts.update({"escape": 0, "false_reject": 0, "unsure": 0})
        counts.update(one["kind"] for one in line["mistakes"])
    return {product: dict(counts) for product, counts in found.items()}


def all_mistakes(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [one for line in lines for one in line["mistakes"]]


def inspections_ms(lines: Sequence[Line]) -> list[float]:
    """How long the inspection of each picture really took."""
    return [took_ms for line in lines for took_ms in line["inspections_ms"]]


def row(one: dict[str, Any]) -> list[str]:
    """Picture, what was true, what was said."""
    return [one["picture"], one["defect"] or "good", said_of(one)]


def said_of(one: dict[str, Any]) -> str:
    reasons = ", ".join(one["reasons"])
    read = f", read {one['read']!r}" if one["read"] else ""
    return f"{one['verdict']} {one['check'] or ''} {reasons}{read}".strip()


def mistakes_of(production: Production, lines: Sequence[Line]) -> list[Mistake]:
    return [
        Mistake(
            one["picture"],
            " ".join(filter(None, (one["defect"] or "good", one["expected"]))),
            said_of(one),
            one["kind"],
            one["score"],
            load_picture(production.mistakes / one["picture"]),
            one["product"],
        )
        for one in all_mistakes(lines)
    ]
