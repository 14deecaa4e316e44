"""Good recordings made wrong in one place each, so that the checker itself can be tried."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload
from tests.uplink.sparkplug.checker.packets import Connect, Packet, Publish, Will
from tests.uplink.sparkplug.checker.story import Metric, Recording
from tests.uplink.sparkplug.checker.tap import Dialogue, Said

Mutation = Callable[[Recording], Recording]
Pick = Callable[[Said], bool]
SaidChange = Callable[[list[Said], int], list[Said]]


def of(kind: str, device: str | None = None) -> Pick:
    """Messages of this kind, of one device where one is named."""

    def pick(said: Said) -> bool:
        place = said.packet.topic.split("/") if isinstance(said.packet, Publish) else []
        return place[2:3] == [kind] and (device is None or place[4:] == [device])

    return pick


def is_a(kind: type[Packet]) -> Pick:
    return lambda said: isinstance(said.packet, kind)


def level(number: int) -> Pick:
    return lambda said: isinstance(said.packet, Connect) and said.packet.level == number


def at(pick: Pick, change: SaidChange, nth: int = 0) -> Mutation:
    """Changes a dialogue where the nth packet that is picked stands in it."""

    def mutation(recording: Recording) -> Recording:
        places = [
            (number, index)
            for number, dialogue in enumerate(recording.dialogues)
            for index, said in enumerate(dialogue.said)
            if pick(said)
        ]
        number, index = places[nth]
        dialogues = list(recording.dialogues)
        dialogues[number] = replace(
            dialogues[number], said=change(list(dialogues[number].said), index)
        )
        return replace(recording, dialogues=tuple(dialogues))

    return mutation


def packet(pick: Pick, nth: int = 0, **changes: Any) -> Mutation:
    """Other fields of one packet."""

    def change(said: list[Said], index: int) -> list[Said]:
        said[index] = replace(said[index], packet=replace(said[index].packet, **changes))
        return said

    return at(pick, change, nth)


def will(**changes: Any) -> Mutation:
    """Of the first connection; None as `whole` takes it away."""

    def change(said: list[Said], index: int) -> list[Said]:
        connect = said[index].packet
        assert isinstance(connect, Connect)
        assert isinstance(connect.will, Will)
        other = None if "whole" in changes else replace(connect.will, **changes)
        said[index] = replace(said[index], packet=replace(connect, will=other))
        return said

    return at(is_a(Connect), change)


def payload(pick: Pick, edit: Callable[[Payload], object], nth: int = 0) -> Mutation:
    """Another payload of one message, or of one will."""

    def change(said: list[Said], index: int) -> list[Said]:
        told = said[index].packet
        if isinstance(told, Connect):
            assert told.will is not None
            edited = replace(told, will=replace(told.will, payload=edit_bytes(told.will.payload)))
            said[index] = replace(said[index], packet=edited)
        elif isinstance(told, Publish):
            edited_publish = replace(told, payload=edit_bytes(told.payload))
            said[index] = replace(said[index], packet=edited_publish)
        return said

    def edit_bytes(data: bytes) -> bytes:
        read = Payload.FromString(data)
        edit(read)
        return read.SerializeToString()

    return at(pick, change, nth)


def metric(
    pick: Pick, edit: Callable[[Metric], object], name: str | None = None, nth: int = 0
) -> Mutation:
    """Another metric: the one of this name, else the last."""

    def edit_one(read: Payload) -> None:
        found = [one for one in read.metrics if name is None or one.name == name]
        edit(found[-1])

    return payload(pick, edit_one, nth)


def drop(pick: Pick, nth: int = 0) -> Mutation:
    def change(said: list[Said], index: int) -> list[Said]:
        return said[:index] + said[index + 1 :]

    return at(pick, change, nth)


def put(pick: Pick, other: Callable[[Said], Said], nth: int = 0, by: int = 0) -> Mutation:
    """Says something more, `by` packets after the one that is picked; 0 is right before it."""

    def change(said: list[Said], index: int) -> list[Said]:
        return [*said[: index + by], other(said[index]), *said[index + by :]]

    return at(pick, change, nth)


def move(pick: Pick, by: int, nth: int = 0) -> Mutation:
    """One packet comes so many packets later, or earlier."""

    def change(said: list[Said], index: int) -> list[Said]:
        one = said.pop(index)
        said.insert(max(0, index + by), one)
        return said

    return at(pick, change, nth)


def dialogue(number: int, change: Callable[[Dialogue], Dialogue]) -> Mutation:
    def mutation(recording: Recording) -> Recording:
        dialogues = list(recording.dialogues)
        dialogues[number] = change(dialogues[number])
        return replace(recording, dialogues=tuple(dialogues))

    return mutation


def without_dialogues_after(number: int) -> Mutation:
    return lambda recording: replace(recording, dialogues=recording.dialogues[: number + 1])


def both(first: Mutation, second: Mutation) -> Mutation:
    return lambda recording: second(first(recording))
