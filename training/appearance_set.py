"""Real packs with a label, in shop photographs: which are taught, which are judged.

appearance_products.json says for each product what a person would draw when teaching: the reference
photograph, the pack and the label in it; and which photographs do not show the label whole, because
a hand covers it, it leaves the picture, or it is another design. Photographs of which a person
could not say it are left out. Data: Grocery Store Dataset (Klasson et al. 2019, WACV), MIT.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Box

PRODUCTS = Path(__file__).with_name("appearance_products.json")
SPLITS = ("train", "val", "test")
MOST_TAUGHT = 10
TEACHING_SEED = 41


@dataclass(frozen=True, slots=True)
class ShopProduct:
    name: str
    reference: Path
    pack: Box
    label: Box
    """Both in pixels of the reference."""
    candidates: tuple[Path, ...]
    """Good photographs of the train split, in the seeded order in which they are taught."""
    good: tuple[Path, ...]
    """All that show the label whole, those that are taught too."""
    not_fine: tuple[Path, ...]


def read_products(folder: Path) -> list[ShopProduct]:
    """The products of a copy of the data set. InvalidInput where one has no photographs."""
    tables: dict[str, dict[str, Any]] = json.loads(PRODUCTS.read_text(encoding="utf-8"))
    root = folder if (folder / SPLITS[0]).is_dir() else folder / "dataset"
    return [read_product(root, name, table) for name, table in tables.items()]


def read_product(root: Path, name: str, table: dict[str, Any]) -> ShopProduct:
    files = {
        f"{split}/{file.stem.removeprefix(f'{name}_')}": file
        for split in SPLITS
        for file in sorted((root / split).glob(f"**/{name}/*.jpg"))
    }
    if table["reference"] not in files:
        raise InvalidInput(f"{root}: {name} has no photograph {table['reference']}")
    aside = {*table["not_fine"], *table["doubtful"]}
    good = [number for number in files if number not in aside]
    train = [one for one in good if one.startswith(SPLITS[0]) and one != table["reference"]]
    order = np.random.default_rng(TEACHING_SEED).permutation(len(train))
    return ShopProduct(
        name,
        files[table["reference"]],
        Box(*table["pack"]),
        Box(*table["label"]),
        tuple(files[train[i]] for i in order),
        tuple(files[number] for number in good),
        tuple(files[number] for number in table["not_fine"]),
    )
