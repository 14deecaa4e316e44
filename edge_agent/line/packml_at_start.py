"""How a station begins with PackML: by its settings, and as it was left.

What a command has stopped stays stopped over a restart, and so does the mode.
"""

from contextlib import closing
from pathlib import Path

from edge_agent.core.errors import InvalidInput
from edge_agent.core.line_events import PACKML_CHANGED
from edge_agent.core.packml.words import PackmlMode
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.self_test import run_self_test
from edge_agent.line.packml_sight import PackmlSetup
from edge_agent.packml_settings import PackmlTable
from edge_agent.store.events import EventReader


def packml_setup(table: PackmlTable, events: Path, bundle: Bundle) -> PackmlSetup:
    """Before the devices are opened: a live camera waits for nobody."""
    mode, is_stopped = left_as(events)
    return PackmlSetup(
        auto_start=table.auto_start,
        starved_after_ns=round(table.starved_after_s * 1e9),
        mode=mode,
        is_stopped=is_stopped,
        self_test_trouble=self_test_trouble(bundle),
    )


def left_as(events: Path) -> tuple[PackmlMode, bool]:
    """The mode, and whether it stood by a command; as at a first start where nothing was told."""
    with closing(EventReader(events)) as reader:
        last = reader.last_event(PACKML_CHANGED)
    if last is None:
        return PackmlMode.PRODUCTION, False
    body = last.event.body
    return PackmlMode[body["mode"].upper()], body["is_commanded"]


def self_test_trouble(bundle: Bundle) -> str | None:
    """What the nets compute otherwise than where they were trained; takes a tenth of a second."""
    try:
        run_self_test(bundle)
    except InvalidInput as error:
        return str(error)
    return None
