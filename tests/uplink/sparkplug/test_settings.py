"""[sparkplug] of station.toml: usual names, whole paths, and ids that can stand in a topic."""

from pathlib import Path

import pytest

from edge_agent.core.errors import SettingsError
from edge_agent.core.sparkplug.topics import MessageKind, NodeName
from edge_agent.settings import load_station
from edge_agent.sparkplug_settings import SparkplugTable
from edge_agent.station_tables import StationSettings
from tests.line.small_station import box_station

STATION = "plant-1/line-1/box"
BROKER = '[[sparkplug.brokers]]\nhost = "10.0.0.5"\nca_file = "ca.pem"\n'


def station(folder: Path, table: str) -> StationSettings:
    file = box_station(folder, "g")
    file.write_text(file.read_text() + table)
    return load_station(file)


def sparkplug(folder: Path, table: str) -> SparkplugTable:
    found = station(folder, table).sparkplug
    assert found is not None
    return found


def test_group_and_node_are_site_and_line_with_station(tmp_path: Path) -> None:
    table = sparkplug(tmp_path, f"[sparkplug]\n{BROKER}")
    name = table.name(STATION)
    assert name == NodeName("plant-1", "line-1:box")
    assert name.topic(MessageKind.NBIRTH) == "spBv1.0/plant-1/NBIRTH/line-1:box"
    assert name.topic(MessageKind.DDATA, "gate") == "spBv1.0/plant-1/DDATA/line-1:box/gate"
    assert (table.commands, table.primary_host) == (False, None)
    assert table.brokers[0].ca_file == tmp_path / "ca.pem"


def test_a_site_may_name_them_as_it_likes(tmp_path: Path) -> None:
    table = sparkplug(tmp_path, f'[sparkplug]\ngroup = "Werk Süd"\nnode = "L1 Box"\n{BROKER}')
    assert table.name(STATION) == NodeName("Werk Süd", "L1 Box")


@pytest.mark.parametrize(
    "wrong", ['group = "a/b"', 'node = "a+"', 'primary_host = "#"', 'node = ""']
)
def test_an_id_that_cannot_stand_in_a_topic_is_refused_with_its_line(
    tmp_path: Path, wrong: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        station(tmp_path, f"[sparkplug]\n{wrong}\n{BROKER}")
    assert refused.value.line is not None
    assert wrong.split()[0] in str(refused.value)


def test_without_a_broker_there_is_nothing_to_be_a_node_of(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="brokers"):
        station(tmp_path, "[sparkplug]\ncommands = true\n")
