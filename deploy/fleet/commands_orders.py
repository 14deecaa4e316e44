"""The commands `fleet order`, `recipe`, `station-key`, `distrust-key`: handing things in, and whom
the centre believes.

Orders go by the API, with a machine token: whoever sends one is known. A recipe is taken in on the
centre's own computer; two persons still have to agree on it before any station gets it.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from deploy.fleet.command_line import USUAL_ADDRESS, Address, Centre, StationName
from deploy.fleet.places import CENTRE_FILE
from edge_agent.command_line import AsJson, Reason, answer

if TYPE_CHECKING:
    from edge_agent.people.office import Office, Order

ANSWER_S: Final = 60.0
CSV: Final = ".csv"
PublicKey = Annotated[str, typer.Argument(help="64 hexadecimal digits, from a trust.toml.")]


def order(
    file: Annotated[Path, typer.Argument(help="An order as JSON, or many as CSV.")],
    token_file: Annotated[
        Path, typer.Option(help="Its first line is a token with the scope orders.")
    ],
    address: Address = USUAL_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Hands orders in; the same file again changes nothing."""
    document = handed_in(file, token_file, address)
    handed = document.get("orders", [document])
    answer(document, as_json, "\n".join(map(in_one_line, handed)))


def in_one_line(order: dict[str, Any]) -> str:
    where = ", ".join(f"{at['station']}: {at['fate']}" for at in order["stations"])
    return f"{order['source']} {order['number']}  {order['recipe']}  {where}"


def handed_in(file: Path, token_file: Path, address: str) -> dict[str, Any]:
    """InvalidInput with the centre's own words where it refuses; Unreachable."""
    import httpx

    from deploy.fleet.secret_files import first_line
    from edge_agent.core.errors import InvalidInput, NotFound, Unreachable

    if not file.is_file():
        raise NotFound(f"{file} is not there; expected orders as JSON or CSV")
    is_csv = file.suffix.lower() == CSV
    kind = "text/csv" if is_csv else "application/json"
    path = "/api/v1/orders/import" if is_csv else "/api/v1/orders"
    headers = {"Authorization": f"Bearer {first_line(token_file)}", "Content-Type": kind}
    try:
        answer = httpx.post(
            address + path, content=file.read_bytes(), headers=headers, timeout=ANSWER_S
        )
        document: dict[str, Any] = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise Unreachable(f"{address}: {error}") from error
    if not answer.is_success:
        raise InvalidInput(f"{file}: {document.get('detail', answer.reason_phrase)}")
    return document


def recipe(
    source: Annotated[Path, typer.Argument(help="A recipe's folder, or a zip archive of it.")],
    note: Annotated[str, typer.Option(help="What is new in it.")] = "",
    parent: Annotated[
        str | None, typer.Option(help="Hash of the version that it was made from.")
    ] = None,
    centre: Centre = CENTRE_FILE,
    as_json: AsJson = False,
) -> None:
    """Takes a version of a recipe in; it is opened as stations do, and refused as they would."""
    from deploy.fleet.database import opened, writing
    from deploy.fleet.recipes import shelf
    from deploy.fleet.recipes.packed import folder_files, unpacked
    from deploy.fleet.settings import load_centre
    from edge_agent.uplink.recipes.checking import open_apart
    from hardware.clock import RealClock

    files = folder_files(source) if source.is_dir() else unpacked(source.read_bytes())
    opening = shelf.opened_files(files, open_apart)
    url, now = load_centre(centre).centre.database_url, RealClock().wall()
    origin = shelf.Origin("console", shelf.BY_UPLOAD, note, parent)
    with opened(url, now) as engine, writing(engine) as connection:
        version = shelf.keep(connection, opening, origin, now)
    document = {
        "recipe": version.recipe,
        "hash": version.hash,
        "left_out": list(opening.left_out),
    }
    shown = f"{version.recipe} {version.hash}; two persons have to agree on it now"
    answer(document, as_json, shown)


def station_key(
    station: StationName,
    public: PublicKey,
    centre: Centre = CENTRE_FILE,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Lets the centre believe what this station says of recipes."""
    from edge_agent.commands_people import public_bytes
    from edge_agent.people.trust import Owner, TrustedKey

    with office_of(centre, reason) as (office, order):
        whose, since = public_bytes(public), order.now
        key = TrustedKey(public=whose, owner=Owner.STATION, name=station, since=since)
        office.trust_key(order, key)
    document = {"station": station, "key_id": key.key_id}
    answer(document, as_json, f"{office.station} trusts {key.key_id[:16]} for {station}")


def distrust_key(
    public: PublicKey,
    centre: Centre = CENTRE_FILE,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Nothing that this key ever signed is believed at the centre any more."""
    from edge_agent.commands_people import public_bytes
    from edge_agent.people.keys import key_id_of

    key_id = key_id_of(public_bytes(public))
    with office_of(centre, reason) as (office, order):
        office.distrust_key(order, key_id)
    answer({"key_id": key_id}, as_json, f"{office.station} trusts {key_id[:16]} no longer")


@contextmanager
def office_of(centre: Path, reason: str) -> Iterator[tuple["Office", "Order"]]:
    """The centre's own office, and what its console orders now."""
    from deploy.fleet.settings import load_centre
    from edge_agent.people.office import Office, Order
    from edge_agent.people.presence import console
    from hardware.clock import RealClock

    table, now = load_centre(centre).centre, RealClock().wall()
    with closing(Office(table.places.people, table.name, now)) as office:
        yield office, Order(console(now), reason, now)
