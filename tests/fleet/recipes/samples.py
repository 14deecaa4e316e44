"""A centre's recipes for tests: versions of boxes, people, stations that were heard of."""

import io
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, Engine, insert

from deploy.fleet.recipes import shelf
from deploy.fleet.recipes.agreeing import Step, Taken
from deploy.fleet.recipes.agreements import check_step, take_step
from deploy.fleet.recipes.packed import Files, folder_files
from deploy.fleet.recipes.shelf import BY_UPLOAD, Origin, Version, opened_files
from deploy.fleet.tables import stations
from edge_agent.core.roles import Person, Role
from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.people.acts import Done
from edge_agent.people.audit import AuditReader
from edge_agent.people.office import AUDIT_FILE
from tests.line.small_station import box_picture, box_recipe
from tests.samples import NOON
from tests.uplink.recipes.samples import STATION, opened

MIA = Person("mia", "Mia", Role.ENGINEER)
OTTO = Person("otto", "Otto", Role.QUALITY)
ACT = "a" * 64


def box_files(
    folder: Path, min_likeness: float = 0.6, name: str = "box", blank: bool = False
) -> Files:
    recipe = replace(box_recipe(("top",), min_likeness), name=name)
    save_recipe(recipe, {"top": [box_picture(blank)]}, folder)
    return folder_files(folder)


def zipped(files: Files) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return archive.getvalue()


def added(
    connection: Connection, files: Files, parent: str | None = None, author: str = "mia"
) -> Version:
    origin = Origin(author, BY_UPLOAD, "", parent)
    return shelf.keep(connection, opened_files(files, opened), origin, NOON)


def step(connection: Connection, recipe_hash: str, step: Step, person: Person) -> None:
    check_step(connection, recipe_hash, step, person)
    taken = Taken(step, person.name, NOON, "", None)
    take_step(connection, recipe_hash, taken, ACT)


def approved(connection: Connection, recipe_hash: str) -> None:
    step(connection, recipe_hash, Step.PROPOSED, MIA)
    step(connection, recipe_hash, Step.APPROVED, OTTO)


def heard_of(engine: Engine, *names: str) -> None:
    rows = [{"name": name, "first_heard": NOON, "last_heard": NOON} for name in names or (STATION,)]
    with engine.begin() as connection:
        connection.execute(insert(stations), rows)


def acts_of(folder: Path) -> list[Done]:
    """What is in the signed record of a centre's people."""
    with closing(AuditReader(folder / AUDIT_FILE)) as reader:
        return [act.done for act in reader.acts()]
