"""Whatever a station shows and people do, the list of alarms keeps its rules."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from edge_agent.core.alarms.alarm_list import AlarmList, Happened, Happening, Now, Sight
from edge_agent.core.alarms.raised import LONGEST_SHELF, Condition, Shelf, Stage, alarm_id
from edge_agent.core.alarms.table import AlarmName
from edge_agent.core.errors import PackwardenError
from tests.samples import NOON

NAMES = some.sampled_from(
    [
        AlarmName.CAMERA_LOST,
        AlarmName.DISK_FILLING,
        AlarmName.DECISION_OVERLOAD,
        AlarmName.BIN_FULL,
        AlarmName.SUSPENSION_CLEARABLE,
    ]
)
CONDITIONS = some.builds(
    Condition,
    name=NAMES,
    subject=some.sampled_from(["", "top"]),
    value=some.sampled_from([0.5, 0.89, 0.95, 5.5, 9.0]),
)
KEYS = some.builds(alarm_id, NAMES, some.sampled_from(["", "top"]))
STEPS_S = some.sampled_from([0, 1, 12, 60, 3_600, 30_000])


class AlarmMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.alarms = AlarmList()
        self.at = NOON
        self.raises: dict[str, int] = {}

    def took(self, step: tuple[AlarmList, tuple[Happening, ...]]) -> None:
        """What leaves the list was over, and seen or shelved."""
        before, (self.alarms, happened) = self.alarms, step
        for one in happened:
            key = alarm_id(one.name, one.subject)
            if one.what is Happened.RAISED:
                self.raises[key] = self.raises.get(key, 0) + 1
        for key in before.raised.keys() - self.alarms.raised.keys():
            gone = before.raised[key]
            self.raises.pop(key)
            told = {one.what for one in happened if alarm_id(one.name, one.subject) == key}
            assert told <= {Happened.RETURNED, Happened.ACKNOWLEDGED, Happened.UNSHELVED}
            assert not gone.holds or Happened.RETURNED in told
            assert gone.stage is not Stage.UNACKNOWLEDGED

    @rule(seconds=STEPS_S, seen=some.lists(CONDITIONS, max_size=4), unseen=some.sets(NAMES))
    def looks(self, seconds: int, seen: list[Condition], unseen: set[AlarmName]) -> None:
        self.at += timedelta(seconds=seconds)
        now = Now(self.at, int((self.at - NOON).total_seconds() * 1e9))
        before = self.alarms.raised
        self.took(self.alarms.looked(Sight(tuple(seen), frozenset(unseen)), now))
        for key, alarm in before.items():
            if alarm.name in unseen and alarm.shelf is None:
                assert key in self.alarms.raised

    @rule(key=KEYS)
    def acknowledges(self, key: str) -> None:
        if key in self.alarms.raised and self.alarms.raised[key].stage is not Stage.SHELVED:
            self.took(self.alarms.acknowledged(key, "anna", self.at))
            assert key not in self.alarms.raised or self.alarms.raised[key].holds

    @rule(key=KEYS, minutes=some.integers(-1, 600))
    def shelves(self, key: str, minutes: int) -> None:
        shelf = Shelf("tom", "known", self.at, self.at + timedelta(minutes=minutes))
        try:
            self.took(self.alarms.shelved(key, shelf))
        except PackwardenError:
            may_be = key in self.alarms.raised and self.alarms.raised[key].row.shelvable
            assert not may_be or not 0 < minutes <= 480

    @rule(key=KEYS)
    def takes_from_the_shelf(self, key: str) -> None:
        if key in self.alarms.raised and self.alarms.raised[key].stage is Stage.SHELVED:
            self.took(self.alarms.unshelved(key, "tom", self.at))

    @invariant()
    def a_stage_says_whether_the_cause_is_there(self) -> None:
        for alarm in self.alarms.raised.values():
            if alarm.stage is not Stage.SHELVED:
                assert alarm.holds == (alarm.stage is not Stage.CLEARED)

    @invariant()
    def a_shelf_is_short_and_only_for_what_may_wait(self) -> None:
        for alarm in self.alarms.raised.values():
            assert (alarm.shelf is not None) == (alarm.stage is Stage.SHELVED)
            if alarm.shelf is not None:
                assert alarm.row.shelvable
                assert alarm.shelf.until - self.at <= LONGEST_SHELF

    @invariant()
    def every_coming_is_counted_once(self) -> None:
        assert {key: one.count for key, one in self.alarms.raised.items()} == self.raises


AlarmMachine.TestCase.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
TestAlarmMachine = AlarmMachine.TestCase
