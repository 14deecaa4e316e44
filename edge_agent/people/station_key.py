"""The station's own key: made at its first start, trusted by the station itself, and renewed.

A renewal is a new file, its public half in trust.toml, and one rename. Whatever is left of one that
was interrupted is cleared at the next opening: the key file alone says which key the station has.
"""

from datetime import datetime
from pathlib import Path

from edge_agent.core.errors import NotFound
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted, load_trust, save_trust
from edge_agent.sqlite_files import opening_lock
from edge_agent.whole_files import sync_folder

KEY_FILE = Path("keys", "station.key")
NEXT_KEY_FILE = Path("keys", "station.key.next")
TRUST_FILE = Path("trust.toml")


def open_station_key(folder: Path, station: str, now: datetime) -> SigningKey:
    """The key of the station whose data folder this is; made where there has never been one.

    NotFound where a key is trusted and its file is gone.
    """
    with opening_lock(folder / TRUST_FILE):
        (folder / NEXT_KEY_FILE).unlink(missing_ok=True)
        trust = trust_of(folder)
        if not (folder / KEY_FILE).exists():
            refuse_if_lost(trust, folder / KEY_FILE, station)
            SigningKey.create(folder / KEY_FILE)
        key = SigningKey.load(folder / KEY_FILE)
        save_if_changed(folder, trust, settled(trust, key, station, now))
    return key


def next_key(folder: Path) -> SigningKey:
    """The key to renew with; not yet in use. Who renews holds the opening lock of trust.toml, or
    another process would clear it as one that was left over."""
    return SigningKey.create(folder / NEXT_KEY_FILE)


def take_next_key(folder: Path, station: str, now: datetime) -> None:
    """The next key is the station's from now on; the one before is retired."""
    key = SigningKey.load(folder / NEXT_KEY_FILE)
    added = trust_of(folder).with_key(as_trusted(key, Owner.STATION, station, now))
    save_trust(added, folder / TRUST_FILE)
    (folder / NEXT_KEY_FILE).replace(folder / KEY_FILE)
    sync_folder((folder / KEY_FILE).parent)
    save_trust(settled(added, key, station, now), folder / TRUST_FILE)


def trust_of(folder: Path) -> Trust:
    file = folder / TRUST_FILE
    return load_trust(file) if file.exists() else Trust()


def save_if_changed(folder: Path, before: Trust, after: Trust) -> None:
    if after != before:
        save_trust(after, folder / TRUST_FILE)


def settled(trust: Trust, key: SigningKey, station: str, now: datetime) -> Trust:
    """The station's key is trusted, and no other of the same station is current."""
    if trust.key(key.key_id) is None:
        trust = trust.with_key(as_trusted(key, Owner.STATION, station, now))
    for other in trust.current(Owner.STATION, station):
        if other.key_id != key.key_id:
            trust = trust.retired(other.key_id, now)
    return trust


def refuse_if_lost(trust: Trust, file: Path, station: str) -> None:
    if trust.current(Owner.STATION, station):
        raise NotFound(
            f"{file} is gone, and the audit record is signed with it; restore it, or write "
            f"'until' into its entry of {TRUST_FILE} to begin with a new key"
        )
