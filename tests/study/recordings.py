"""A small recording whose packs were audited: boxes, every other one without its panel."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from edge_agent.core.labels import LABEL_EVENT, Label, LabelSource
from edge_agent.core.packs import PackVerdict, Record, Verdict
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.store.events import EventStore
from edge_agent.store.labels import label_body
from edge_agent.store.pictures import PictureStore
from hardware.pictures import encode_png
from tests.line.small_station import box_picture, save_box_recipe
from tests.samples import NOON, a_record


def recording(folder: Path, packs: int = 20, source: LabelSource = LabelSource.AUDIT) -> Path:
    """Every fourth pack was called unsure."""
    recipe = save_box_recipe(folder / "recipe", ("top",))
    loaded = load_recipe(recipe)
    data = DataFolder(folder / "data")
    data.keep_recipe(loaded, recipe)
    with closing(EventStore.open(data.events)) as store:
        pictures = PictureStore(data.pictures, 1 << 30)
        for number in range(1, packs + 1):
            record = box_record(number, pictures, loaded.hash)
            label = Label(store.boot, number, number % 2 == 0, source)
            keep(store, record, [label])
    return data.folder


def box_record(number: int, pictures: PictureStore, recipe_hash: str) -> Record:
    pixels = box_picture(panel_is_blank=number % 2 == 0)
    pixels[0, 0] = number  # no two packs give the same file
    said = Verdict.UNSURE if number % 4 == 0 else Verdict.OK
    return replace(
        a_record(number, recipe_hash=recipe_hash, order=None),
        verdict=PackVerdict(said, 0.1, ()),
        pictures={"top": pictures.save(encode_png(pixels))},
    )


def keep(store: EventStore, record: Record, labels: Sequence[Label]) -> None:
    store.append_records([record])
    for label in labels:
        store.append(LABEL_EVENT, label_body(label), NOON)
