import io
import json
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import Conflict, InvalidInput, NotFound, StoreFailed
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Proof, Role
from edge_agent.people.acts import BEGINNING, SignedAct, Subject, read_act, sign, verify
from edge_agent.people.audit import ROWS_AT_ONCE, AuditLog, AuditReader, Head
from edge_agent.people.errors import AuditBroken, NotGenuine, NotPermitted
from edge_agent.people.keys import SigningKey
from edge_agent.people.presence import console
from edge_agent.people.trust import Owner, Trust, as_trusted
from tests.people.samples import NOW, STATION, later, present, trust_in

ANSWER = Subject(pack="118", old="reject", new="pass")
TO_ACT = Subject(
    recipe="tray", check="print", level_from=Level.RECOMMEND, level_to=Level.ACT_WHEN_SURE
)
TO_ALWAYS = replace(TO_ACT, level_from=Level.ACT_WHEN_SURE, level_to=Level.ACT_ALWAYS)
OPERATOR = present(Role.OPERATOR)
ENGINEER = present(Role.ENGINEER, "anna")
QUALITY = present(Role.QUALITY, "quentin")

Station = tuple[AuditLog, Trust]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.db"


@pytest.fixture
def station(path: Path) -> Station:
    key = SigningKey.create(path.with_name("station.key"))
    return AuditLog(path, STATION, path.with_name("station.key")), trust_in(
        key, Owner.STATION, STATION
    )


def answer(log: AuditLog, number: int) -> SignedAct:
    return log.append(OPERATOR, Act.ANSWER, Subject(pack=str(number)), "good print", NOW)


def checked(path: Path, trust: Trust, known: Head | None = None) -> Head:
    with closing(AuditReader(path)) as reader:
        if known is None:
            return reader.verify_chain(trust, STATION)
        return reader.verify_chain(trust, STATION, known)


