"""What must hold towards a primary host, and over several brokers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from tests.uplink.sparkplug.checker.story import (
    BIRTHS,
    Recording,
    Rule,
    Told,
    all_told,
    subscriptions,
    told,
)
from tests.uplink.sparkplug.checker.tap import Dialogue

PATIENCE_MS = 10_000
"""Within which a node has heard what came by."""


@dataclass(frozen=True, slots=True)
class State:
    """One word of the host."""

    told: Told
    online: bool
    at_ms: int


def states(recording: Recording, dialogue: Dialogue) -> list[State]:
    """Of the right host and well said; others mean nothing to a node."""
    found = []
    for one in all_told(dialogue):
        if one.by_node or one.packet.topic != f"spBv1.0/STATE/{recording.host}":
            continue
        try:
            word = json.loads(one.packet.payload)
            found.append(State(one, word["online"] is True, int(word["timestamp"])))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def allowing(found: list[State]) -> list[State]:
    """Those that let a node be born: online, and not older than the word before them."""
    newest_ms, allowed = -1, []
    for state in found:
        if state.at_ms >= newest_ms:
            newest_ms = state.at_ms
            if state.online:
                allowed.append(state)
    return allowed


def ending(found: list[State]) -> list[State]:
    """Those that end a session: offline, and not older than the last online."""
    online_ms: int | None = None
    ends = []
    for state in found:
        if state.online:
            online_ms = max(state.at_ms, online_ms or 0)
        elif online_ms is not None and state.at_ms >= online_ms:
            ends.append(state)
            online_ms = None
    return ends


def first_birth(dialogue: Dialogue) -> Told | None:
    return next(iter(told(dialogue, *BIRTHS)), None)


def born_only_after(kind: str) -> Rule:
    """`any`: a word of that host; `online`: one that says so; `newest`: not an older one."""

    def rule(recording: Recording) -> Iterator[str]:
        if recording.host is None:
            return
        for dialogue in recording.dialogues:
            birth = first_birth(dialogue)
            if birth is None:
                continue
            before = [one for one in states(recording, dialogue) if one.told.index < birth.index]
            enough = {
                "any": before,
                "online": [one for one in before if one.online],
                "newest": allowing(before)[-1:] if not ending(before) else [],
            }[kind]
            if not enough:
                yield f"{birth} came before host {recording.host} was known to be there ({kind})"

    return rule


def state_is_heard(recording: Recording) -> Iterator[str]:
    topic = f"spBv1.0/STATE/{recording.host}"
    for dialogue in recording.dialogues:
        is_needed = recording.host is not None and len(dialogue.said) > 1
        if is_needed and topic not in subscriptions(dialogue):
            yield f"no subscription to {topic}"


def ended_by_host(recording: Recording) -> Iterator[tuple[int, State]]:
    """Which dialogues, and by which word."""
    for place, dialogue in enumerate(recording.dialogues):
        birth = first_birth(dialogue)
        if birth is not None and recording.host is not None:
            ends = ending(states(recording, dialogue))
            yield from [(place, end) for end in ends if end.told.index > birth.index][:1]


def dies_with_its_host(recording: Recording) -> Iterator[str]:
    """What was on its way already may still come by."""
    for place, end in ended_by_host(recording):
        latest_ms = end.told.at_ms + PATIENCE_MS
        after = [one for one in told(recording.dialogues[place]) if one.index > end.told.index]
        for one in after:
            if one.kind != "NDEATH" and one.payload.timestamp > latest_ms:
                yield f"{one} came after the host went offline"
        if not any(one.kind == "NDEATH" for one in after):
            yield "the host went offline, and no NDEATH followed"


def leaves_with_its_host(recording: Recording) -> Iterator[str]:
    for place, _ in ended_by_host(recording):
        if recording.dialogues[place].ended_ns is None:
            yield "the host went offline, and the node stays"


def goes_on_to_the_next(recording: Recording) -> Iterator[str]:
    """By the order of its brokers, and from the first again."""
    places = [dialogue.broker for dialogue in recording.dialogues]
    for place, _ in ended_by_host(recording):
        due = recording.brokers[
            (recording.brokers.index(places[place]) + 1) % len(recording.brokers)
        ]
        if places[place + 1 : place + 2] not in ([], [due]):
            yield f"after broker {places[place]} it tried {places[place + 1]}, not {due}"


def comes_again(recording: Recording) -> Iterator[str]:
    for place, _ in ended_by_host(recording):
        if place + 1 == len(recording.dialogues):
            yield "the host went offline, and the node never tried again"


def stays_at_an_older_word(recording: Recording) -> Iterator[str]:
    """An offline that is older than the last online ends nothing: other messages follow it."""
    for dialogue in recording.dialogues if recording.host else ():
        found, birth = states(recording, dialogue), first_birth(dialogue)
        real = {end.told.index for end in ending(found)}
        for one in found:
            if birth is None or one.online or one.told.index in real:
                continue
            after = [later for later in told(dialogue) if later.index > one.told.index]
            if one.told.index > birth.index and after and after[0].kind == "NDEATH":
                yield "an old offline word ended the session"


HOST_RULES: dict[str, Rule] = {
    "tck-id-message-flow-edge-node-birth-publish-phid-wait": born_only_after("online"),
    "tck-id-message-flow-edge-node-birth-publish-phid-wait-id": born_only_after("any"),
    "tck-id-message-flow-edge-node-birth-publish-phid-wait-online": born_only_after("online"),
    "tck-id-message-flow-edge-node-birth-publish-phid-wait-timestamp": born_only_after("newest"),
    "tck-id-operational-behavior-edge-node-birth-sequence-wait": born_only_after("online"),
    "tck-id-message-flow-edge-node-birth-publish-phid-offline": dies_with_its_host,
    "tck-id-operational-behavior-edge-node-termination-host-offline": leaves_with_its_host,
    "tck-id-operational-behavior-edge-node-termination-host-offline-reconnect": comes_again,
    "tck-id-operational-behavior-edge-node-termination-host-offline-timestamp": (
        stays_at_an_older_word
    ),
    "tck-id-operational-behavior-primary-application-state-with-multiple-servers-state-subs": (
        state_is_heard
    ),
    "tck-id-operational-behavior-primary-application-state-with-multiple-servers-walk": (
        goes_on_to_the_next
    ),
}
