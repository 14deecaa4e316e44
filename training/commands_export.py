"""The command `export`: trained nets become a bundle."""

from pathlib import Path
from typing import Annotated

import typer

from hardware.clock import RealClock
from training.installed import need
from training.telling import tell


def export(
    out: Annotated[Path, typer.Option(help="Folder of the bundle.", show_default=False)],
    name: Annotated[str, typer.Option(help="Name of the bundle.")] = "base",
    version: Annotated[str, typer.Option(help="Its version, such as 1.2.0.")] = "0.1.0",
    reader: Annotated[Path | None, typer.Option(help="Folder of a reader's run.")] = None,
    finder: Annotated[Path | None, typer.Option(help="Folder of a finder's run.")] = None,
    backbone: Annotated[Path | None, typer.Option(help="Folder of a backbone.")] = None,
    judging_set: Annotated[
        list[Path] | None, typer.Option(help="Real line cut-outs that judge the reader.")
    ] = None,
    lines: Annotated[int, typer.Option(min=10, help="Drawn lines that judge it.")] = 2000,
    int8: Annotated[
        bool, typer.Option("--int8/--no-int8", help="8-bit integers, where they are better.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Checks, measures and packs trained nets into a bundle, which a station can open."""
    need("torch", "onnx")
    from training.bundling import BundleOrder, export_bundle

    given = {"reader": reader, "finder": finder, "backbone": backbone}
    order = BundleOrder(
        runs={net: run for net, run in given.items() if run is not None},
        out=out,
        name=name,
        version=version,
        time=RealClock().wall(),
        judging_lines=lines,
        judging_sets=tuple(judging_set or ()),
        int8=int8,
    )
    document = export_bundle(order)
    bundle = document["bundle"]
    said = f"{out}: {name} {version}, {bundle['bytes'] / 1e6:.1f} MB, sha256 {bundle['sha256']}"
    tell(document, as_json, said)
