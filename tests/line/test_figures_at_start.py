"""Live figures over restarts: nothing is forgotten, and each pack counts for its own bundle."""

from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.core.bundle_orders import BEGUN
from edge_agent.core.monitoring.live_figures import Figure, LiveFigures
from edge_agent.core.packs import Record
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.line.bundle_at_start import BundleAtStart
from edge_agent.line.figures_at_start import figures_at_start
from edge_agent.line.parts import FiguresAtStart
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from edge_agent.store.events import EventStore
from edge_agent.store.figures import FiguresFile, KeptFigures
from hardware.clock import RealClock
from simulators.clock import START
from tests.line.small_station import box_station
from tests.samples import a_record

RECIPE = "5e77" * 16


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    (tmp_path / "data").mkdir()
    return DataFolder(tmp_path / "data")


def wrote(data: DataFolder, records: list[Record], events: tuple[str, ...] = ()) -> int:
    """A start of the line; its number."""
    with closing(EventStore.open(data.events)) as store:
        store.append_records(records)
        for kind in events:
            store.append(kind, {"pack_no": 1, "result": "missed"}, START)
        return store.boot


def packs(count: int, bundle: str, recipe_hash: str = RECIPE) -> list[Record]:
    return [
        a_record(pack_no=number + 1, recipe_hash=recipe_hash, bundle_sha256=bundle)
        for number in range(count)
    ]


def begun(data: DataFolder) -> FiguresAtStart:
    figures, keeping = figures_at_start(data, BundleAtStart(data, print), RECIPE, 9)
    keeping.close()
    return figures


def test_where_nothing_was_kept_the_last_packs_in_the_store_are_counted(data: DataFolder) -> None:
    wrote(data, [*packs(5, "ab" * 32), *packs(3, "cd" * 32), *packs(2, "cd" * 32, "0" * 64)])
    kept = begun(data).kept
    assert [kept.of(sha256).packs for sha256 in ("ab" * 32, "cd" * 32)] == [5, 3]


def test_packs_since_the_last_keeping_are_counted_once(data: DataFolder) -> None:
    boot = wrote(data, packs(7, "ab" * 32))
    kept = KeptFigures(boot, 4).having("ab" * 32, LiveFigures(packs=4))
    FiguresFile(data.live_figures(RECIPE)).keep(kept)
    assert begun(data).kept.of("ab" * 32).packs == 7


def test_a_challenge_pack_counts_as_one(data: DataFolder) -> None:
    wrote(data, packs(3, "ab" * 32), ("challenge",))
    figures = begun(data).kept.of("ab" * 32)
    assert figures.packs == 2
    assert figures.of(Figure.CHALLENGE_MISSED).happened == 1


def test_a_bundle_that_is_begun_with_again_is_counted_anew(data: DataFolder) -> None:
    wrote(data, packs(3, "ab" * 32))
    models = BundleAtStart(data, print)
    assert models.changed is not None
    assert models.changed.kind == BEGUN
    kept = KeptFigures(1, 3).having(models.bundle.sha256, LiveFigures(packs=900))
    FiguresFile(data.live_figures(RECIPE)).keep(kept)
    assert begun(data).now == LiveFigures()


def test_a_file_that_was_edited_counts_as_nothing_known_and_that_is_told(data: DataFolder) -> None:
    file = FiguresFile(data.live_figures(RECIPE))
    file.keep(KeptFigures(1, 3).having("ab" * 32, LiveFigures(packs=900)))
    file.path.write_text(file.path.read_text().replace("900", "901"))
    wrote(data, packs(3, "ab" * 32))
    figures = begun(data)
    assert figures.trouble is not None
    assert "was changed" in figures.trouble
    assert figures.kept.of("ab" * 32) == LiveFigures()


def test_a_station_keeps_what_it_saw_and_goes_on_with_it(tmp_path: Path) -> None:
    file = box_station(tmp_path, "ggbgg")
    for _ in range(2):
        with closing(Station(load_station(file), RealClock(), print)) as station:
            station.run(lambda: False)
            sha256, path = station.models.bundle.sha256, station.loaded.hash
    figures = FiguresFile(DataFolder(tmp_path / "data").live_figures(path)).read().of(sha256)
    assert figures.packs == 10
    assert figures.of(Figure.NOT_OK).happened == 2
