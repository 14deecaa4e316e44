"""One Sparkplug session of an edge node: what it publishes next, as values. Pure.

Rules (Sparkplug 3.0.0, chapters 5 and 6)
- The node's birth comes first, with everything that will ever be told; then each device's birth;
  then data, of which only what has changed.
- One sequence number for all messages of the node, 0 at its birth, 255 before 0; a death has none.
- Births name a metric and give it an alias; data name the alias alone. An alias means one metric
  for the whole session. What must be understood by everybody, `bdSeq` and rebirth, has none.
- Where the set of tags changes, everything is born anew.
- Metrics stand in the order of their times.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from edge_agent.core.sparkplug.payloads import DataType, Metric, Payload, Quality
from edge_agent.core.sparkplug.tags import Plant, Reading, Readings, Tag, has_changed
from edge_agent.core.sparkplug.topics import MessageKind

WRAP: Final = 256
REBIRTH: Final = "Node Control/Rebirth"
BD_SEQ: Final = "bdSeq"


@dataclass(frozen=True, slots=True)
class Message:
    kind: MessageKind
    device: str | None
    payload: Payload


def death(number: int, at_ms: int) -> Message:
    """The node's, with the number of its session and nothing else."""
    return Message(MessageKind.NDEATH, None, Payload(at_ms, (bd_seq(number, at_ms),)))


def bd_seq(number: int, at_ms: int) -> Metric:
    return Metric(name=BD_SEQ, kind=DataType.INT64, value=number, at_ms=at_ms)


class Session:
    """From one connection to its end."""

    def __init__(self, number: int) -> None:
        """number: `bdSeq` of the will that the broker has for this connection, 0 to 255."""
        self.number = number
        self.next_seq = 0
        self.aliases: dict[tuple[str | None, Tag], int] = {}
        self.names: dict[tuple[str | None, int], str] = {}
        """By owner and alias."""
        self.told: dict[str | None, dict[Tag, Reading]] = {}
        """What was told last, of the node (None) and of every device that is alive."""

    def births(self, plant: Plant, at_ms: int) -> list[Message]:
        """The node's and every device's."""
        self.next_seq, self.told = 0, {}
        own = [bd_seq(self.number, at_ms), rebirth(at_ms)]
        metrics = [*own, *self.born_metrics(None, plant.node)]
        node = self.message(MessageKind.NBIRTH, None, metrics, at_ms)
        return [node, *self.device_births(plant, at_ms)]

    def device_births(self, plant: Plant, at_ms: int) -> Iterator[Message]:
        """Of those that are not alive yet."""
        for device, readings in plant.devices.items():
            if device not in self.told:
                metrics = self.born_metrics(device, readings)
                yield self.message(MessageKind.DBIRTH, device, metrics, at_ms)

    def changes(self, plant: Plant, at_ms: int) -> list[Message]:
        """What has become different since it was told; births where other tags are there."""
        if self.is_other(plant):
            return self.births(plant, at_ms)
        messages = [self.device_death(device, at_ms) for device in self.gone(plant)]
        messages += self.device_births(plant, at_ms)
        for device, readings in ((None, plant.node), *plant.devices.items()):
            if changed := self.changed(device, readings):
                messages.append(self.data(device, changed, at_ms))
        return messages

    def is_other(self, plant: Plant) -> bool:
        """The node, or a device that is alive, has other tags than it was born with."""
        shape = plant.shape
        return any(shape.get(one, told.keys()) != told.keys() for one, told in self.told.items())

    def gone(self, plant: Plant) -> list[str]:
        return [one for one in self.told if one is not None and one not in plant.devices]

    def device_death(self, device: str, at_ms: int) -> Message:
        del self.told[device]
        return self.message(MessageKind.DDEATH, device, (), at_ms)

    def changed(self, device: str | None, readings: Readings) -> list[Metric]:
        told = self.told[device]
        return [
            self.retold(device, tag, reading)
            for tag, reading in readings.items()
            if has_changed(tag, told[tag], reading)
        ]

    def series(self, values: Sequence[Readings], at_ms: int) -> Message | None:
        """Of the node: values that came one after the other; each as far as it is a change."""
        metrics = [metric for readings in values for metric in self.changed(None, readings)]
        return self.data(None, metrics, at_ms) if metrics else None

    def history(self, values: Sequence[Readings], at_ms: int) -> Message:
        """Of the node, from before its birth; what holds now is not touched."""
        metrics = [
            self.metric(None, tag, reading, is_historical=True)
            for readings in values
            for tag, reading in readings.items()
        ]
        return self.data(None, metrics, at_ms)

    # Messages and metrics

    def data(self, device: str | None, metrics: Sequence[Metric], at_ms: int) -> Message:
        kind = MessageKind.NDATA if device is None else MessageKind.DDATA
        return self.message(kind, device, metrics, at_ms)

    def message(
        self, kind: MessageKind, device: str | None, metrics: Sequence[Metric], at_ms: int
    ) -> Message:
        seq, self.next_seq = self.next_seq, (self.next_seq + 1) % WRAP
        in_order = sorted(metrics, key=lambda metric: metric.at_ms or 0)
        return Message(kind, device, Payload(at_ms, tuple(in_order), seq))

    def born_metrics(self, device: str | None, readings: Readings) -> list[Metric]:
        self.told[device] = dict(readings)
        return [self.birth_of(device, tag, reading) for tag, reading in readings.items()]

    def birth_of(self, device: str | None, tag: Tag, reading: Reading) -> Metric:
        return Metric(
            name=tag.name,
            alias=self.alias(device, tag),
            kind=tag.kind,
            value=reading.value,
            at_ms=reading.at_ms,
            quality=reading.quality,
            unit=tag.unit,
        )

    def retold(self, device: str | None, tag: Tag, reading: Reading) -> Metric:
        before, self.told[device][tag] = self.told[device][tag], reading
        metric_quality = None if before.quality is reading.quality else reading.quality
        return self.metric(device, tag, reading, quality=metric_quality)

    def metric(
        self,
        device: str | None,
        tag: Tag,
        reading: Reading,
        is_historical: bool = False,
        quality: Quality | None = None,
    ) -> Metric:
        return Metric(
            alias=self.alias(device, tag),
            kind=tag.kind,
            tells_kind=False,
            value=reading.value,
            at_ms=reading.at_ms,
            is_historical=is_historical,
            quality=quality,
        )

    def alias(self, device: str | None, tag: Tag) -> int:
        alias = self.aliases.setdefault((device, tag), len(self.aliases) + 1)
        self.names[device, alias] = tag.name
        return alias

    def tag_of(self, device: str | None, metric: Metric) -> str | None:
        """The name of what somebody speaks of, by name or by alias; None for neither."""
        if metric.name is not None:
            return metric.name
        return None if metric.alias is None else self.names.get((device, metric.alias))


def rebirth(at_ms: int) -> Metric:
    return Metric(name=REBIRTH, kind=DataType.BOOLEAN, value=False, at_ms=at_ms)
