"""A study as one HTML page to read and to print; it needs nothing else."""

from html import escape
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from edge_agent.core.errors import InvalidInput
from edge_agent.core.study.result import MODEL
from edge_agent.study.report_charts import interval_strips, learning_curves
from edge_agent.whole_files import write_whole

PAGE = "report_page.html"
SHARES = {
    "effectiveness": "Effectiveness",
    "miss": "Misses",
    "false_alarm": "False alarms",
}
KAPPAS = {"reference": "Kappa with the truth", "within": "Kappa with oneself"}
SAYS_NOTHING = '<span class="soft">says nothing</span>'
SHOWN = {"re_acquired": "another picture each time", "same_file": "the same picture again"}
FASTER = {
    "model": "The model learnt the pattern from fewer packs than the people.",
    "people": "The people learnt the pattern from fewer packs than the model.",
    None: "Neither learnt the pattern, or both from as many packs.",
}


def refuse_suffix(file: Path) -> None:
    """Before anything is computed: InvalidInput for what is no HTML file."""
    if file.suffix != ".html":
        raise InvalidInput(f"{file}: a report is written as .html")


def write_report(document: dict[str, Any], file: Path) -> None:
    """InvalidInput while nobody has judged all packs."""
    refuse_suffix(file)
    if "appraisers" not in document:
        raise InvalidInput("nobody has judged all packs yet; there is nothing to report")
    write_whole(file, report_page(document).encode())


def report_page(document: dict[str, Any]) -> str:
    template = files("edge_agent.study").joinpath(PAGE).read_text(encoding="utf-8")
    return Template(template).substitute(
        said=said(document),
        appraisers=appraiser_table(document["appraisers"]),
        strips=chart(interval_strips(document["appraisers"])),
        pairs=pair_part(document),
        learning=learning_part(document["learning"]),
        notes="<ul>" + "".join(f"<li>{escape(note)}</li>" for note in document["notes"]) + "</ul>",
        footer=footer(document),
    )


def said(document: dict[str, Any]) -> str:
    """What was done, and what came out for the model, in two sentences."""
    near = document["borderline"]
    borderline = "" if near is None else f", {near} borderline"
    size = (
        f"{document['packs']} packs, {document['defective']} of them defective{borderline};"
        f" {document['trials']} trials in random order, blind; {document['made_at'][:10]}."
    )
    model = next((one for one in document["appraisers"] if one["name"] == MODEL), None)
    if model is None:
        return f"<p>{escape(size)} The model took no part.</p>"
    verdict = "acceptable" if model["acceptable"] else "not acceptable"
    kind = "acceptable" if model["acceptable"] else "not_acceptable"
    return f'<p>{escape(size)} The model is <b class="{kind}">{verdict}</b>.</p>'


def appraiser_table(appraisers: list[dict[str, Any]]) -> str:
    heads = ["Appraiser", *SHARES.values(), *KAPPAS.values(), "Acceptable"]
    rows = [
        [
            f"<b>{escape(one['name'])}</b><small>{escape(told_kind(one))}</small>",
            *(share_cell(one[key]) for key in SHARES),
            *(kappa_cell(one[key]) for key in KAPPAS),
            acceptable_cell(one["acceptable"]),
        ]
        for one in appraisers
    ]
    return table(heads, rows)


def told_kind(one: dict[str, Any]) -> str:
    return f"{one['kind'].replace('_', ' ')}, {SHOWN[one['shown']]}"


def pair_part(document: dict[str, Any]) -> str:
    """Empty for one appraiser alone."""
    if not document["pairs"]:
        return ""
    rows = [["all people, all trials", *kappa_row(document["between"])]]
    rows += [
        [escape(f"{pair['first']} and {pair['second']}"), *kappa_row(pair["kappa"])]
        for pair in document["pairs"]
    ]
    heads = ["", "Kappa", "95 % interval", "Band", "At worst"]
    return f"<h2>Agreement between appraisers</h2>{table(heads, rows)}"


def learning_part(learning: dict[str, Any]) -> str:
    """Empty where nobody's learning is known: no people, and a model that was not taught."""
    curves = {**learning["people"], "model, taught": learning["model"]}
    if not any(curves.values()):
        return ""
    told = "" if not learning["model"] else f"<p>{FASTER[learning['faster']]}</p>"
    means = (
        "People: right answers in each round, over the packs judged so far, without being told"
        " whether they were right. Model: right answers after being taught so many good pictures."
        f" Learnt: {learning['learnt_share']:.0%} right."
    )
    drawn = chart(learning_curves(curves, learning["learnt_share"]))
    return f'<h2>Who learns faster?</h2>{told}{drawn}<p class="soft">{means}</p>'


def share_cell(share: dict[str, Any]) -> str:
    low, high = share["interval"]
    counts, ends = f"{share['k']} of {share['n']}", f"{low:.1%} to {high:.1%}"
    return f"{share['share']:.1%}<small>{counts}</small><small>{ends}</small>{bands(share)}"


def kappa_row(kappa: dict[str, Any] | None) -> list[str]:
    """Its value, interval and both bands, a cell for each."""
    if kappa is None:
        return [SAYS_NOTHING, "", "", ""]
    both = [band_word(kappa["band"]), band_word(kappa["band_at_worst"])]
    return [f"{kappa['value']:.2f}", f"{kappa['low']:.2f} to {kappa['high']:.2f}", *both]


def kappa_cell(kappa: dict[str, Any] | None) -> str:
    if kappa is None:
        return SAYS_NOTHING
    ends = f"{kappa['low']:.2f} to {kappa['high']:.2f}"
    return f"{kappa['value']:.2f}<small>{ends}</small>{bands(kappa)}"


def bands(measured: dict[str, Any]) -> str:
    return band_word(measured["band"]) + band_word(measured["band_at_worst"], "at worst ")


def band_word(band: str, when: str = "") -> str:
    return f'<span class="band {band}">{when}{band.replace("_", " ")}</span>'


def acceptable_cell(acceptable: bool) -> str:
    kind, word = ("acceptable", "yes") if acceptable else ("not_acceptable", "no")
    return f'<span class="band {kind}">{word}</span>'


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Cells are HTML already."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="table"><table><tr>{head}</tr>{body}</table></div>'


def chart(svg: str) -> str:
    return f'<div class="chart">{svg}</div>'


def footer(document: dict[str, Any]) -> str:
    judged = (
        ""
        if document["recipe_hash"] is None
        else f" · recipe {document['recipe_hash']} · bundle {document['bundle_sha256']}"
    )
    told = f"Packwarden {version('packwarden')} · seed {document['seed']}{judged}"
    return escape(told)
