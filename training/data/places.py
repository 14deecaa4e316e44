"""Where a data set lies: a folder, or any place that fsspec reaches, such as s3://bucket/set.

Rules
- Nothing is ever overwritten. What has its content's hash as name is written once; what has a
  number is made only where nobody else made it, which both kinds of place decide in one step.
- In a folder a file is there whole or not at all, and durable before anybody hears of it.
- Credentials and addresses of an S3 are those of its own settings (AWS_ENDPOINT_URL, AWS_…, or
  ~/.aws). Nothing waits for ever.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final, Protocol

from edge_agent.core.errors import InvalidInput, NotFound, StoreFailed
from edge_agent.whole_files import sync_folder
from training.data.errors import StoreAway

CONNECT_S, ANSWER_S, TRIES = 10, 60, 3
S3_OPTIONS: Final[dict[str, Any]] = {
    "use_listings_cache": False,
    "skip_instance_cache": True,
    "config_kwargs": {
        "connect_timeout": CONNECT_S,
        "read_timeout": ANSWER_S,
        "retries": {"max_attempts": TRIES},
    },
}
S3: Final = ("s3", "s3a")
UNFINISHED: Final = ".unfinished-"


class Place(Protocol):
    """Names are relative, with "/" between their parts."""

    told: str

    def read(self, name: str) -> bytes:
        """NotFound where there is no such thing."""

    def has(self, name: str) -> bool: ...

    def names(self, folder: str) -> list[str]:
        """Of what lies right in a folder, in order; none where there is no folder."""

    def put(self, things: Mapping[str, bytes]) -> None:
        """Things that bear their content's hash: at most the same bytes are written again."""

    def create(self, name: str, content: bytes) -> bool:
        """False, and nothing is changed, where something has the name."""


class FolderPlace:
    """On this computer, or what it mounts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told = folder, str(folder)

    def read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(f"{self.folder / name} is not there") from error

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def names(self, folder: str) -> list[str]:
        with suppress(FileNotFoundError):
            found = (entry.name for entry in (self.folder / folder).iterdir())
            return sorted(name for name in found if not name.startswith(UNFINISHED))
        return []

    def put(self, things: Mapping[str, bytes]) -> None:
        files = {self.folder / name: one for name, one in things.items() if not self.has(name)}
        with stored(self.told), ExitStack() as stack:
            wholes = [stack.enter_context(unfinished(*one)) for one in files.items()]
            for whole, file in zip(wholes, files, strict=True):
                make_durable(whole)
                whole.replace(file)
            for folder in {file.parent for file in files}:
                sync_folder(folder)

    def create(self, name: str, content: bytes) -> bool:
        file = self.folder / name
        with stored(self.told), unfinished(file, content) as whole:
            make_durable(whole)
            try:
                os.link(whole, file)
            except FileExistsError:
                return False
            sync_folder(file.parent)
            return True


@contextmanager
def unfinished(file: Path, content: bytes) -> Iterator[Path]:
    """A file beside `file` with a name of its own; gone afterwards."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=UNFINISHED, delete=False) as opened:
        whole = Path(opened.name)
    try:
        whole.write_bytes(content)
        yield whole
    finally:
        whole.unlink(missing_ok=True)


def make_durable(file: Path) -> None:
    """Many that were written before are quick together: the disk takes them at once."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


@contextmanager
def stored(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"{place}: {error.strerror or error}; free or mend the disk") from error


class FsspecPlace:
    """Any other: an object store writes a thing whole by itself."""

    def __init__(self, url: str) -> None:
        import fsspec

        protocol = url.partition("://")[0]
        options = S3_OPTIONS if protocol in S3 else {}
        self.told = url
        with reached(url):
            self.files, root = fsspec.url_to_fs(url, **options)
        self.root = root.rstrip("/")

    def at(self, name: str) -> str:
        return f"{self.root}/{name}"

    def read(self, name: str) -> bytes:
        try:
            with reached(self.told):
                return bytes(self.files.cat_file(self.at(name)))
        except FileNotFoundError as error:
            raise NotFound(f"{self.told}/{name} is not there") from error

    def has(self, name: str) -> bool:
        with reached(self.told):
            return bool(self.files.exists(self.at(name)))

    def names(self, folder: str) -> list[str]:
        try:
            with reached(self.told):
                found = self.files.ls(self.at(folder), detail=False)
        except FileNotFoundError:
            return []
        return sorted(path.rpartition("/")[2] for path in found if not path.endswith("/"))

    def put(self, things: Mapping[str, bytes]) -> None:
        with reached(self.told, writes=True):
            self.files.pipe({self.at(name): content for name, content in things.items()})

    def create(self, name: str, content: bytes) -> bool:
        try:
            with reached(self.told, writes=True):
                self.files.pipe_file(self.at(name), content, mode="create")
        except FileExistsError:
            return False
        return True


@contextmanager
def reached(url: str, writes: bool = False) -> Iterator[None]:
    """What fsspec and what lies behind it raise becomes ours."""
    away: tuple[type[Exception], ...] = (OSError, *driver_errors())
    try:
        yield
    except FileExistsError:
        raise
    except FileNotFoundError as error:
        if writes:
            raise NotFound(f"{url}: {error}; make the bucket first") from error
        raise
    except (ImportError, ValueError) as error:
        raise InvalidInput(f"{url}: {error}; expected a folder, or a URL such as s3://…") from error
    except away as error:
        raise StoreAway(f"{url}: {error}; see its address and its keys") from error


def driver_errors() -> tuple[type[Exception], ...]:
    """Of S3, where its driver is installed; they are no OSError."""
    with suppress(ImportError):
        from botocore.exceptions import BotoCoreError, ClientError

        return BotoCoreError, ClientError
    return ()


def open_place(where: str) -> Place:
    """A path, or a URL of any kind that fsspec knows."""
    if where.startswith("file://"):
        return FolderPlace(Path(where.removeprefix("file://")))
    return FsspecPlace(where) if "://" in where else FolderPlace(Path(where))
