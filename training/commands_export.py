"""The command `export`: trained nets become a bundle."""

from pathlib import Path
from typing import Annotated, Any

import typer

from edge_agent.core.errors import InvalidInput
from hardware.clock import RealClock
from training.installed import need
from training.telling import AsJson, tell


def export(
    out: Annotated[Path, typer.Option(help="Folder of the bundle.", show_default=False)],
    name: Annotated[str, typer.Option(help="Name of the bundle.")] = "base",
    version: Annotated[str, typer.Option(help="Its version, such as 1.2.0.")] = "0.1.0",
    reader: Annotated[Path | None, typer.Option(help="Folder of a reader's run.")] = None,
    finder: Annotated[Path | None, typer.Option(help="Folder of a finder's run.")] = None,
    backbone: Annotated[Path | None, typer.Option(help="Folder of a backbone.")] = None,
    head: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folder of a tuning run: its head, into a copy of --base.", show_default=False
        ),
    ] = None,
    base: Annotated[
        Path | None, typer.Option(help="Of --head: a bundle; else the one that ships.")
    ] = None,
    judging_set: Annotated[
        list[Path] | None, typer.Option(help="Real line cut-outs that judge the reader.")
    ] = None,
    lines: Annotated[int, typer.Option(min=10, help="Drawn lines that judge it.")] = 2000,
    int8: Annotated[
        bool, typer.Option("--int8/--no-int8", help="8-bit integers, where they are better.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Checks, measures and packs trained nets into a bundle, which a station can open."""
    need("torch", "onnx")
    from training.bundling import BundleOrder, export_bundle

    given = {"reader": reader, "finder": finder, "backbone": backbone}
    runs = {net: run for net, run in given.items() if run is not None}
    if head or base:
        tell_made(with_heads(head or [], base, runs, out, name, version), as_json)
        return
    order = BundleOrder(
        runs=runs,
        out=out,
        name=name,
        version=version,
        time=RealClock().wall(),
        judging_lines=lines,
        judging_sets=tuple(judging_set or ()),
        int8=int8,
    )
    document = export_bundle(order)
    tell_made(document, as_json)


def with_heads(
    heads: list[Path], base: Path | None, runs: dict[str, Path], out: Path, name: str, version: str
) -> dict[str, Any]:
    """InvalidInput without a head, and with another net, which would not be that of the base."""
    from edge_agent.inspection.bundle import base_bundle, open_bundle
    from training.bundling import bundle_with_heads, made_document

    if not heads or runs:
        raise InvalidInput("give --head, and with it none of --reader, --finder and --backbone")
    used = base_bundle() if base is None else open_bundle(base)
    return made_document(bundle_with_heads(used, heads, out, name, version, RealClock().wall()))


def tell_made(document: dict[str, Any], as_json: bool) -> None:
    made = document["bundle"]
    said = (
        f"{made['folder']}: {made['name']} {made['version']}, {made['bytes'] / 1e6:.1f} MB, "
        f"sha256 {made['sha256']}"
    )
    tell(document, as_json, said)
