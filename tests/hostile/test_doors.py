"""Changed bytes at every door: taken, or refused by an error of the door's own. A release knocks a
hundred thousand times at each group (make torture PART=hostile).
"""

from pathlib import Path
from random import Random

import pytest

from deploy.torture.hostile import knocking
from deploy.torture.hostile.changing import change_json, change_toml
from deploy.torture.hostile.doors import GROUPS, Door
from deploy.torture.hostile.knocking import Knocked, knock, knock_once
from tests.peers import require

KNOCKS = 300
FEWER = {"Modbus": 100, "opened nets": 25, "OPC UA": 60, "serial line": 100, "uploads": 24}
"""Where each is a trial or a conversation, and not a call."""
MARKS: dict[str, tuple[pytest.MarkDecorator, ...]] = {
    "OPC UA": (pytest.mark.release, pytest.mark.slow),
    "uploads": (pytest.mark.slow,),
}
"""tests/uplink/opcua knocks at that server every time."""
SECONDS = 20.0


@pytest.mark.parametrize("group", [pytest.param(one, marks=MARKS.get(one, ())) for one in GROUPS])
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.timeout(900)
def test_a_door_takes_what_comes_or_refuses_it_by_its_own_error(group: str, tmp_path: Path) -> None:
    if group == "serial line":
        require("gcc")
    knocked = knock(group, tmp_path, FEWER.get(group, KNOCKS), SECONDS, seed=3)
    assert knocked.found == {}
    assert (knocked.strange, knocked.believed) == (0, 0)
    assert sum(knocked.kinds.values()) == knocked.refused
    assert knocked.taken + knocked.refused == knocked.knocks > 0
    assert knocked.refused > 0


def test_an_answer_that_is_no_refusal_of_its_own_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the trial would prove nothing."""

    def broken(_: bytes) -> None:
        raise KeyError("bare")

    monkeypatch.setattr(knocking, "KEPT", tmp_path)
    knocked = Knocked()
    knock_once("broken", Door(broken, [b'{"a": 1}'], change_json), Random(1), knocked)
    open_to_all = Door(bytes, [b"a = 1"], change_toml, takes_changed=False)
    for _ in range(20):
        knock_once("open to all", open_to_all, Random(knocked.knocks), knocked)
    assert knocked.strange == 1
    assert knocked.believed > 10
    assert len(list(tmp_path.glob("*.txt"))) == 2
