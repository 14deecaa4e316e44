"""The commands `fleet rollout …`: a release to a fleet, step by step; or to a simulated one.

Who starts, halts or lets one go on does so by the centre's API, under an own account: the password
is asked for. What they need is imported when they are called.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from deploy.fleet.command_line import USUAL_ADDRESS, Address, Seed, answer_whole
from edge_agent.command_line import AsJson, Reason, tell

rollout = typer.Typer(
    invoke_without_command=True, add_completion=False, help="Rolls a release out to a fleet."
)

Account = Annotated[str, typer.Option(help="Name of the account; its password is asked for.")]
Number = Annotated[int, typer.Argument(min=1, help="Of the roll-out.")]
Simulate = Annotated[
    int | None, typer.Option(min=2, max=500, help="So many stations, in virtual time.")
]
IsBad = Annotated[bool, typer.Option("--bad", help="The release is worse than what they have.")]
Offline = Annotated[int, typer.Option(min=0, help="So many are cut off for three hours.")]
FullDisks = Annotated[int, typer.Option(min=0, help="So many have no room for the release.")]
Kills = Annotated[int, typer.Option(min=0, help="So often the centre is killed.")]


@rollout.callback()
def simulated(
    context: typer.Context,
    simulate: Simulate = None,
    bad: IsBad = False,
    offline: Offline = 0,
    full_disks: FullDisks = 0,
    kills: Kills = 0,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Without a command: `--simulate N` shows what becomes of a good or of a bad release."""
    if context.invoked_subcommand is not None:
        return
    if simulate is None:
        raise typer.BadParameter("say --simulate N, or one of start, show, approve, halt, go-on")
    from deploy.fleet.rollouts.simulated.show import RolloutShow, Trouble

    show = RolloutShow(simulate, bad, seed, Trouble(offline, full_disks, kills))
    with TemporaryDirectory(prefix="packwarden-rollout-") as folder:
        answer_whole(show.run(Path(folder), tell), as_json)


@rollout.command()
def start(
    release: Annotated[str, typer.Argument(help="Its name, as `release verify` tells it.")],
    bundle_sha256: Annotated[str, typer.Argument(help="The bundle's, as `release add` told it.")],
    account: Account,
    station: Annotated[
        list[str] | None, typer.Option(help="site/line/station; `*` stands for any. Repeatable.")
    ] = None,
    product: Annotated[str | None, typer.Option(help="Recipe: where it is made.")] = None,
    plan: Annotated[
        Path | None, typer.Option(help="Steps and rules as TOML; without: the usual ones.")
    ] = None,
    reason: Reason = "",
    address: Address = USUAL_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Starts a roll-out, or proposes it where machines act by themselves."""
    wanted = {
        "release": release,
        "bundle_sha256": bundle_sha256,
        "stations": station or ["*"],
        "product": product,
        "reason": reason,
        **({} if plan is None else read_plan(plan)),
    }
    from deploy.fleet.centre_client import CentreClient

    with CentreClient(address, account) as centre:
        answer_whole(centre.change("/api/v1/rollouts", wanted), as_json)


@rollout.command()
def show(
    account: Account,
    number: Annotated[int | None, typer.Argument(min=1, help="Of one; without: all.")] = None,
    address: Address = USUAL_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """All roll-outs, or one with its stations and figures."""
    from deploy.fleet.centre_client import CentreClient

    path = "/api/v1/rollouts" if number is None else f"/api/v1/rollouts/{number}"
    with CentreClient(address, account) as centre:
        answer_whole(centre.read(path), as_json)


@rollout.command()
def approve(
    number: Number,
    account: Account,
    reason: Reason = "",
    address: Address = USUAL_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """The second person agrees; then it begins."""
    changed(number, "approve", account, reason, address, as_json)


@rollout.command()
def halt(
    number: Number,
    account: Account,
    reason: Reason = "",
    address: Address = USUAL_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Nobody else takes the release, and every station that did goes back."""
    changed(number, "halt", account, reason, address, as_json)


@rollout.command("go-on")
def go_on(
    number: Number,
    account: Account,
    reason: Reason = "",
    address: Address = USUAL_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Lets one that was halted begin again at its canary, once all stations are back."""
    changed(number, "go-on", account, reason, address, as_json)


def changed(number: int, what: str, account: str, reason: str, address: str, as_json: bool) -> None:
    from deploy.fleet.centre_client import CentreClient

    with CentreClient(address, account) as centre:
        document = centre.change(f"/api/v1/rollouts/{number}/{what}", {"reason": reason})
    answer_whole(document, as_json)


def read_plan(file: Path) -> dict[str, Any]:
    """NotFound, or InvalidInput with the line."""
    from tomllib import TOMLDecodeError, loads

    from edge_agent.core.errors import InvalidInput, NotFound

    if not file.is_file():
        raise NotFound(f"{file} is not there; expected [[steps]] and [rules] as TOML")
    try:
        return loads(file.read_text(encoding="utf-8"))
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{file}: {error}") from error
