"""`packwarden people`: what is asked, told, refused and signed."""

import io
import json
import os
import pty
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge_agent.__main__ import run
from edge_agent.people.audit import AuditReader
from edge_agent.people.keys import SigningKey
from edge_agent.people.station_key import KEY_FILE, trust_of
from edge_agent.people.trust import Owner
from tests.line.small_station import box_station
from tests.people.samples import PASSWORD

COMMAND = [str(Path(sys.executable).parent / "packwarden"), "people"]
WEAK = "password1234"


pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
"""A child of pty.fork does nothing but exec, so threads of the parent do not matter."""
Ask = Callable[..., Any]


@pytest.fixture
def station(tmp_path: Path) -> Path:
    return box_station(tmp_path, "g")


@pytest.fixture
def people(
    station: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Ask:
    """Runs `packwarden people WORDS --json` with these lines on its input; its document."""

    def ask(*words: str, typed: str = "", code: int = 0) -> Any:
        argv = ["packwarden", "people", *words, "--station", str(station), "--json"]
        monkeypatch.setattr(sys, "argv", argv)
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        assert run() == code
        return json.loads(capsys.readouterr().out)

    return ask


def test_a_person_is_added_listed_disabled_and_reset(station: Path, people: Ask) -> None:
    add = ["add", "Anna", "--role", "engineer", "--shown-name", "Anna K."]
    anna = {"name": "anna", "shown_name": "Anna K.", "role": "engineer", "active": True}
    assert people(*add, typed=PASSWORD + "\n") == {**anna, "code": None}
    olga = people("add", "olga", "--role", "operator", "--code")
    assert len(olga["code"]) == 19
    assert people("disable", "olga", "--reason", "left us")["active"] is False
    assert people("list")["people"] == [
        anna,
        {"name": "olga", "shown_name": "olga", "role": "operator", "active": False},
    ]
    assert people("reset", "olga", typed=PASSWORD)["active"] is True
    with closing(AuditReader(station.parent / "data" / "audit.db")) as reader:
        acts = list(reader.acts())
        reader.verify_chain(trust_of(station.parent / "data"), acts[0].done.station)
    assert [(act.done.who, act.done.what.value) for act in acts] == [
        ("console", "appoint"),
        ("anna", "change_own_secret"),
        ("console", "manage_people"),
        ("console", "disable_person"),
        ("console", "manage_people"),
        ("olga", "change_own_secret"),
    ]
    assert acts[3].done.reason == "left us"


def test_a_mistake_changes_nothing_and_ends_with_its_code(station: Path, people: Ask) -> None:
    people("add", "anna", "--role", "engineer", "--code")
    for words, typed, code in (
        (["add", "ANNA", "--role", "viewer"], PASSWORD, 4),
        (["add", "eve", "--role", "engineer"], WEAK, 5),
        (["add", "eve", "--role", "king"], PASSWORD, 2),
        (["reset", "anna"], WEAK, 5),
        (["reset", "nobody"], PASSWORD, 3),
        (["disable", "anna"], "", 4),
    ):
        told = people(*words, typed=typed, code=code)["error"]
        assert told["exit_code"] == code
        assert WEAK not in told["detail"]
    assert [each["name"] for each in people("list")["people"]] == ["anna"]
    with closing(AuditReader(station.parent / "data" / "audit.db")) as reader:
        assert len(list(reader.acts())) == 1


def test_a_renewed_key_is_told_and_the_record_goes_on_with_it(station: Path, people: Ask) -> None:
    data = station.parent / "data"
    people("add", "anna", "--role", "engineer", "--code")
    renewed = people("renew-key", "--reason", "a disk was sold")
    people("add", "olga", "--role", "operator", "--code")
    with closing(AuditReader(data / "audit.db")) as reader:
        acts = list(reader.acts())
        reader.verify_chain(trust_of(data), renewed["station"])
    assert [act.sealed.key_id == renewed["key_id"] for act in acts] == [False, False, True]
    assert acts[1].done.reason == "a disk was sold"
    (current,) = trust_of(data).current(Owner.STATION, renewed["station"])
    assert current.public.hex() == renewed["public"]


def test_a_centre_is_believed_until_its_key_is_distrusted(station: Path, people: Ask) -> None:
    data, public = station.parent / "data", SigningKey.fresh().public.hex()
    known = people("centre-key", public)
    distrusted = people("distrust-key", public)
    assert distrusted["key_id"] == known["key_id"]
    assert trust_of(data).current(Owner.CENTRE, "centre") == ()
    assert people("centre-key", public, code=4)["error"]["detail"].startswith("key ")
    own = SigningKey.load(data / KEY_FILE).public.hex()
    for key, code in ((own, 4), ("ab" * 32, 3), ("ab", 5)):
        assert people("distrust-key", key, code=code)["error"]["exit_code"] == code


def at_terminal(words: list[str], typed: list[str]) -> tuple[int, str]:
    """The exit code and all that a person sees who types these lines."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(words[0], words)
    seen = ""
    for line in typed:
        while not seen.endswith((": ", ":")):
            seen += os.read(terminal, 1_024).decode()
        os.write(terminal, f"{line}\n".encode())
        seen += "\n"
    while chunk := rest(terminal):
        seen += chunk
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen


def rest(terminal: int) -> str:
    """What the terminal still shows; nothing once the command has ended."""
    try:
        return os.read(terminal, 1_024).decode()
    except OSError:
        return ""


def test_a_password_is_asked_for_twice_and_never_shown(station: Path) -> None:
    words = [*COMMAND, "add", "anna", "--role", "engineer", "--station", str(station)]
    code, seen = at_terminal(words, [PASSWORD, PASSWORD])
    assert (code, "anna may sign in" in seen, PASSWORD in seen) == (0, True, False)


def test_two_passwords_that_differ_change_nothing(station: Path) -> None:
    words = [*COMMAND, "add", "anna", "--role", "engineer", "--station", str(station)]
    code, seen = at_terminal(words, [PASSWORD, PASSWORD + "x"])
    assert (code, "differ" in seen) == (5, True)
