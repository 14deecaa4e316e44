"""How well a taught label is judged in real photographs, and in the same ones altered.

Our check runs as it does on the station: the recipe's golden pictures are laid over each other, the
pack's pose is found in every photograph, the sticker check answers. PaDiM and PatchCore judge the
same places with the same features, in the same run. A photograph in which the pack is not found
is unsure for all of them. Where the pack is found elsewhere once its label has been altered,
another pack of the product stands in the picture: such a case says nothing and is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge_agent.core.packs import CheckKind, Verdict
from edge_agent.core.recipe import Check, Recipe, StickerLimits, View
from edge_agent.inspection.affine import onto
from edge_agent.inspection.backbone import Features
from edge_agent.inspection.colour_cuts import colour_cut
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_backbone, open_readers
from edge_agent.inspection.pose import Pose, PoseFinder
from edge_agent.inspection.ppocr import PpocrTextFinder
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.inspection.seen_frame import SeenFrame
from edge_agent.inspection.seen_pack import SeenPack, as_taught
from edge_agent.inspection.sticker import StickerInspection
from hardware.interfaces import Pixels
from hardware.pictures import load_picture
from training.altering import Alteration, altered
from training.appearance_counts import Counts, product_document, sums
from training.appearance_peers import PEERS, Peer
from training.appearance_set import MOST_TAUGHT, ShopProduct, read_products

VIEW = "front"
MOST_SHIFT_SHARE = 0.2
"""Of the label's shorter side; hands hold packs at a slant."""
MOST_TURN_DEG = 10.0
ALTERED_PHOTOGRAPHS = 9
"""Of each product, every one altered in every way."""
ALTERING_SEED = 43
APART = 4
"""In the table of products: neighbours in it bear the same logo."""
ELSEWHERE = 0.75
"""Of the label's longer side: found this far away, it is another pack."""

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class TaughtProduct:
    product: ShopProduct
    inspector: Inspector
    judged: tuple[Path, ...]
    """Good photographs that were not taught."""
    peers: dict[str, Peer]

    @property
    def sticker(self) -> StickerInspection:
        (inspection,) = self.inspector.views[VIEW].inspections
        assert isinstance(inspection, StickerInspection)
        return inspection

    @property
    def finder(self) -> PoseFinder:
        return self.inspector.views[VIEW].pose_finder


def evaluate_appearance(folder: Path, tell: Told = lambda said: None) -> dict[str, Any]:
    """All products, one after the other; `tell` hears the name of each."""
    counts = {}
    for product, paper in with_other_labels(read_products(folder)):
        tell(product.name)
        counts[product.name] = judged_product(taught_product(product), paper)
    return {"set": str(folder), **sums(list(counts.values()))} | {
        "products": {name: product_document(count) for name, count in counts.items()}
    }


def with_other_labels(products: Sequence[ShopProduct]) -> Iterator[tuple[ShopProduct, Pixels]]:
    """Each product with the label of another one, of another brand where there are all."""
    for number, product in enumerate(products):
        other = products[(number + APART) % len(products)]
        box = other.label
        photograph = load_picture(other.reference)
        yield product, photograph[box.y : box.y + box.height, box.x : box.x + box.width]


def taught_product(product: ShopProduct) -> TaughtProduct:
    """Teaches the reference, and the first candidates in which its pack is found."""
    first = load_picture(product.reference)
    finder = PoseFinder(first, product.pack, [product.label])
    found: list[tuple[Path, Pixels]] = [(product.reference, first)]
    for file in product.candidates:
        pixels = load_picture(file)
        if len(found) < MOST_TAUGHT and finder.find(pixels) is not None:
            found.append((file, pixels))
    golden = tuple(pixels for _, pixels in found)
    loaded = LoadedRecipe(recipe_of(product, len(golden)), {VIEW: golden}, product.name)
    inspector = Inspector(loaded, open_readers(), PpocrTextFinder(), open_backbone())
    judged = tuple(file for file in product.good if file not in {one for one, _ in found})
    bare = TaughtProduct(product, inspector, judged, {})
    return TaughtProduct(product, inspector, judged, taught_peers(bare, golden))


def recipe_of(product: ShopProduct, golden: int) -> Recipe:
    label = product.label
    most_shift_px = MOST_SHIFT_SHARE * min(label.width, label.height)
    limits = StickerLimits(max_shift_px=most_shift_px, max_turn_deg=MOST_TURN_DEG)
    check = Check("label", CheckKind.STICKER, VIEW, label, limits)
    names = tuple(f"{VIEW}{number}.png" for number in range(1, golden + 1))
    return Recipe(product.name, (View(VIEW, names, product.pack),), (check,))


def taught_peers(taught: TaughtProduct, golden: Sequence[Pixels]) -> dict[str, Peer]:
    """From the pictures that our check was taught, in the places where it saw them."""
    seen = [as_taught(golden[0])]
    for pixels in golden[1:]:
        pose = taught.finder.find(pixels)
        if pose is not None:
            seen.append(SeenPack(SeenFrame(pixels), pose))
    features = np.stack([features_of(taught, one) for one in seen])
    return {name: Peer(scorer, features) for name, scorer in PEERS.items()}


def features_of(taught: TaughtProduct, seen: SeenPack) -> Features:
    """Of the label's place, divided by the spread as ours are."""
    sticker = taught.sticker
    cut = colour_cut(seen, onto(sticker.check.region, sticker.size), sticker.size)
    return np.asarray(sticker.backbone.features(cut) / sticker.taught.spread, np.float32)


def judged_product(taught: TaughtProduct, paper: Pixels) -> Counts:
    counts = Counts(tuple(PEERS))
    rng = np.random.default_rng(ALTERING_SEED)
    order = rng.permutation(len(taught.judged))
    to_alter = ALTERED_PHOTOGRAPHS
    for number in order:
        photograph = load_picture(taught.judged[number])
        pose = judge(taught, photograph, counts, "good")
        if pose is not None and to_alter:
            to_alter -= 1
            for how in Alteration:
                changed = altered(photograph, pose, taught.product.label, how, paper, rng)
                judge(taught, changed, counts, how.value, pose)
    for file in taught.product.not_fine:
        judge(taught, load_picture(file), counts, "covered")
    return counts


def judge(
    taught: TaughtProduct, photograph: Pixels, counts: Counts, case: str, true: Pose | None = None
) -> Pose | None:
    """Counts what ours and the peers say; gives the pose. `true`: where the altered label is."""
    frame = SeenFrame(photograph)
    pose = taught.finder.find_in(frame)
    if pose is None:
        counts.add(case, Verdict.UNSURE, dict.fromkeys(PEERS, Verdict.UNSURE))
        return None
    if true is not None and is_elsewhere(taught.product, pose, true):
        counts.elsewhere += 1
        return pose
    seen = SeenPack(frame, pose)
    features = features_of(taught, seen)
    said = {
        name: Verdict.OK if peer.is_good(features) else Verdict.NOT_OK
        for name, peer in taught.peers.items()
    }
    counts.add(case, taught.sticker.inspect(seen).verdict, said)
    return pose


def is_elsewhere(product: ShopProduct, pose: Pose, true: Pose) -> bool:
    label = product.label
    middle = np.array([label.x + label.width / 2, label.y + label.height / 2])
    apart = (pose.matrix - true.matrix) @ (*middle, 1.0)
    reach = ELSEWHERE * max(label.width, label.height) * true.scale
    return bool(np.linalg.norm(apart) > reach)