def rewritten(path: Path, statement: str, *values: object) -> None:
    """What somebody with the file and a tool can do, triggers or not."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DROP TRIGGER IF EXISTS acts_stay")
        connection.execute("DROP TRIGGER IF EXISTS acts_remain")
        connection.execute(statement, values)


def test_an_act_says_who_did_what_to_what_when_and_why(station: Station) -> None:
    log, _ = station
    act = log.append(OPERATOR, Act.ANSWER, ANSWER, "print is fine", NOW)
    done = act.done
    assert (done.who, done.role, done.proof) == ("some-operator", Role.OPERATOR, Proof.PASSWORD)
    assert (done.what, done.subject, done.reason) == (Act.ANSWER, ANSWER, "print is fine")
    assert (done.station, done.seq, done.previous, done.at) == (STATION, 1, BEGINNING, NOW)
    (read,) = AuditReader(log.path).acts()
    assert read == act


def test_acts_form_a_chain_that_holds(station: Station) -> None:
    log, trust = station
    acts = [answer(log, number) for number in range(1, 6)]
    assert [act.done.seq for act in acts] == [1, 2, 3, 4, 5]
    assert [act.done.previous for act in acts[1:]] == [act.sha256 for act in acts[:-1]]
    assert checked(log.path, trust) == Head(5, acts[-1].sha256) == log.head()


def test_who_may_not_leaves_no_act(station: Station) -> None:
    log, _ = station
    with pytest.raises(NotPermitted, match="some-viewer"):
        log.append(present(Role.VIEWER), Act.ANSWER, ANSWER, "", NOW)
    with pytest.raises(NotPermitted, match="give the password once more"):
        log.append(ENGINEER, Act.RAISE_LEVEL, TO_ACT, "gate passed", later(minutes=3))
    with pytest.raises(NotPermitted, match="give the password once more"):
        log.append(replace(ENGINEER, proof=Proof.PIN), Act.RAISE_LEVEL, TO_ACT, "", NOW)
    with pytest.raises(NotPermitted, match="give the password once more"):
        log.append(present(Role.ENGINEER, at=later(minutes=1)), Act.RAISE_LEVEL, TO_ACT, "", NOW)
    with pytest.raises(NotPermitted, match="at its own station"):
        log.append(replace(OPERATOR, station="milan/line-2/top"), Act.ANSWER, ANSWER, "", NOW)
    assert log.head().seq == 0


@pytest.mark.parametrize(
    ("what", "subject"),
    [
        (Act.RAISE_LEVEL, TO_ALWAYS),
        (Act.RAISE_TO_ALWAYS, TO_ACT),
        (Act.RAISE_LEVEL, Subject(recipe="tray", check="print")),
        (Act.RAISE_LEVEL, replace(TO_ACT, level_to=Level.REPORT)),
        (Act.RAISE_LEVEL, replace(TO_ACT, level_to=Level.RECOMMEND)),
        (Act.LOWER_LEVEL, TO_ACT),
        (Act.LOWER_LEVEL, replace(TO_ACT, level_to=Level.RECOMMEND)),
        (Act.LOWER_LEVEL, TO_ALWAYS),
        (Act.MANAGE_PEOPLE, Subject(person="eve", role=Role.ENGINEER)),
        (Act.MANAGE_PEOPLE, Subject(person="eve")),
        (Act.APPOINT, Subject(person="eve", role=Role.OPERATOR)),
    ],
)
def test_an_act_under_a_milder_name_is_refused(
    station: Station, what: Act, subject: Subject
) -> None:
    log, _ = station
    with pytest.raises(NotPermitted):
        log.append(ENGINEER, what, subject, "", NOW)
    assert log.head().seq == 0


def test_a_level_is_lowered_by_one_tap(station: Station) -> None:
    log, _ = station
    down = replace(TO_ACT, level_from=Level.ACT_ALWAYS, level_to=Level.REPORT)
    worn = replace(OPERATOR, proof=Proof.PIN, proved_at=later(hours=-8))
    assert not log.append(worn, Act.LOWER_LEVEL, down, "", NOW).is_proposal


def test_act_always_takes_a_second_person_who_confirms_the_first(station: Station) -> None:
    log, trust = station
    first = log.append(ENGINEER, Act.RAISE_TO_ALWAYS, TO_ALWAYS, "600 defects caught", NOW)
    assert first.is_proposal
    second = log.append(
        QUALITY, Act.RAISE_TO_ALWAYS, TO_ALWAYS, "agreed", NOW, confirms=first.sha256
    )
    assert not second.is_proposal
    assert second.done.confirms == first.sha256
    assert checked(log.path, trust).seq == 2


@pytest.mark.parametrize(
    ("second", "subject", "minutes", "why"),
    [
        (ENGINEER, TO_ALWAYS, 0, "two persons"),
        (present(Role.ENGINEER, "emil"), TO_ALWAYS, 0, "two persons"),
        (present(Role.QUALITY, "anna"), TO_ALWAYS, 0, "two persons"),
        (QUALITY, replace(TO_ALWAYS, check="barcode"), 0, "something else"),
        (present(Role.QUALITY, "quentin", later(hours=25)), TO_ALWAYS, 25 * 60, "24 hours"),
        (present(Role.QUALITY, "quentin", later(minutes=-6)), TO_ALWAYS, -6, "24 hours"),
    ],
)
def test_nobody_else_and_nothing_else_is_confirmed(
    station: Station, second: object, subject: Subject, minutes: float, why: str
) -> None:
    log, _ = station
    first = log.append(ENGINEER, Act.RAISE_TO_ALWAYS, TO_ALWAYS, "", NOW)
    with pytest.raises(NotPermitted, match=why):
        log.append(
            second,  # type: ignore[arg-type]
            Act.RAISE_TO_ALWAYS,
            subject,
            "",
            later(minutes=minutes),
            confirms=first.sha256,
        )


def test_a_proposal_is_confirmed_once_and_a_confirmation_never(station: Station) -> None:
    log, _ = station
    first = log.append(ENGINEER, Act.RAISE_TO_ALWAYS, TO_ALWAYS, "", NOW)
    second = log.append(QUALITY, Act.RAISE_TO_ALWAYS, TO_ALWAYS, "", NOW, confirms=first.sha256)
    with pytest.raises(Conflict, match="already"):
        log.append(QUALITY, Act.RAISE_TO_ALWAYS, TO_ALWAYS, "", NOW, confirms=first.sha256)
    with pytest.raises(NotPermitted, match="something else"):
        log.append(ENGINEER, Act.RAISE_TO_ALWAYS, TO_ALWAYS, "", NOW, confirms=second.sha256)
    with pytest.raises(NotFound):
        log.append(QUALITY, Act.RAISE_TO_ALWAYS, TO_ALWAYS, "", NOW, confirms="0" * 64)
    assert log.head().seq == 2


def test_what_the_console_did_needs_no_second_person(station: Station) -> None:
    log, _ = station
    subject = Subject(person="eve", role=Role.ENGINEER)
    act = log.append(console(NOW), Act.APPOINT, subject, "", NOW)
    assert not act.is_proposal
    with pytest.raises(NotPermitted, match="no second person"):
        log.append(QUALITY, Act.APPOINT, subject, "", NOW, confirms=act.sha256)


def test_an_act_without_a_time_zone_is_none(station: Station) -> None:
    log, _ = station
    with pytest.raises(ValueError, match="zone"):
        replace(answer(log, 1).done, at=NOW.replace(tzinfo=None))


def test_a_text_that_is_too_long_or_no_text_is_refused(station: Station) -> None:
    log, _ = station
    for text in ("x" * 501, "\ud800"):
        with pytest.raises(InvalidInput, match="audit record"):
            log.append(OPERATOR, Act.ANSWER, ANSWER, text, NOW)
    assert log.head().seq == 0


EVIL = "CAST(replace(content, 'good', 'evil') AS BLOB)"
CONTENT_OF_4 = "(SELECT content FROM acts WHERE seq = 4)"


@pytest.mark.parametrize(
    ("damage", "broken_at"),
    [
        ("DELETE FROM acts WHERE seq = 1", 1),
        ("DELETE FROM acts WHERE seq = 3", 3),
        ("UPDATE acts SET seq = 99 WHERE seq = 3", 3),
        ("UPDATE acts SET seq = 99 WHERE seq = 6", 6),
        ("UPDATE acts SET sha256 = 'ab' WHERE seq = 4", 4),
        ("UPDATE acts SET confirms = sha256 WHERE seq = 2", 2),
        (
            "UPDATE acts SET content = CAST(replace(content, 'good', 'bad') AS BLOB) WHERE seq = 2",
            2,
        ),
        ("UPDATE acts SET content = X'7B7D' WHERE seq = 5", 5),
        (f"UPDATE acts SET content = {CONTENT_OF_4} WHERE seq = 5", 5),
    ],
)
def test_the_first_row_that_was_tampered_with_is_named(
    station: Station, damage: str, broken_at: int
) -> None:
    log, trust = station
    for number in range(6):
        answer(log, number)
    rewritten(log.path, damage)
    with pytest.raises(AuditBroken) as told:
        checked(log.path, trust)
    assert told.value.seq == broken_at


def test_rows_cut_off_at_the_end_are_missed_by_who_knows_the_head(station: Station) -> None:
    log, trust = station
    for number in range(4):
        answer(log, number)
    head = log.head()
    rewritten(log.path, "DELETE FROM acts WHERE seq > 2")
    assert checked(log.path, trust).seq == 2
    with pytest.raises(AuditBroken, match="row 3"):
        checked(log.path, trust, head)


def test_a_chain_written_anew_is_not_the_one_that_was_known(
    station: Station, tmp_path: Path
) -> None:
    log, trust = station
    first = answer(log, 1)
    twin = AuditLog(tmp_path / "twin.db", STATION, log.key_file)
    answer(twin, 2)
    answer(twin, 3)
    with pytest.raises(AuditBroken, match=r"row 1 .* another one"):
        checked(twin.path, trust, Head(1, first.sha256))


def test_an_act_of_another_key_or_station_breaks_the_chain(station: Station) -> None:
    log, trust = station
    act = answer(log, 1)
    key, other = SigningKey.load(log.key_file), SigningKey.fresh()
    for forged in (sign(act.done, other), sign(replace(act.done, station="lyon/a/b"), key)):
        rewritten(
            log.path,
            "UPDATE acts SET sha256 = ?, content = ?",
            forged.sha256,
            forged.sealed.to_bytes(),
        )
        with pytest.raises(AuditBroken, match="row 1"):
            checked(log.path, trust)


def test_the_record_of_one_station_is_not_anothers(station: Station) -> None:
    log, trust = station
    answer(log, 1)
    with closing(AuditReader(log.path)) as reader, pytest.raises(AuditBroken, match="row 1"):
        reader.verify_chain(trust, "milan/line-1/bottom")


def test_a_station_signs_for_itself_alone(station: Station) -> None:
    log, trust = station
    act = answer(log, 1)
    verify(act, trust)
    forged = sign(replace(act.done, station="lyon/a/b"), SigningKey.load(log.key_file))
    with pytest.raises(NotGenuine, match="signed an act of lyon"):
        verify(forged, trust)


def test_a_sites_key_signs_no_acts(station: Station) -> None:
    log, _ = station
    answer(log, 1)
    trust = trust_in(SigningKey.load(log.key_file), Owner.SITE, STATION)
    with pytest.raises(AuditBroken, match="no station key"):
        checked(log.path, trust)


def test_a_key_that_was_renewed_never_comes_back(station: Station, tmp_path: Path) -> None:
    log, trust = station
    first, second = log.key_file.read_bytes(), tmp_path / "second.key"
    trust = trust.with_key(
        as_trusted(SigningKey.create(second), Owner.STATION, STATION, NOW)
    ).retired(trust.keys[0].key_id, NOW)
    answer(log, 1)
    log.key_file.write_bytes(second.read_bytes())
    answer(log, 2)
    assert checked(log.path, trust).seq == 2
    log.key_file.write_bytes(first)
    answer(log, 3)
    with pytest.raises(AuditBroken, match=r"row 3 .* renewed"):
        checked(log.path, trust)


def test_a_long_record_is_read_page_by_page(station: Station) -> None:
    log, trust = station
    key, done = SigningKey.load(log.key_file), answer(log, 0).done
    with log.turn():
        for _ in range(ROWS_AT_ONCE):
            head = log.head()
            log._insert(sign(replace(done, seq=head.seq + 1, previous=head.sha256), key))
    assert checked(log.path, trust).seq == ROWS_AT_ONCE + 1
    assert [act.done.seq for act in AuditReader(log.path).acts(after=ROWS_AT_ONCE)] == [501]


def test_a_revoked_keys_acts_are_believed_no_longer(station: Station) -> None:
    log, trust = station
    answer(log, 1)
    with pytest.raises(AuditBroken, match="revoked"):
        checked(log.path, trust.revoked(trust.keys[0].key_id))


ACT = sign(
    read_act(
        b'{"document":{"at":"2026-11-22T12:00:00Z","confirms":null,"kind":"packwarden.act.1",'
        b'"previous":"00","proof":"pin","reason":"","role":"operator","seq":1,"station":"a/b/c",'
        b'"subject":{"certificate_sha256":null,"check":null,"key_id":null,"level_from":null,'
        b'"level_to":null,"new":null,"old":null,"pack":null,"person":null,"recipe":null,'
        b'"role":null},"what":"answer","who":"olga"},"key_id":"","signature":""}'
    ).done,
    KEY := SigningKey.fresh(),
).sealed.to_bytes()


@settings(deadline=None)
@given(some.integers(0, len(ACT) - 1), some.integers(1, 255))
def test_an_act_with_any_byte_changed_is_refused(place: int, change: int) -> None:
    content = bytearray(ACT)
    content[place] ^= change
    with pytest.raises(NotGenuine):
        read_act(bytes(content)).sealed.check_signature(KEY.public)


def test_nothing_that_was_written_can_be_changed_or_deleted(station: Station) -> None:
    log, _ = station
    answer(log, 1)
    for statement in ("UPDATE acts SET seq = 2", "DELETE FROM acts"):
        with (
            closing(sqlite3.connect(log.path)) as connection,
            pytest.raises(sqlite3.IntegrityError, match="only ever added"),
        ):
            connection.execute(statement)


def test_the_record_is_durable_and_private(station: Station) -> None:
    log, _ = station
    answer(log, 1)
    for name, value in (("journal_mode", "wal"), ("synchronous", 2)):
        assert log._connection.execute(f"PRAGMA {name}").fetchone()[0] == value
    for file in log.path.parent.glob("audit.db*"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 or file.suffix == ".lock"


def test_the_export_is_one_signed_act_a_line(station: Station) -> None:
    log, _ = station
    acts = [answer(log, number) for number in range(3)]
    out = io.BytesIO()
    assert AuditReader(log.path).export(out) == 3
    lines = out.getvalue().splitlines()
    assert [read_act(line) for line in lines] == acts
    assert json.loads(lines[0])["document"]["who"] == "some-operator"


def fill(log: AuditLog) -> None:
    for number in range(100):
        answer(log, number)


def test_a_full_disk_leaves_no_half_act(station: Station) -> None:
    log, trust = station
    answer(log, 1)
    pages = log._connection.execute("PRAGMA page_count").fetchone()[0]
    log._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFailed, match="full"):
        fill(log)
    head = log.head()
    log._connection.execute("PRAGMA max_page_count = 100000")
    assert answer(log, 2).done.seq == head.seq + 1
    assert checked(log.path, trust).seq == head.seq + 1


WRITER = """
import sys
from pathlib import Path
from tests.people.samples import NOW, STATION, present
from edge_agent.core.roles import Act, Role
from edge_agent.people.acts import Subject
from edge_agent.people.audit import AuditLog

