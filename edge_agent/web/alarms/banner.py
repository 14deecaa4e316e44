"""What every page of the panel says of alarms: the banner, and when to look at the list again."""

from typing import Any, Final

from edge_agent.control.line_state import LineState
from edge_agent.core.alarms.raised import RaisedAlarm, Stage
from edge_agent.core.reasons.languages import Language
from edge_agent.web.alarms.keeper import AlarmKeeper

SHOWN: Final = (Stage.UNACKNOWLEDGED, Stage.ACKNOWLEDGED)
"""What goes on now; what is over stands on the list until somebody has seen it."""


class AlarmNote:
    """Asked for the live state of the panel; answers from memory."""

    def __init__(self, keeper: AlarmKeeper) -> None:
        self.keeper = keeper

    def __call__(self, _: LineState | None, language: Language) -> dict[str, Any]:
        listed = [one for one in self.keeper.listed() if one.stage in SHOWN]
        unseen_first = sorted(listed, key=is_acknowledged)
        return {
            "alarms": [shown(one, language) for one in unseen_first],
            "alarms_revision": self.keeper.revision,
        }


def shown(alarm: RaisedAlarm, language: Language) -> dict[str, Any]:
    return {
        "id": alarm.alarm_id,
        "priority": int(alarm.row.priority),
        "text": alarm.row.said(language, alarm.subject),
        "action": alarm.row.action.said(language),
        "since": alarm.since.isoformat(),
        "is_acknowledged": is_acknowledged(alarm),
    }


def is_acknowledged(alarm: RaisedAlarm) -> bool:
    return alarm.stage is Stage.ACKNOWLEDGED
