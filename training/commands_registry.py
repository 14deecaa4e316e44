"""The commands `registry …`: bundles by product and camera profile, and in which role each stands.

Heavy imports stay inside, so that `packwarden --help` answers at once.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edge_agent.core.errors import InvalidInput, NotFound
from training.installed import need
from training.telling import AsJson, tell

if TYPE_CHECKING:
    from training.card.report_card import ReportCard
    from training.registry.registry import Registry

registry = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

STORE = "registry"
Store = Annotated[str, typer.Option(help="A folder, or the address of an MLflow server.")]
Model = Annotated[str, typer.Argument(help="As `registry show` names it: PRODUCT on PROFILE.")]
By = Annotated[str, typer.Option(help="Who does it.", show_default=False)]
Why = Annotated[str, typer.Option(help="The reason.", show_default=False)]


@registry.callback()
def registered_models() -> None:
    """Registered models: what may be released, with its report card and who wanted it."""
    need("mlflow")


@registry.command()
def show(
    model: Annotated[str | None, typer.Argument(help="One model; else all.")] = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> None:
    """What is registered, with aliases, hashes, data, figures, time and who added it."""
    from training.registry.showing import shown_registry, told_registry

    there = opened(store)
    entries = there.list() if model is None else there.entries(model)
    tell(shown_registry(there, model), as_json, told_registry(entries))


@registry.command()
def add(
    bundle: Annotated[Path, typer.Argument(help="The bundle's folder, as export writes it.")],
    card: Annotated[Path, typer.Option(help="Its report_card.json.", show_default=False)],
    product: Annotated[str, typer.Option(help="What it is for.", show_default=False)],
    profile: Annotated[str, typer.Option(help="With which cameras.", show_default=False)],
    by: By,
    why: Why,
    run: Annotated[str | None, typer.Option(help="MLflow's id of the run it came from.")] = None,
    data: Annotated[
        str | None, typer.Option(help="Version of the data set; else what the manifest says.")
    ] = None,
    figure: Annotated[
        list[str] | None, typer.Option("--figure", help="NAME=NUMBER, what was measured of it.")
    ] = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> None:
    """Registers a bundle as the candidate. Its report card must have no empty field."""
    from training.registry.entries import Facts
    from training.registry.registry import Registry

    facts = Facts(
        product=product,
        camera_profile=profile,
        figures=figures_of(figure or []),
        by=by,
        why=why,
        run_id=run,
        data_version=data,
    )
    entry = Registry(store).add(bundle, read_card(card), facts)
    said = f"{entry.model}: version {entry.version} ({entry.sha256[:12]})"
    tell(entry.document(), as_json, f"{said} is {', '.join(entry.aliases)}")


@registry.command()
def promote(
    model: Model,
    by: By,
    why: Why,
    to: Annotated[str, typer.Option(help="challenger or champion.")] = "champion",
    sha256: Annotated[
        str | None, typer.Option(help="Of the bundle, so that no other one is promoted.")
    ] = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> None:
    """Candidate becomes challenger, or challenger champion and champion previous."""
    from training.registry.standing import Alias

    there = opened(store)
    if to == Alias.CHALLENGER:
        entry = there.challenge(model, by, why, sha256)
    elif to == Alias.CHAMPION:
        entry = there.promote(model, by, why, sha256)
    else:
        raise InvalidInput(f"--to {to!r}: expected challenger or champion")
    tell(entry.document(), as_json, f"{model}: version {entry.version} is {to}")


@registry.command()
def back(model: Model, by: By, why: Why, store: Store = STORE, as_json: AsJson = False) -> None:
    """The previous one becomes champion again."""
    entry = opened(store).back(model, by, why)
    tell(entry.document(), as_json, f"{model}: version {entry.version} is champion again")


def opened(store: str) -> "Registry":
    """NotFound for a folder in which nothing was ever registered."""
    from training.registry.registry import Registry
    from training.registry.shelf import DATABASE, SERVERS

    if not store.startswith(SERVERS) and not (Path(store) / DATABASE).is_file():
        raise NotFound(f"{store} holds no registry; `packwarden registry add` makes one")
    return Registry(store)


def read_card(file: Path) -> "ReportCard":
    """NotFound or InvalidInput names the file."""
    from training.card.report_card import stored_card

    if not file.is_file():
        raise NotFound(f"{file} is not there; expected the report card of a run")
    try:
        return stored_card(json.loads(file.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{file} is no report card: {error}") from error


def figures_of(told: list[str]) -> dict[str, float]:
    """InvalidInput for what is no NAME=NUMBER."""
    found: dict[str, float] = {}
    for one in told:
        name, _, number = one.partition("=")
        try:
            found[name] = float(number)
        except ValueError as error:
            raise InvalidInput(f"--figure {one!r}: expected NAME=NUMBER") from error
    return found
