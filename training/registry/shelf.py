"""Registered models as MLflow keeps them: in one SQLite file, or on an MLflow server.

A server is asked with time-outs and a few repetitions; its token is read from the environment
variables that MLflow has for it (MLFLOW_TRACKING_TOKEN).
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from training.registry.errors import NotRegistered, RegistryAway, RegistryDamaged
from training.registry.standing import Alias
from training.tracking import SETTINGS

DATABASE: Final = "registry.db"
FILES: Final = "registry-files"
EXPERIMENT: Final = "packwarden-bundles"
SERVERS: Final = ("http://", "https://")
WAITING: Final = {"MLFLOW_HTTP_REQUEST_TIMEOUT": "15", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3"}
"""Seconds, and how often it is asked anew; MLflow's own would wait for many minutes."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """One registered model as it is now."""

    name: str
    tags: Mapping[str, str]
    aliases: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of it."""

    number: int
    tags: Mapping[str, str]
    run: str
    """In which its files lie."""


class Shelf:
    """`place`: a folder, whose registry.db it then is, or the address of an MLflow server."""

    def __init__(self, place: str) -> None:
        for name, value in WAITING.items():
            os.environ.setdefault(name, value)
        os.environ |= SETTINGS
        from mlflow.tracking import MlflowClient

        self.place = place
        self.folder = None if place.startswith(SERVERS) else Path(place).resolve()
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
        with self.asked():
            self.client = MlflowClient(self.url)

    @property
    def url(self) -> str:
        """As MLflow names it."""
        return self.place if self.folder is None else f"sqlite:///{self.folder / DATABASE}"

    @contextmanager
    def asked(self) -> Iterator[None]:
        """MLflow's errors become ours, and those of the database below it."""
        from mlflow.exceptions import MlflowException
        from sqlalchemy.exc import DatabaseError

        try:
            yield
        except DatabaseError as error:
            raise RegistryDamaged(
                f"{self.url}: {error.orig}; restore it or move it away"
            ) from error
        except MlflowException as error:
            missing = error.error_code == "RESOURCE_DOES_NOT_EXIST"
            kind = NotRegistered if missing else RegistryAway
            said = error.message.partition("\n")[0]
            raise kind(f"{self.place}: {said}") from error

    def models(self) -> list[Shelved]:
        """By name."""
        with self.asked():
            found = all_of(lambda token: self.client.search_registered_models(page_token=token))
        return sorted(map(shelved, found), key=lambda one: one.name)

    def model(self, name: str) -> Shelved:
        """NotRegistered where there is none of the name."""
        with self.asked():
            return shelved(self.client.get_registered_model(name))

    def versions(self, name: str) -> list[Version]:
        """The oldest first."""
        with self.asked():
            found = all_of(
                lambda token: self.client.search_model_versions(
                    f"name = '{name}'", page_token=token
                )
            )
        versions = (Version(int(one.version), dict(one.tags), one.run_id or "") for one in found)
        return sorted(versions, key=lambda one: one.number)

    def make_model(self, name: str, tags: Mapping[str, str]) -> None:
        """Unless it is there."""
        with suppress(NotRegistered):
            self.model(name)
            return
        with self.asked():
            self.client.create_registered_model(name, dict(tags))

    def make_version(self, name: str, files: Mapping[str, Path], tags: Mapping[str, str]) -> int:
        """Files first: a version that was made has them all. `files`: folders by their names."""
        with self.asked():
            run = self.client.create_run(self.experiment(), run_name=name).info
            for under, folder in files.items():
                self.client.log_artifacts(run.run_id, str(folder), under)
            self.client.set_terminated(run.run_id)
            source = f"{run.artifact_uri}/{next(iter(files))}"
            made = self.client.create_model_version(name, source, run.run_id, dict(tags))
        return int(made.version)

    def experiment(self) -> str:
        found = self.client.get_experiment_by_name(EXPERIMENT)
        if found is not None:
            return str(found.experiment_id)
        files = None if self.folder is None else (self.folder / FILES).as_uri()
        return str(self.client.create_experiment(EXPERIMENT, artifact_location=files))

    def fetch(self, version: Version, under: str, into: Path) -> Path:
        """Files of a version, as they are there; gives their folder."""
        with self.asked():
            return Path(self.client.download_artifacts(version.run, under, str(into)))

    def note(self, name: str, key: str, text: str) -> None:
        with self.asked():
            self.client.set_registered_model_tag(name, key, text)

    def point(self, name: str, alias: Alias, version: int) -> None:
        with self.asked():
            self.client.set_registered_model_alias(name, alias, str(version))

    def unpoint(self, name: str, alias: Alias) -> None:
        with self.asked():
            self.client.delete_registered_model_alias(name, alias)


def all_of(asked: Callable[[str | None], Any]) -> list[Any]:
    """Of a list that comes in pages."""
    page = asked(None)
    found = list(page)
    while page.token:
        page = asked(page.token)
        found += page
    return found


def shelved(model: Any) -> Shelved:
    aliases = {alias: int(version) for alias, version in model.aliases.items()}
    return Shelved(model.name, dict(model.tags), aliases)


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Gone afterwards."""
    with TemporaryDirectory(prefix="packwarden-registry-") as folder:
        yield Path(folder)
