"""A study's document as tables for a terminal."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

SHARES = {
    "effectiveness": "packs judged right every time",
    "miss": "misses",
    "false_alarm": "false alarms",
}
KAPPAS = {"reference": "kappa with the truth", "within": "kappa with himself"}
SAYS_NOTHING = "says nothing"


def study_tables(document: dict[str, Any]) -> list[Table | str]:
    told: list[Table | str] = [told_progress(document)]
    if "appraisers" not in document:
        return told
    told += [told_set(document), appraiser_table(document)]
    if document["pairs"]:
        told.append(between_table(document))
    if document["learning"]["people"] or document["learning"]["model"]:
        told.append(learning_table(document["learning"]))
    return [*told, *(f"- {note}" for note in document["notes"])]


def told_progress(document: dict[str, Any]) -> str:
    going = document.get("progress", {})
    said = ", ".join(f"{name} {one['judged']} of {one['of']}" for name, one in going.items())
    return f"Judged: {said or 'nothing yet'}" if "progress" in document else "Simulated study"


def told_set(document: dict[str, Any]) -> str:
    borderline = document["borderline"]
    near = "unknown" if borderline is None else borderline
    return (
        f"{document['packs']} packs, {document['defective']} defective, {near} borderline,"
        f" {document['trials']} trials, seed {document['seed']}"
    )


def appraiser_table(document: dict[str, Any]) -> Table:
    table = plain_table("Appraisers, with 95 % intervals", "")
    for one in document["appraisers"]:
        table.add_column(f"{one['name']} ({one['kind'].replace('_', ' ')})")
    for key, said in SHARES.items():
        table.add_row(said, *(told_share(one[key]) for one in document["appraisers"]))
    for key, said in KAPPAS.items():
        table.add_row(said, *(told_kappa(one[key]) for one in document["appraisers"]))
    ends = ("acceptable" if one["acceptable"] else "not" for one in document["appraisers"])
    table.add_row("all bands acceptable, full size", *ends)
    return table


def between_table(document: dict[str, Any]) -> Table:
    table = plain_table("Agreement between appraisers", "", "kappa")
    table.add_row("all people", told_kappa(document["between"]))
    for pair in document["pairs"]:
        table.add_row(f"{pair['first']} and {pair['second']}", told_kappa(pair["kappa"]))
    return table


def learning_table(learning: dict[str, Any]) -> Table:
    table = plain_table("Right answers as they learn", "", "packs", "right")
    for name, curve in {**learning["people"], "model, taught": learning["model"]}.items():
        for point in curve:
            table.add_row(name, str(point["seen"]), told_interval(point["right"]))
    return table


def plain_table(title: str, *heads: str) -> Table:
    return Table(*heads, title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)


def told_share(share: dict[str, Any]) -> str:
    return f"{told_interval(share)}\n{told_bands(share)}"


def told_interval(share: dict[str, Any]) -> str:
    low, high = share["interval"]
    return f"{share['k']} of {share['n']} = {share['share']:.1%} ({low:.1%} to {high:.1%})"


def told_kappa(kappa: dict[str, Any] | None) -> str:
    if kappa is None:
        return SAYS_NOTHING
    ends = f"{kappa['value']:.2f} ({kappa['low']:.2f} to {kappa['high']:.2f})"
    return f"{ends}\n{told_bands(kappa)}"


def told_bands(measured: dict[str, Any]) -> str:
    """As observed, and at the worse end of the interval where that is another one."""
    band, worst = (measured[key].replace("_", " ") for key in ("band", "band_at_worst"))
    return band if band == worst else f"{band}, at worst {worst}"
