"""The document of `whatif` as tables for a terminal."""

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

MEASURES: dict[str, str] = {
    "threshold": "g",
    "output": "d",
    "shipped": "d",
    "claimed": "d",
    "rejected_rightly": "d",
    "rejected_wrongly": "d",
    "held": "d",
    "no_answer": "d",
    "reviewed": "d",
    "decisions_per_min": ".1f",
    "work_min": ".0f",
    "net_eur": ".2f",
}
"""Row by row, with the format of its numbers; what a document lacks is left out."""


def whatif_tables(document: dict[str, Any]) -> list[Table | str]:
    return [
        side_by_side("The levels, by the recorded verdicts", document["money"]),
        side_by_side("The threshold that earns most, found on these packs", document["best"]),
        told_truth(document),
        told_assumed(document["assumed"]),
    ]


def side_by_side(title: str, cases: Sequence[dict[str, Any]]) -> Table:
    """A column for each case."""
    table = Table("", title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for case in cases:
        table.add_column(case["case"], justify="right")
    for name, numbers in MEASURES.items():
        if name in cases[0]:
            said = name.replace("_", " ")
            table.add_row(said, *(format(case[name], numbers) for case in cases))
    for place, end in enumerate(("low", "high")):
        ends = (case["net_eur_interval"][place] for case in cases)
        table.add_row(f"net eur, {end}", *(format(euros, ".2f") for euros in ends))
    return table


def told_truth(document: dict[str, Any]) -> str:
    known, packs = document["truth_known"], document["packs"]
    sources = document.get("truth_sources", {})
    named = ", ".join(f"{count} from {source}" for source, count in sources.items())
    return f"Truth known for {known} of {packs} packs" + (f": {named}" if named else "")


def told_assumed(assumed: dict[str, Any]) -> str:
    prices = ", ".join(f"{name} {value:g}" for name, value in assumed["prices"].items())
    operator = ", ".join(f"{name} {value:g}" for name, value in assumed["operator"].items())
    others = [
        f"{name} {value}" for name, value in assumed.items() if name not in ("prices", "operator")
    ]
    return "Assumed: " + "; ".join([prices, operator, *others])
