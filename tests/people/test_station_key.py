from pathlib import Path

import pytest

from edge_agent.core.errors import Conflict, NotFound, SettingsError
from edge_agent.people.keys import SigningKey
from edge_agent.people.station_key import (
    KEY_FILE,
    NEXT_KEY_FILE,
    TRUST_FILE,
    next_key,
    open_station_key,
    take_next_key,
    trust_of,
)
from edge_agent.people.trust import Owner, Trust, as_trusted, load_trust, save_trust
from tests.people.samples import NOW, STATION, later, trust_in


def current(folder: Path) -> list[str]:
    return [key.key_id for key in trust_of(folder).current(Owner.STATION, STATION)]


def test_the_first_start_makes_a_key_and_trusts_it(tmp_path: Path) -> None:
    key = open_station_key(tmp_path, STATION, NOW)
    assert current(tmp_path) == [key.key_id]
    again = open_station_key(tmp_path, STATION, later(days=1))
    assert again.key_id == key.key_id
    assert [each.since for each in trust_of(tmp_path).keys] == [NOW]


def test_a_key_that_is_gone_is_told_and_not_silently_replaced(tmp_path: Path) -> None:
    open_station_key(tmp_path, STATION, NOW)
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(NotFound, match="restore it"):
        open_station_key(tmp_path, STATION, NOW)
    assert not (tmp_path / KEY_FILE).exists()


def test_a_renewal_that_never_took_place_is_cleared(tmp_path: Path) -> None:
    key = open_station_key(tmp_path, STATION, NOW)
    next_key(tmp_path)
    assert open_station_key(tmp_path, STATION, NOW).key_id == key.key_id
    assert not (tmp_path / NEXT_KEY_FILE).exists()
    assert current(tmp_path) == [key.key_id]


def test_a_renewal_that_stopped_before_the_rename_is_undone(tmp_path: Path) -> None:
    key = open_station_key(tmp_path, STATION, NOW)
    coming = as_trusted(next_key(tmp_path), Owner.STATION, STATION, NOW)
    save_trust(trust_of(tmp_path).with_key(coming), tmp_path / TRUST_FILE)
    assert open_station_key(tmp_path, STATION, NOW).key_id == key.key_id
    assert current(tmp_path) == [key.key_id]


def test_a_renewal_that_stopped_after_the_rename_is_finished(tmp_path: Path) -> None:
    old = open_station_key(tmp_path, STATION, NOW)
    before = trust_of(tmp_path)
    new = next_key(tmp_path)
    take_next_key(tmp_path, STATION, NOW)
    coming = as_trusted(new, Owner.STATION, STATION, NOW)
    save_trust(before.with_key(coming), tmp_path / TRUST_FILE)
    assert sorted(current(tmp_path)) == sorted([old.key_id, new.key_id])
    assert open_station_key(tmp_path, STATION, NOW).key_id == new.key_id
    assert current(tmp_path) == [new.key_id]


def test_what_is_trusted_comes_back_from_its_file(tmp_path: Path) -> None:
    site, station = SigningKey.fresh(), SigningKey.fresh()
    trust = trust_in(site, Owner.SITE, "milan").with_key(
        as_trusted(station, Owner.STATION, STATION, NOW)
    )
    trust = trust.retired(station.key_id, later(days=3)).revoked(site.key_id)
    save_trust(trust, tmp_path / "trust.toml")
    assert load_trust(tmp_path / "trust.toml") == trust


@pytest.mark.parametrize(
    "change",
    [
        ('public = "', 'public = "00'),
        ('owner = "site"', 'owner = "king"'),
        ("12:00:00+00:00", "12:00:00"),
        ("revoked", "revokt"),
    ],
)
def test_a_trust_file_with_a_mistake_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    file = tmp_path / "trust.toml"
    save_trust(trust_in(SigningKey.fresh(), Owner.SITE, "milan"), file)
    text = file.read_text()
    assert change[0] in text
    file.write_text(text.replace(*change))
    with pytest.raises(SettingsError, match="line"):
        load_trust(file)


def test_a_key_is_trusted_once_and_only_a_known_one_is_revoked() -> None:
    key = SigningKey.fresh()
    trust = trust_in(key, Owner.SITE, "milan")
    with pytest.raises(Conflict):
        trust.with_key(as_trusted(key, Owner.STATION, STATION, NOW))
    with pytest.raises(NotFound):
        Trust().revoked(key.key_id)
