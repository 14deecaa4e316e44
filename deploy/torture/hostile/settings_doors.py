"""Files that a person edits: settings of stations, centres, training and plants, recipes, orders,
prices, trusted keys, tables of truths.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np

from deploy.fleet.orders.asked import read_order
from deploy.fleet.orders.from_csv import read_orders
from deploy.fleet.settings import load_centre
from deploy.torture.hostile.changing import Change, change_json, change_text, change_toml
from deploy.torture.hostile.doors import Door, Making, file_door
from deploy.torture.noted_tests import PROJECT
from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import BarcodeLimits, Check, PrintLimits, Recipe, SurfaceLimits, View
from edge_agent.evidence.prices_file import load_prices
from edge_agent.inspection.recipe_files import RECIPE_FILE, load_recipe, save_recipe
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted, load_trust, save_trust
from edge_agent.settings import in_force, load_order, load_station, read_station
from edge_agent.study.picture_sets import truth_rows
from simulators.scenario import load_scenario
from training.pipeline import settings as pipeline_settings
from training.tuning import settings as tune_settings

NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
CENTRE: Final = b"""\
[centre]
name = "centre-1"
folder = "data"
[broker]
host = "broker.local"
protocol = "5"
username = "centre"
password_file = "password"
[orders]
mqtt_sources = ["erp"]
[feedback]
labels_a_day = 100
lease_minutes = 5
[retention]
records_months = 12
archive = "archive"
[web]
host = "0.0.0.0"
port = 8443
cert_file = "cert.pem"
key_file = "key.pem"
"""
ORDER: Final = b"""\
lot = "L40718"
expiry = 2027-03-12
gtin = "4006381333931"
"""
PRICES: Final = b"""\
[prices]
shipped_eur = 1.0
claimed_eur = 10.0
rejected_eur = 1.0
reviewed_eur = 0.1
[operator]
hit_share = 0.9
response_s = 4.0
"""
TRUTH: Final = b"""\
file,truth,pack,lot,expiry
a.png,good,p1,L40718,2027-03-12
b.png,defective,p2,,
"""
TRUTH_TOML: Final = b"""\
[[pictures]]
file = "a.png"
truth = "good"
lot = "L40718"
[[pictures]]
file = "b.png"
truth = "defective"
"""
ORDERS: Final = b"""\
number,recipe,lot,expiry,gtin,stations,planned,not_after,begins
4500017,tray,L2611-204,2026-12-24,4006381333931,plant-1/line-1/box,2026-11-24T06:00:00Z,,
4500018,tray,L2611-205,,,plant-1/line-1/box plant-1/line-2/box,,2026-12-24T06:00:00Z,at_once
"""
ASKED: Final = b"""\
{"schema": 1, "number": "4500017", "recipe": "tray", "lot": "L2611-204", "expiry": "2026-12-24",
"gtin": "4006381333931", "stations": ["plant-1/line-1/box"], "planned": "2026-11-24T06:00:00Z",
"not_after": "2026-11-25T06:00:00Z", "begins": "at_once"}"""
PACK: Final = Box(4, 4, 56, 40)
TEXT: Final = Box(8, 8, 20, 10)


def station(folder: Path) -> Door:
    """What is in force is told as well, as the station does at its start."""
    example = (PROJECT / "deploy" / "edge" / "station.example.toml").read_bytes()

    def started(file: Path) -> object:
        in_force(read_station(file).settings)
        return read_station(file)

    return file_door(folder / "station.toml", started, [example], change_toml)


def whole_station(folder: Path) -> Door:
    """With the files that it names."""
    (folder / "order.toml").write_bytes(ORDER)
    (folder / "frames").mkdir()
    small_recipe(folder / "recipe")
    example = b"""\
