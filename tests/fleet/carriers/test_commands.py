"""A station's token is shown once, and taken back by a word."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from deploy.fleet.carriers.station_tokens import StationTokens
from deploy.fleet.database import open_database
from tests.samples import NOON, StandingClock

STATION = "plant-1/line-1/box"


def packwarden(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge_agent", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_token_is_issued_and_taken_back(tmp_path: Path) -> None:
    centre = tmp_path / "centre.toml"
    centre.write_text('[centre]\nname = "plant-1"\n')
    (tmp_path / "data").mkdir()
    command = ("fleet", "station-token", STATION, "--centre", centre)
    done = packwarden(*command, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    url = f"sqlite:///{tmp_path / 'data' / 'centre.db'}"
    with closing(Tokens(url)) as tokens:
        assert tokens.station(document["token"]) == document["station"] == STATION
    assert packwarden(*command, "--take-back").returncode == 0
    with closing(Tokens(url)) as tokens:
        assert tokens.station(document["token"]) is None
    again = packwarden(*command, "--take-back")
    assert (again.returncode, "has no token" in again.stderr) == (3, True)


class Tokens(StationTokens):
    """Asked anew."""

    def __init__(self, url: str) -> None:
        super().__init__(open_database(url, NOON), StandingClock())

    def close(self) -> None:
        self.engine.dispose()
