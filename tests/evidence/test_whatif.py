"""What-if over a data folder: the same from command and function, refusals with reasons."""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT
from edge_agent.core.errors import InvalidInput, NotFound, SettingsError
from edge_agent.core.labels import LABEL_EVENT, Label, LabelSource
from edge_agent.core.packs import Record, Verdict
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.packs_so_far import recorded_shift
from edge_agent.evidence.prices_file import load_prices
from edge_agent.evidence.whatif import whatif_lecture, whatif_recorded
from edge_agent.store.events import EventStore
from edge_agent.store.labels import label_body
from tests.line.small_station import save_box_recipe
from tests.samples import NOON, a_record

PRICES = """\
[prices]
shipped_eur = 2
claimed_eur = 20
rejected_eur = 1
reviewed_eur = 0.5

[operator]
response_s = 3
"""


def shown(pack_no: int, verdict: Verdict, seen_s: float) -> Record:
    record = a_record(pack_no, verdict, seen_ns=int(seen_s * 1e9), time_to_gate_ms=9000.0)
    return replace(record, verdict=replace(record.verdict, score=0.8, checks=()))


def record_boot(folder: Path, packs: str, begins_s: float) -> None:
    """`g` good and `b` bad as the station said; a label that agrees for every second of them."""
    with closing(EventStore.open(folder / "events.db")) as store:
        for place, said in enumerate(packs, start=1):
            verdict = Verdict.NOT_OK if said == "b" else Verdict.OK
            store.append_records([shown(place, verdict, begins_s + place)])
            if place % 2:
                label = Label(store.boot, place, said == "b", LabelSource.AUDIT)
                store.append(LABEL_EVENT, label_body(label), NOON)


def label(folder: Path, given: Label) -> None:
    with closing(EventStore.open(folder / "events.db")) as store:
        store.append(LABEL_EVENT, label_body(given), NOON)


@pytest.fixture
def shift(tmp_path: Path) -> Path:
    """Two boots of ten packs each, the second one by an earlier clock."""
    folder = tmp_path / "data"
    record_boot(folder, "bgggbgggbg", begins_s=5000.0)
    record_boot(folder, "gggggggggb", begins_s=100.0)
    save_box_recipe(tmp_path / "recipe", ("top",))
    (tmp_path / "prices.toml").write_text(PRICES, encoding="utf-8")
    return tmp_path


def computed(shift: Path) -> dict[str, Any]:
    return whatif_recorded(shift / "data", shift / "prices.toml", shift / "recipe")