folder = Path(sys.argv[1])
log = AuditLog(folder / "audit.db", STATION, folder / "station.key")
for number in range(int(sys.argv[2])):
    act = log.append(present(Role.OPERATOR), Act.ANSWER, Subject(pack=str(number)), "fine", NOW)
    print(act.done.seq, act.sha256, flush=True)
"""


def a_writer(folder: Path, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(count)], stdout=subprocess.PIPE, text=True
    )


def test_two_processes_append_to_one_chain(station: Station, tmp_path: Path) -> None:
    log, trust = station
    writers = [a_writer(tmp_path, 20) for _ in range(2)]
    told = [
        line.split() for each in writers for line in each.communicate(timeout=60)[0].split("\n")
    ]
    assert [each.returncode for each in writers] == [0, 0]
    numbers = sorted(int(parts[0]) for parts in told if parts)
    assert numbers == list(range(1, 41))
    assert checked(log.path, trust).seq == 40


def test_what_was_told_as_appended_survives_a_kill(station: Station, tmp_path: Path) -> None:
    log, trust = station
    for _ in range(3):
        with a_writer(tmp_path, 10_000) as writer:
            assert writer.stdout is not None
            told = [writer.stdout.readline().split() for _ in range(5)]
            writer.kill()
        seq, sha256 = told[-1]
        assert checked(log.path, trust, Head(int(seq), sha256)).seq >= int(seq)
