"""What a session says next, whatever becomes of the plant."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.sparkplug.payloads import DataType, Metric, Quality
from edge_agent.core.sparkplug.session import REBIRTH, WRAP, Message, Session, death
from edge_agent.core.sparkplug.tags import Plant, Reading, Readings, Tag
from edge_agent.core.sparkplug.topics import MessageKind

SPEED = Tag("Speed", DataType.DOUBLE, "mm/s", deadband=5.0)
LEVEL = Tag("Level", DataType.STRING)
COUNT = Tag("Count", DataType.INT64)
TAGS = (SPEED, LEVEL, COUNT)
VALUES = {
    SPEED: some.none() | some.floats(0, 100),
    LEVEL: some.none() | some.sampled_from(("report", "recommend")),
    COUNT: some.none() | some.integers(0, 3),
}
DATA = (MessageKind.NDATA, MessageKind.DDATA)


@some.composite
def readings(draw: some.DrawFn, least: int = 1) -> Readings:
    tags = draw(some.lists(some.sampled_from(TAGS), min_size=least, unique=True))
    return {
        tag: Reading(
            draw(VALUES[tag]), draw(some.integers(0, 9)), draw(some.sampled_from(list(Quality)))
        )
        for tag in tags
    }


PLANTS = some.builds(
    Plant, readings(), some.dictionaries(some.sampled_from(("gate", "camera")), readings())
)


@dataclass
class Host:
    """Believes what it is told, as a control room does."""

    seq: int | None = None
    names: dict[int, tuple[str | None, str]] = field(default_factory=dict)
    values: dict[tuple[str | None, str], object] = field(default_factory=dict)
    alive: set[str | None] = field(default_factory=set)

    def hear(self, message: Message) -> None:
        payload, device = message.payload, message.device
        if message.kind is MessageKind.NBIRTH:
            assert payload.seq == 0
            self.names, self.values, self.alive = {}, {}, {None}
        else:
            assert self.seq is not None
            assert payload.seq == (self.seq + 1) % WRAP
            assert None in self.alive
        self.seq = payload.seq
        times = [metric.at_ms or 0 for metric in payload.metrics if not metric.is_historical]
        assert times == sorted(times)
        if message.kind is MessageKind.DDEATH:
            self.alive.remove(device)
            return
        if message.kind in (MessageKind.NBIRTH, MessageKind.DBIRTH):
            self.alive.add(device)
        assert device in self.alive
        for metric in payload.metrics:
            self.take(message.kind, device, metric)

    def take(self, kind: MessageKind, device: str | None, metric: Metric) -> None:
        if kind in DATA:
            assert metric.name is None
            assert metric.alias is not None
            owner, name = self.names[metric.alias]
            assert owner == device
        else:
            assert metric.name is not None
            name = metric.name
            if metric.alias is not None:
                assert self.names.setdefault(metric.alias, (device, name)) == (device, name)
        if not metric.is_historical:
            self.values[device, name] = metric.value


def told_of(plant: Plant) -> dict[tuple[str | None, str], object]:
    things: list[tuple[str | None, Readings]] = [(None, plant.node), *plant.devices.items()]
    return {
        (device, tag.name): reading.value
        for device, values in things
        for tag, reading in values.items()
    }


def is_near(tag: Tag, heard: object, now: object) -> bool:
    if isinstance(heard, float) and isinstance(now, float):
        return abs(heard - now) <= tag.deadband
    return heard == now


@given(some.lists(PLANTS, min_size=1, max_size=8))
@settings(deadline=None)
def test_a_host_always_knows_how_the_plant_is(plants: list[Plant]) -> None:
    session, host = Session(7), Host()
    for message in session.births(plants[0], 100):
        host.hear(message)
    for plant in plants[1:]:
        for message in session.changes(plant, 100):
            host.hear(message)
        assert host.alive == {None, *plant.devices}
        by_name = {tag.name: tag for tag in TAGS}
        for place, value in told_of(plant).items():
            assert is_near(by_name[place[1]], host.values[place], value)


@given(PLANTS)
def test_what_has_not_changed_is_not_told(plant: Plant) -> None:
    session = Session(0)
    session.births(plant, 1)
    assert session.changes(plant, 2) == []


def test_the_number_wraps_after_255_and_begins_anew_with_a_birth() -> None:
    session = Session(0)
    plant = Plant({COUNT: Reading(0, 1)}, {})
    seqs = [session.births(plant, 1)[0].payload.seq]
    for count in range(1, 300):
        (message,) = session.changes(Plant({COUNT: Reading(count, 1)}, {}), 1)
        seqs.append(message.payload.seq)
    assert seqs == [number % 256 for number in range(300)]
    assert session.births(plant, 1)[0].payload.seq == 0


def test_a_birth_offers_rebirth_and_bears_its_session_s_number_without_aliases() -> None:
    (birth,) = Session(200).births(Plant({COUNT: Reading(3, 5)}, {}), 9)
    own = {metric.name: metric for metric in birth.payload.metrics}
    assert (own["bdSeq"].value, own["bdSeq"].alias) == (200, None)
    assert (own[REBIRTH].value, own[REBIRTH].alias) == (False, None)
    assert (own["Count"].value, own["Count"].alias, own["Count"].at_ms) == (3, 1, 5)


def test_a_death_is_its_number_and_nothing_else() -> None:
    payload = death(9, 5).payload
    assert [(metric.name, metric.value) for metric in payload.metrics] == [("bdSeq", 9)]
    assert payload.seq is None


def test_history_is_flagged_whole_and_leaves_the_present_alone() -> None:
    session = Session(0)
    now = Plant({COUNT: Reading(9, 9), LEVEL: Reading("report", 9)}, {})
    session.births(now, 10)
    before = [{COUNT: Reading(count, count), LEVEL: Reading("report", count)} for count in (1, 2)]
    message = session.history(before, 11)
    assert [metric.value for metric in message.payload.metrics] == [1, "report", 2, "report"]
    assert all(metric.is_historical for metric in message.payload.metrics)
    assert session.changes(now, 12) == []


def test_a_series_tells_each_change_of_every_step() -> None:
    session = Session(0)
    session.births(Plant({COUNT: Reading(0, 1), LEVEL: Reading("report", 1)}, {}), 1)
    steps = [{COUNT: Reading(count, count), LEVEL: Reading("report", count)} for count in (2, 3)]
    message = session.series(steps, 4)
    assert message is not None
    assert [metric.value for metric in message.payload.metrics] == [2, 3]
    assert session.series(steps[1:], 5) is None


def test_names_and_aliases_mean_the_same_only_for_their_owner() -> None:
    session = Session(0)
    session.births(Plant({COUNT: Reading(0, 1)}, {"gate": {LEVEL: Reading("report", 1)}}), 1)
    by_alias = Metric(value=1, kind=DataType.UINT32, at_ms=1, alias=2)
    assert session.tag_of("gate", by_alias) == "Level"
    assert session.tag_of(None, by_alias) is None
    by_name = Metric(value=1, kind=DataType.UINT32, at_ms=1, name="Level")
    assert session.tag_of(None, by_name) == "Level"
    assert session.tag_of(None, Metric(value=1, kind=DataType.UINT32, at_ms=1)) is None