[station]
site = "plant-1"
line = "line-1"
name = "box"
recipe = "recipe"
order_file = "order.toml"
[[cameras]]
view = "top"
type = "files"
path = "frames"
fps = 5
[data]
folder = "data"
keep = "all"
[lowering]
[web]
port = 8081
[audit]
passed = 0.01
rejected = 0.1
"""
    return file_door(folder / "station.toml", load_station, [example], change_toml)


def small_recipe(folder: Path) -> None:
    """One check of each kind that needs no net."""
    picture = np.random.default_rng(3).integers(60, 250, (48, 64, 3), dtype=np.uint8)
    checks = (
        Check("panel", CheckKind.SURFACE, "top", Box(30, 20, 20, 16), SurfaceLimits(0.6)),
        Check("lot", CheckKind.PRINT, "top", TEXT, PrintLimits("{lot}", lot_pattern="L[0-9]+")),
        Check("code", CheckKind.BARCODE, "top", Box(8, 24, 20, 10), BarcodeLimits()),
    )
    recipe = Recipe(name="box", views=(View("top", ("top-1.png",), PACK),), checks=checks)
    save_recipe(recipe, {"top": [picture]}, folder)


def recipe(folder: Path) -> Door:
    small_recipe(folder)
    example = (folder / RECIPE_FILE).read_bytes()
    return file_door(folder / RECIPE_FILE, lambda _: load_recipe(folder), [example], change_toml)


def scenario(folder: Path) -> Door:
    shipped = files("simulators") / "scenarios"
    examples = [one.read_bytes() for one in shipped.iterdir() if one.name.endswith(".toml")]
    file = folder / "scenario.toml"
    return file_door(file, lambda one: load_scenario(str(one)), examples, change_toml)


def pipeline(folder: Path) -> Door:
    example = (PROJECT / "training" / "settings" / "smoke.toml").read_bytes()
    return file_door(
        folder / "pipeline.toml", pipeline_settings.load_settings, [example], change_toml
    )


def tuning(folder: Path) -> Door:
    example = b'[drawn]\nproduct = "carton"\ncheck = "lot"\nlots = 8\n[search]\ntrials = 3\n'
    return file_door(folder / "tune.toml", tune_settings.load_settings, [example], change_toml)


def trust(folder: Path) -> Door:
    keys = [as_trusted(SigningKey.fresh(), owner, f"plant-{owner.value}", NOON) for owner in Owner]
    save_trust(Trust((*keys, replace(keys[0], public=bytes(32), until=NOON))), folder / "made.toml")
    example = (folder / "made.toml").read_bytes()
    return file_door(folder / "trust.toml", load_trust, [example], change_toml)


def private_key(folder: Path) -> Door:
    SigningKey.create(folder / "made.key")
    file = folder / "station.key"
    file.touch(0o600)
    return file_door(file, SigningKey.load, [(folder / "made.key").read_bytes()], change_text)


def one_file(
    name: str, load: Callable[[Path], object], example: bytes, change: Change = change_toml
) -> Making:
    return lambda folder: file_door(folder / name, load, [example], change)


def entered_order(_: Path) -> Door:
    return Door(read_order, [ASKED], change_json)


def order_table(_: Path) -> Door:
    return Door(read_orders, [ORDERS], change_text)


DOORS: Final[Mapping[str, Making]] = {
    "station.toml": station,
    "station.toml with its files": whole_station,
    "recipe.toml": recipe,
    "order.toml": one_file("order.toml", load_order, ORDER),
    "prices.toml": one_file("prices.toml", load_prices, PRICES),
    "centre.toml": one_file("centre.toml", load_centre, CENTRE),
    "scenario.toml": scenario,
    "pipeline.toml": pipeline,
    "tune.toml": tuning,
    "trust.toml": trust,
    "private key": private_key,
    "truth.csv": one_file("truth.csv", truth_rows, TRUTH, change_text),
    "truth.toml": one_file("truth.toml", truth_rows, TRUTH_TOML),
    "order over MQTT": entered_order,
    "orders.csv": order_table,
}
