"""A station's file is found here, or with the demonstration of this very user."""

import os
import tempfile
from pathlib import Path

import pytest

from edge_agent.station_places import STATION_FILE, demo_home, usual_station


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder; the working folder is an empty one."""
    for name in ("runtime", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    return tmp_path / "runtime"


def a_demonstration() -> Path:
    demo_home().mkdir(mode=0o700)
    file = demo_home() / STATION_FILE
    file.write_text("")
    return file


def test_the_file_here_comes_first(runtime: Path) -> None:
    file = a_demonstration()
    assert file.is_relative_to(runtime)
    assert usual_station() == file
    STATION_FILE.write_text("")
    assert usual_station() == STATION_FILE


def test_without_a_demonstration_the_file_here_is_meant(runtime: Path) -> None:
    assert usual_station() == STATION_FILE
    demo_home().mkdir(mode=0o700)
    assert usual_station() == STATION_FILE


def test_a_folder_into_which_others_may_write_is_nobodys_demonstration(runtime: Path) -> None:
    a_demonstration()
    demo_home().chmod(0o777)
    assert usual_station() == STATION_FILE


def test_a_link_leads_to_no_demonstration(runtime: Path) -> None:
    file = a_demonstration()
    file.parent.rename(runtime / "elsewhere")
    demo_home().symlink_to(runtime / "elsewhere")
    assert usual_station() == STATION_FILE


def test_where_the_user_has_no_folder_of_his_own_its_name_says_whose_it_is(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime / "gone"))
    assert demo_home().parent == Path(tempfile.gettempdir())
    assert demo_home().name.endswith(f"-{os.getuid()}")