def packwarden(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge_agent", "whatif", *map(str, arguments)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "100"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_rows_count_the_packs_whose_truth_is_known_and_say_how_many(shift: Path) -> None:
    document = computed(shift)
    assert (document["packs"], document["truth_known"]) == (20, 10)
    assert document["truth_sources"] == {"audit": 10}
    nothing, _, _, _, always = document["money"]
    assert (nothing["output"], nothing["shipped"], nothing["claimed"]) == (10, 10, 3)
    assert (always["shipped"], always["rejected_rightly"], always["claimed"]) == (7, 3, 0)
    assert always["net_eur"] == 7 * 2 - 3 * 1
    assert document["assumed"]["operator"]["response_s"] == 3


def test_a_boot_is_laid_behind_the_one_before_whatever_its_clock_says(shift: Path) -> None:
    packs = recorded_shift(DataFolder(shift / "data"), shift / "recipe").packs
    steps = packs.shown_s[1:] - packs.shown_s[:-1]
    assert steps.tolist() == pytest.approx([1.0] * 9 + [60.0] + [1.0] * 9)


def test_command_and_function_say_the_same_and_the_chart_is_there(shift: Path) -> None:
    chart = shift / "chart.svg"
    done = packwarden(
        shift / "data" / "events.db", "--prices", shift / "prices.toml",
        "--recipe", shift / "recipe", "--chart", chart, "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    records = told.pop("records")
    assert records == str(shift / "data" / "events.db")
    wanted = computed(shift)
    del wanted["records"]
    assert told == wanted
    assert chart.read_text(encoding="utf-8").startswith("<svg")


def test_for_a_person_it_ends_with_tables_and_what_was_assumed() -> None:
    done = packwarden("--case", "lecture")
    assert done.returncode == 0, done.stderr
    assert "Truth known for 100 of 100 packs" in done.stdout
    assert "claimed_eur 25" in done.stdout


def test_the_reference_case_takes_stated_prices(shift: Path) -> None:
    case_a = whatif_lecture(shift / "prices.toml")["money"][0]
    assert (case_a["output"], case_a["shipped"], case_a["claimed"]) == (100, 100, 10)
    assert case_a["net_eur"] == 90 * 2 - 10 * 20


def test_neither_records_nor_a_case_is_a_wrong_command_line() -> None:
    assert packwarden().returncode == 2


def test_records_without_stated_prices_are_refused(shift: Path) -> None:
    with pytest.raises(InvalidInput, match="prices are missing"):
        whatif_recorded(shift / "data", None)


def test_a_price_that_is_missing_is_named(shift: Path) -> None:
    file = shift / "prices.toml"
    file.write_text(PRICES.replace("claimed_eur = 20\n", ""), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"'prices\.claimed_eur' is missing"):
        load_prices(file)


@pytest.mark.parametrize("price", ["-1", "nan", "inf", '"much"'])
def test_a_price_that_is_none_is_refused_with_its_line(shift: Path, price: str) -> None:
    file = shift / "prices.toml"
    file.write_text(PRICES.replace("claimed_eur = 20", f"claimed_eur = {price}"), encoding="utf-8")
    with pytest.raises(SettingsError, match="line 3"):
        load_prices(file)


def test_labels_that_contradict_are_refused(shift: Path) -> None:
    label(shift / "data", Label(1, 1, False, LabelSource.CHALLENGE))
    with pytest.raises(InvalidInput, match=r"pack 1 \(boot 1\) contradict"):
        computed(shift)


def test_a_label_of_a_pack_that_was_never_recorded_is_refused(shift: Path) -> None:
    label(shift / "data", Label(2, 99, True, LabelSource.CLAIM))
    with pytest.raises(InvalidInput, match="pack 99 of boot 2"):
        computed(shift)


def test_a_recording_without_packs_is_refused(shift: Path, tmp_path: Path) -> None:
    with closing(EventStore.open(tmp_path / "empty" / "events.db")):
        pass
    with pytest.raises(InvalidInput, match="no recorded packs"):
        whatif_recorded(tmp_path / "empty", shift / "prices.toml", shift / "recipe")


def test_a_recipe_that_is_not_there_is_asked_for(shift: Path) -> None:
    with pytest.raises(NotFound, match="--recipe"):
        whatif_recorded(shift / "data", shift / "prices.toml")


def test_a_file_that_holds_no_records_is_refused(shift: Path) -> None:
    with pytest.raises(InvalidInput, match="holds no records"):
        whatif_recorded(shift / "prices.toml", shift / "prices.toml")


def test_a_folder_that_is_not_there_is_not_found(shift: Path) -> None:
    with pytest.raises(NotFound):
        whatif_recorded(shift / "nowhere", shift / "prices.toml")


def test_challenge_packs_are_no_production(shift: Path) -> None:
    whole = computed(shift)
    with closing(EventStore.open(shift / "data" / "events.db")) as store:
        store.append_records([shown(1, Verdict.NOT_OK, 9000.0), shown(2, Verdict.OK, 9001.0)])
        store.append(PROOF_EVENT, {"pack_no": 1}, NOON)
        store.append(
            LABEL_EVENT, label_body(Label(store.boot, 1, True, LabelSource.CHALLENGE)), NOON
        )
    after = computed(shift)
    assert (whole["packs"], after["packs"]) == (20, 21)
    assert after["truth_known"] == whole["truth_known"]
    assert after["truth_sources"] == whole["truth_sources"]
