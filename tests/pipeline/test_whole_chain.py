"""From labelled pictures to a line that runs the signed bundle made from them."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.order import Order
from edge_agent.core.packs import Record, Verdict
from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.line.station import Station
from edge_agent.releases.client import Releases
from edge_agent.releases.slots import Slots
from edge_agent.releases.sources import FolderSource
from edge_agent.settings import load_station
from hardware.clock import RealClock
from hardware.pictures import encode_png
from simulators.drawing.defects import Defect
from simulators.drawing.draw import draw_view
from simulators.drawing.dressing import Job
from simulators.drawing.placement import Placement
from simulators.drawing.products import PRODUCTS
from tests.pipeline.runs import Document

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CARTON = PRODUCTS["carton"]
(VIEW,) = CARTON.views
PACKS = (None, None, Defect.LOT_MISSING, None)
STATION = """\
[station]
site = "plant-1"
line = "line-1"
name = "carton"
recipe = "recipe"

[[cameras]]
view = "{view}"
type = "files"
path = "pictures"

[order]
lot = "{lot}"
expiry = "{expiry}"
gtin = "{gtin}"
"""


def station_in(folder: Path) -> Path:
    """Over pictures of a few packs of one order."""
    save_recipe(CARTON.recipe(), CARTON.golden(7), folder / "recipe")
    order = CARTON.sample_order(np.random.default_rng(11))
    (folder / "pictures").mkdir()
    for number, defect in enumerate(PACKS):
        (folder / "pictures" / f"{number}.png").write_bytes(pack_picture(order, defect, number))
    file = folder / "station.toml"
    told = STATION.format(view=VIEW, lot=order.lot, expiry=order.expiry, gtin=order.gtin)
    file.write_text(told)
    return file


def pack_picture(order: Order, defect: Defect | None, seed: int) -> bytes:
    random = np.random.default_rng(seed)
    return encode_png(draw_view(Job(CARTON, VIEW, order, defect), random, Placement()))


def records_of(file: Path) -> list[Record]:
    with closing(Station(load_station(file), RealClock(), print)) as station:
        station.run(lambda: False)
        return list(station.records())


def test_a_line_runs_the_signed_bundle_that_the_pipeline_made(
    whole: Document, tmp_path: Path
) -> None:
    release = whole["release"]
    file = station_in(tmp_path)
    data = load_station(file).data.folder
    source = FolderSource(Path(release["repository"]))
    releases = Releases(data / "releases", Path(release["root"]).read_bytes(), source)
    before = records_of(file)
    Slots(data / "bundles").prepare(releases.fetch(release["name"], RealClock().wall()))
    after = records_of(file)
    assert {one.bundle_sha256 for one in after} == {whole["bundle"]["sha256"]}
    assert {one.bundle_sha256 for one in before} != {one.bundle_sha256 for one in after}
    verdicts = [one.verdict.verdict for one in after]
    assert verdicts[2] is Verdict.NOT_OK
    assert verdicts.count(Verdict.NOT_OK) == 1
