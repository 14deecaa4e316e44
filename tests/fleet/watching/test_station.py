"""What is found at one station: each fault by its name, each cause once, and no change as one."""

import pytest

from deploy.fleet.demo.faults import Fault
from deploy.fleet.watching.kinds import Kind, Severity, What
from deploy.fleet.watching.profile import Profile
from deploy.fleet.watching.station import StationMemory
from edge_agent.core.monitoring.state import from_json, to_json
from tests.fleet.watching.packs import FIRST_FAULTY, PACK_S, Station, at, records, with_fault


def pack_noticed(station: Station) -> int:
    (finding,) = station.findings.values()
    return round((finding.noticed_s - at(0).timestamp()) / PACK_S) + 1


def test_a_quiet_station_has_no_finding() -> None:
    assert Station().saw(records(3000)).findings == {}


@pytest.mark.parametrize(
    ("fault", "kind", "what", "within"),
    [
        (Fault.FADING_PRINTER, Kind.PRINTER_FADES, What.DRIFT, 250),
        (Fault.FOGGING_CAMERA, Kind.CAMERA_FOGS, What.DRIFT, 250),
        (Fault.DIRTY_LENS, Kind.CAMERA_WORSE, What.FAULT, 75),
        (Fault.WRONG_STICKER_ROLL, Kind.ALWAYS_FAULTY, What.FAULT, 25),
        (Fault.MORE_DEFECTS, Kind.DEFECTS_RISE, What.FAULT, 150),
        (Fault.MISFEED_BURST, Kind.MISFEED, What.FAULT, 50),
        (Fault.LATENCY_CREEP, Kind.SLOWER, What.DRIFT, 400),
    ],
)
def test_a_fault_is_found_by_its_name(fault: Fault, kind: Kind, what: What, within: int) -> None:
    station = Station().saw(records(FIRST_FAULTY + 900, with_fault(fault)))
    (finding,) = station.findings.values()
    assert (finding.kind, finding.what) == (kind, what)
    assert FIRST_FAULTY < pack_noticed(station) <= FIRST_FAULTY + within


def test_people_who_overrule_a_check_are_one_finding_of_all_checks() -> None:
    making = with_fault(Fault.OPERATOR_OVERRIDES)
    station = Station().saw(records(FIRST_FAULTY + 4000, making))
    (finding,) = station.findings.values()
    assert finding.kind is Kind.PEOPLE_DISAGREE
    assert len(finding.figures["checks"]) > 1


@pytest.mark.parametrize("fault", [Fault.NEW_LOT, Fault.NEW_RECIPE, Fault.NEW_BUNDLE])
def test_a_change_of_product_is_noted_and_alarms_nobody(fault: Fault) -> None:
    station = Station().saw(records(FIRST_FAULTY + 2000, with_fault(fault)))
    assert station.kinds == [fault.value]
    (note,) = station.findings.values()
    assert (note.what, note.severity) == (What.CHANGE, Severity.NOTE)
    assert note.ended_s is not None
    assert station.memory.findings == ()


def test_a_fault_that_comes_with_another_lot_is_one_all_the_same() -> None:
    making = with_fault(Fault.NEW_LOT)
    spoilt = with_fault(Fault.WRONG_STICKER_ROLL)

    def both(pack: int) -> object:
        lot = making(pack)
        return type(lot)(lot.lot, lot.faulty_share, wrong_sticker=spoilt(pack).wrong_sticker)

    station = Station().saw(records(FIRST_FAULTY + 300, both))  # type: ignore[arg-type]
    assert Kind.ALWAYS_FAULTY.value in station.kinds


def test_a_finding_begins_where_the_fault_began_goes_on_and_ends() -> None:
    making = with_fault(Fault.MISFEED_BURST)
    station = Station().saw(records(FIRST_FAULTY + 300, making))
    (finding,) = station.memory.findings
    assert abs(finding.began_s - at(FIRST_FAULTY).timestamp()) <= 25 * PACK_S
    assert finding.ended_s is None
    station.saw(records(1000, making, seed=2, first=FIRST_FAULTY + 300))
    assert station.memory.findings == ()
    (ended,) = station.findings.values()
    assert ended.ended_s is not None
    assert ended.ended_s > at(FIRST_FAULTY + 300).timestamp()


def test_what_has_ended_is_found_again_when_it_comes_again() -> None:
    making = with_fault(Fault.MISFEED_BURST)
    station = Station().saw(records(FIRST_FAULTY + 1000, making))
    station.saw(records(1000, lambda pack: making(pack - 1500), seed=2, first=FIRST_FAULTY + 1000))
    assert station.kinds == [Kind.MISFEED.value] * 2


def test_a_finding_waits_while_another_product_is_made() -> None:
    making = with_fault(Fault.DIRTY_LENS)
    station = Station().saw(records(FIRST_FAULTY + 100, making))
    other = with_fault(Fault.NEW_RECIPE)
    station.saw(records(600, other, seed=2, first=FIRST_FAULTY + 100))
    assert [one.kind for one in station.memory.findings] == [Kind.CAMERA_WORSE]
    station.saw(records(100, making, seed=3, first=FIRST_FAULTY + 700))
    (finding,) = station.memory.findings
    assert finding.other_packs == 0


def test_the_evidence_is_of_packs_with_the_fault() -> None:
    making = with_fault(Fault.WRONG_STICKER_ROLL)
    station = Station().saw(records(FIRST_FAULTY + 200, making))
    (finding,) = station.memory.findings
    assert len(finding.witnesses) == 8
    assert all(one.place.seq > FIRST_FAULTY for one in finding.witnesses)


def test_a_fading_printer_is_told_with_the_time_until_it_fails_before_it_does() -> None:
    growing = 4000
    making = with_fault(Fault.FADING_PRINTER, growing)
    station = Station().saw(records(FIRST_FAULTY + 400, making))
    (finding,) = station.memory.findings
    soonest, likely, latest = finding.figures["fails_in_hours"]
    assert finding.figures["fails_check"] == "barcode"
    assert soonest <= likely
    assert latest is None or likely <= latest
    # the barcode's grade falls below 0.5 when an eighth of the print is gone
    fails_at = FIRST_FAULTY + growing * 0.125 / 0.8
    noticed = pack_noticed(station)
    assert noticed < fails_at
    left_hours = (fails_at - FIRST_FAULTY - 400) * PACK_S / 3600
    assert left_hours / 3 < likely < left_hours * 3


def test_what_is_known_comes_back_exactly() -> None:
    making = with_fault(Fault.FADING_PRINTER)
    station = Station().saw(records(FIRST_FAULTY + 400, making))
    assert from_json(StationMemory, to_json(station.memory)) == station.memory
    for profile in station.profiles.values():
        assert from_json(Profile, to_json(profile)) == profile


def test_memory_does_not_grow() -> None:
    station = Station().saw(records(2000))
    (profile,) = station.profiles.values()
    early = len(to_json(profile))
    station.saw(records(4000, seed=2, first=2000))
    (profile,) = station.profiles.values()
    assert len(to_json(profile)) < early * 1.3
