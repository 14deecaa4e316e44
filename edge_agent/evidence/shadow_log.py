"""What a station's log says of a bundle that looks on: the order in force, tallies, differences."""

from collections.abc import Iterator

from pydantic import ValidationError

from edge_agent.core.shadow.orders import ORDERED, TURNS, ShadowOrder, Turn, standing_after
from edge_agent.core.shadow.tally import DIFFERENCE, TALLY, Tally, tally_in
from edge_agent.store.events import EventReader, StoredEvent


def shadow_order(reader: EventReader) -> ShadowOrder | None:
    """None where nothing shall look on."""
    return standing_after(turn_in(stored) for stored in last_turns(reader))


def last_turns(reader: EventReader) -> Iterator[StoredEvent]:
    """The last of each kind."""
    for kind in TURNS:
        found = reader.last_event(kind)
        if found is not None:
            yield found


def turn_in(stored: StoredEvent) -> Turn:
    body = stored.event.body
    return Turn(
        (stored.boot, stored.seq),
        stored.event.kind,
        str(body["name"]),
        str(body["by"]),
        body.get("bundle_sha256"),
    )


def tallies_since_order(reader: EventReader) -> list[Tally]:
    """Of the last order, the newest of each pair of bundles and recipe; the last told comes last.

    One that another version has written is left out: it counts anew.
    """
    newest: dict[object, Tally] = {}
    for stored in since_order(reader, TALLY):
        try:
            tally = tally_in(stored.event.body)
        except ValidationError:
            continue
        newest.pop(tally.compares, None)
        newest[tally.compares] = tally
    return list(newest.values())


def differences_since_order(reader: EventReader) -> Iterator[StoredEvent]:
    yield from since_order(reader, DIFFERENCE)


def since_order(reader: EventReader, kind: str) -> Iterator[StoredEvent]:
    ordered = reader.last_event(ORDERED)
    if ordered is None:
        return
    for stored in reader.events((ordered.boot, 0), kind):
        if (stored.boot, stored.seq) > (ordered.boot, ordered.seq):
            yield stored
