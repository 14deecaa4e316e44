"""A centre's SQLite file that nothing was written to: brought to this version's schema once, then
copied.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.fleet.database import engine_of, writing
from deploy.fleet.migrating import upgrade


@cache
def empty_file() -> bytes:
    """Without a name: each copy gets its own when it is opened."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "centre.db"
        engine = engine_of(f"sqlite:///{file}")
        with writing(engine) as connection:
            upgrade(connection)
        engine.dispose()
        return file.read_bytes()


def empty_centre(file: Path) -> str:
    """Laid there, where nothing is; its URL."""
    with file.open("xb") as laid:
        laid.write(empty_file())
    return f"sqlite:///{file}"
