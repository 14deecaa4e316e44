"""What became of a command of the centre stands in the log, and nothing else happens by it."""

import json

from edge_agent.core.packs import Level
from edge_agent.core.told import Asked, CommandResult, NoteCommand
from tests.line.plants import set_up

NOTE = NoteCommand(
    result=CommandResult.REFUSED,
    title="Too late",
    why="it holds until noon",
    key_id="ab12",
    number=7,
    word="StopBelt",
    count=3,
    person="uplink",
)


def test_the_line_writes_it_into_its_log() -> None:
    shift = set_up(3, Level.REPORT)
    answers: list[str | None] = []
    shift.runner.line.told.put(Asked(NOTE, answers.append))
    shift.runner.run()
    assert answers == [None]
    (body,) = (body for kind, body in shift.notes.events if kind == "centre_command")
    assert json.loads(json.dumps(body)) == {
        "result": "refused",
        "title": "Too late",
        "why": "it holds until noon",
        "key_id": "ab12",
        "number": 7,
        "word": "StopBelt",
        "count": 3,
        "by": "uplink",
    }
