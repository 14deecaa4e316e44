"""The table of alarms says of each all that a person needs who hears it."""

import tomllib
from importlib.resources import files

import pytest

from edge_agent.core.alarms.table import ALARMS, AlarmName, AlarmRow, Priority, read_rows
from edge_agent.core.reasons.languages import Language

TEXT = files("edge_agent.core.alarms").joinpath("alarms.toml").read_text(encoding="utf-8")
LONGEST_RESPONSE_S = {Priority.NOW: 120, Priority.MINUTES: 3600, Priority.SHIFT: 8 * 3600}


def test_every_name_has_its_row_and_there_is_no_other() -> None:
    assert set(ALARMS) == set(AlarmName)


@pytest.mark.parametrize("row", ALARMS.values(), ids=lambda row: row.name)
def test_every_row_says_cause_consequence_and_action_in_every_language(row: AlarmRow) -> None:
    for phrase in (row.text, row.cause, row.consequence, row.action):
        said = [phrase.said(language, subject="top") for language in Language]
        assert all(len(one) > 5 for one in said)
        assert len(set(said)) == len(said)


@pytest.mark.parametrize("row", ALARMS.values(), ids=lambda row: row.name)
def test_who_must_answer_soon_is_asked_with_a_high_priority(row: AlarmRow) -> None:
    assert 0 < row.respond_within_s <= LONGEST_RESPONSE_S[row.priority]
    assert row.on_delay_s < row.respond_within_s


@pytest.mark.parametrize("row", ALARMS.values(), ids=lambda row: row.name)
def test_what_must_be_answered_now_cannot_be_shelved(row: AlarmRow) -> None:
    assert not (row.shelvable and row.priority is Priority.NOW)


@pytest.mark.parametrize("key", tomllib.loads(TEXT)["camera_lost"])
def test_a_row_that_lacks_something_is_a_fault(key: str) -> None:
    line = next(line for line in TEXT.split("[camera_lost]")[1].splitlines() if key in line)
    with pytest.raises((TypeError, KeyError)):
        read_rows(TEXT.replace(line, "", 1))


def test_an_unknown_key_or_name_is_a_fault() -> None:
    with pytest.raises(TypeError):
        read_rows(TEXT.replace("shelvable =", "shelfable =", 1))
    with pytest.raises(ValueError, match="camera_gone"):
        read_rows(TEXT.replace("[camera_lost]", "[camera_gone]"))


def test_a_measured_alarm_goes_only_a_deadband_within_its_limit() -> None:
    disk, bypass = (
        ALARMS[AlarmName.DISK_FILLING].measured,
        ALARMS[AlarmName.BYPASS_ENDS].measured,
    )
    assert disk is not None
    assert bypass is not None
    assert [disk.is_beyond(share, False) for share in (0.89, 0.90)] == [False, True]
    assert [disk.is_beyond(share, True) for share in (0.87, 0.89)] == [False, True]
    assert [bypass.is_beyond(left_s, False) for left_s in (121, 120)] == [False, True]
