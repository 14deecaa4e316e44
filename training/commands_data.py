"""The command `data`: data sets for training, in a folder or behind any URL that fsspec knows.

Heavy imports stay inside, so that `packwarden --help` answers at once.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from edge_agent.core.errors import InvalidInput
from training.installed import need
from training.telling import AsJson, tell

data = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

Kind = TypeVar("Kind", bound=StrEnum)
Where = Annotated[str, typer.Argument(help="Of the data set: a folder, or a URL such as s3://…")]
Report = Annotated[Path | None, typer.Option(help="Folder for a page with the pictures.")]


@data.callback()
def data_sets() -> None:
    """Data sets: pictures with labels, in versions that nobody overwrites."""
    need("fsspec", "imagehash")


@data.command("import")
def import_command(
    source: Annotated[Path, typer.Argument(help="A folder, or a file of labels.")],
    into: Annotated[str, typer.Option(help="The data set: a folder or a URL.", show_default=False)],
    as_kind: Annotated[
        str | None,
        typer.Option("--as", help="folders, set, coco, yolo, cvat, label-studio or review."),
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="Folder of the pictures, where not beside the file.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Paths in the set begin with it; else the source's name.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who imports.")] = "import",
    classes: Annotated[
        list[str] | None, typer.Option("--class", help="THEIRS=OURS, for each unknown class.")
    ] = None,
    trust: Annotated[
        str, typer.Option(help="Of words whose source says nothing of it: imported or review.")
    ] = "imported",
    as_json: AsJson = False,
) -> None:
    """Takes pictures and labels over. The same source again adds nothing."""
    from hardware.clock import RealClock
    from training.data.data_set import open_data_set
    from training.data.imports.kinds import ImportKind, found_in
    from training.data.imports.taking import ImportOrder, take
    from training.data.values import Trust

    kind = None if as_kind is None else one_of(ImportKind, as_kind, "--as")
    order = ImportOrder(
        name=name or source.resolve().stem,
        by=by,
        at=RealClock().wall(),
        classes=mapped(classes or []),
        trust=one_of(Trust, trust, "--trust"),
    )
    taken = take(open_data_set(into), found_in(source, kind, pictures), order)
    said = (
        f"version {taken.version.number} ({taken.version.version[:12]}): {taken.pictures} pictures "
        f"and {taken.events} events added, {taken.was_there} pictures were there"
    )
    tell(taken.document(), as_json, said)


@data.command("check")
def check_command(
    where: Where,
    version: Annotated[str | None, typer.Option(help="Number or hash; else the newest.")] = None,
    against: Annotated[
        str | None, typer.Option(help="An earlier version, to compare what is new with.")
    ] = None,
    folds: Annotated[
        Path | None, typer.Option(help="JSON of sha256 to fold; else the parts its sources told.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="What may not be divided: lot, day, pack, station.")
    ] = None,
    report: Report = None,
    as_json: AsJson = False,
) -> int:
    """Looks for what forbids training: leaks, judges, conflicts, broken pictures. Then it is 5."""
    from training.data.check_job import CheckOrder, check_data_set
    from training.data.groups import USUAL_KEYS, GroupKey
    from training.data.report.page import write_check_page

    keys = tuple(one_of(GroupKey, one, "--by") for one in by) if by else USUAL_KEYS
    checked, read = check_data_set(CheckOrder(where, version, against, folds, keys))
    if report is not None:
        write_check_page(checked, read, report)
    lines = (f"{one.level.value:8}{one.sentence}" for one in checked.findings)
    tell(checked.document(), as_json, "\n".join((checked.said, *lines)))
    return checked.exit_code


@data.command("diff")
def diff_command(
    where: Where,
    old: Annotated[str, typer.Argument(help="Number or hash of a version.")],
    new: Annotated[str, typer.Argument(help="Of the other one.")],
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """What two versions have different: pictures, labels with who said them, classes."""
    from training.data.comparing import difference
    from training.data.data_set import open_data_set
    from training.data.report.page import write_difference_page

    data_set = open_data_set(where)
    found = difference(data_set.snapshot(old), data_set.snapshot(new))
    if report is not None:
        write_difference_page(found, data_set.picture, report)
    lines = (
        f"{one.picture[:12]} {one.field}: {one.old} -> {one.new}, by {one.by}"
        for one in found.changed
    )
    tell(found.document(), as_json, "\n".join((found.said, *lines)))


@data.command("show")
def show_command(
    where: Where,
    version: Annotated[str | None, typer.Option(help="Number or hash; else the newest.")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Reads every picture and compares its hash.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """The versions of a data set, and what one of them holds."""
    from training.data.showing import shown_set, told_set

    document = shown_set(where, version, verify)
    tell(document, as_json, told_set(document))


def one_of(kinds: type[Kind], told: str, option: str) -> Kind:
    """InvalidInput where it is none of them."""
    try:
        return kinds(told)
    except ValueError as error:
        raise InvalidInput(f"{option} {told!r}: expected one of {', '.join(kinds)}") from error


def mapped(classes: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in classes]
    for theirs, _, ours in pairs:
        if not theirs or not ours:
            raise InvalidInput(f"--class {theirs!r}: expected THEIRS=OURS, such as ok=good")
    return {theirs: ours for theirs, _, ours in pairs}
