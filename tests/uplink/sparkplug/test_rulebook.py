"""Every requirement is either checked or named as not ours, never both and never neither."""

from tests.uplink.sparkplug.checker.connection_rules import CONNECTION_RULES
from tests.uplink.sparkplug.checker.host_rules import HOST_RULES
from tests.uplink.sparkplug.checker.message_rules import MESSAGE_RULES
from tests.uplink.sparkplug.checker.not_ours import NOT_OURS
from tests.uplink.sparkplug.checker.payload_rules import PAYLOAD_RULES
from tests.uplink.sparkplug.checker.rulebook import IDS, RULES


def test_every_requirement_stands_in_exactly_one_table() -> None:
    checked = (*CONNECTION_RULES, *MESSAGE_RULES, *PAYLOAD_RULES, *HOST_RULES)
    assert sorted((*checked, *NOT_OURS)) == sorted(IDS)
    assert (len(IDS), len(set(IDS)), len(RULES)) == (206, 206, 206 - len(NOT_OURS))
