"""Every requirement that concerns an edge node, by its id, and what checks it.

The ids and what they ask are those of the Sparkplug 3.0.0 Technology Compatibility Kit
(eclipse-sparkplug/sparkplug, tests of edge nodes and its monitor); `ids.txt` lists all of them.
"""

from pathlib import Path

from tests.uplink.sparkplug.checker.connection_rules import CONNECTION_RULES
from tests.uplink.sparkplug.checker.host_rules import HOST_RULES
from tests.uplink.sparkplug.checker.message_rules import MESSAGE_RULES
from tests.uplink.sparkplug.checker.payload_rules import PAYLOAD_RULES
from tests.uplink.sparkplug.checker.story import Recording, Rule

IDS = tuple((Path(__file__).parent / "ids.txt").read_text(encoding="utf-8").split())
RULES: dict[str, Rule] = CONNECTION_RULES | MESSAGE_RULES | PAYLOAD_RULES | HOST_RULES


def complaints(recording: Recording) -> dict[str, list[str]]:
    """What is wrong, by the id of the requirement; empty where all is well."""
    found = {tck_id: list(rule(recording)) for tck_id, rule in RULES.items()}
    return {tck_id: wrong for tck_id, wrong in found.items() if wrong}
