"""The command itself: in a shell where nobody can be asked, and at a terminal."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from select import select

from tests.line.small_station import box_station

ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "200", "NO_COLOR": "1"}
LONGEST_SILENCE_S = 60.0


def init(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge_agent", "init", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, env=ENVIRONMENT, stdin=subprocess.DEVNULL
    )


def test_where_nobody_can_be_asked_it_says_so_and_writes_nothing(tmp_path: Path) -> None:
    done = init(tmp_path / "new", "--product", "tray")
    assert done.returncode == 5
    assert "add --yes" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_product_is_taught_from_good_pictures_and_one_document_says_what_is_next(
    tmp_path: Path,
) -> None:
    box_station(tmp_path, "gg")
    pictures = tmp_path / "top"
    done = init(
        *(tmp_path / "new", "--product", "soup", "--camera", f"folder:{pictures}"),
        *("--good", pictures, "--yes", "--json"),
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert len(document["administrator"]["password"]) >= 20
    assert document["check"]["counts"]["wrong"] == 0
    assert document["next"][-1] == f"packwarden run --station {tmp_path / 'new' / 'station.toml'}"
    again = init(tmp_path / "new", "--yes", "--json")
    assert again.returncode == 4
    assert "never overwritten" in json.loads(again.stdout)["error"]["detail"]


def test_a_person_at_a_terminal_is_asked_and_may_answer_by_return(tmp_path: Path) -> None:
    box_station(tmp_path, "gg")
    typed = ["", "", "", "", "soup", "webcam", f"folder:{tmp_path / 'top'}", "", "", "", "", "mia"]
    said, code = at_a_terminal(tmp_path / "new", typed)
    assert code == 0, said
    assert "'webcam' is no camera" in said
    assert "Password of mia" in said
    assert "mia signs in with" in said
    assert (tmp_path / "new" / "station.toml").is_file()


def at_a_terminal(folder: Path, typed: list[str]) -> tuple[str, int]:
    """All that was shown, and how it ended; after the answers comes return."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "edge_agent", "init", str(folder)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=ENVIRONMENT,
                          start_new_session=True) as process:  # fmt: skip
        os.close(theirs)
        os.write(ours, "".join(f"{line}\n" for line in typed).encode())
        said = heard(ours, "Password of")
        os.write(ours, b"\n")
        said += heard(ours, None)
        code = process.wait(LONGEST_SILENCE_S)
    os.close(ours)
    return said, code


def heard(terminal: int, until: str | None) -> str:
    """Until it says this, or ends."""
    said = ""
    while until is None or until not in said:
        ready, _, _ = select([terminal], [], [], LONGEST_SILENCE_S)
        assert ready, said
        try:
            said += os.read(terminal, 65_536).decode("utf-8", "replace")
        except OSError:
            return said  # its other end was closed: it has ended
    return said
