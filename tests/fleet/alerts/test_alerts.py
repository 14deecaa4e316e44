"""What needs somebody is told once, grouped, again until it arrives, and once more when it is over:
by real HTTP and real mail.
"""

import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from sqlalchemy import Engine, insert, update

from deploy.fleet.alerts.alerts_settings import AlertsTable, MailTable, WebhookTable
from deploy.fleet.alerts.channels import SIGNATURE, channels_of
from deploy.fleet.alerts.desk import AWAY_NS, LONGEST_PAUSE_NS, AlertDesk, Sender
from deploy.fleet.alerts.noting import FLICKERS, SETTLED
from deploy.fleet.database import open_database
from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.pulses.beating import SILENT, Pulse
from deploy.fleet.watching.tables import findings
from edge_agent.core.reasons.languages import Language
from simulators.broker import free_port
from simulators.certificates import HOST
from tests.authority import own_authority
from tests.fleet.empty_centre import empty_centre
from tests.fleet.sent import STATION, say
from tests.people.samples import NOW
from tests.web.visitors import MovedClock

SECRET = "crane velvet mosaic"
GROUP = timedelta(seconds=30)
ADDRESS = "https://centre.plant"


class Receiver:
    """A program that is told; it answers as the test wants."""

    def __init__(self) -> None:
        self.status = 204
        self.heard: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status < 300:
                    receiver.heard.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *said: Any) -> None:
                """Nothing on the screen."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/told"

    @property
    def documents(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Plant:
    """A centre's database, its clock, and who is told."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder, self.engine, self.clock = folder, engine, MovedClock()
        self.receiver = Receiver()
        (folder / "secret").write_text(SECRET + "\n")
        hook = WebhookTable(name="ops", url=self.receiver.url, secret_file=folder / "secret")
        self.table = AlertsTable(webhooks=(hook,))
        self.desk = self.a_desk()

    def a_desk(self) -> AlertDesk:
        sender = Sender("plant-1", ADDRESS, self.folder)
        channels = channels_of(self.table)
        return AlertDesk(self.engine, self.table, sender, channels, self.clock)

    def after(self, time: timedelta) -> list[dict[str, Any]]:
        """What has been told by now."""
        self.clock.at += time
        self.desk.step()
        return self.receiver.documents

    def find(self, **changes: Any) -> None:
        """The watching finds something at the station."""
        say(self.engine, self.clock.at)
        row = {
            "station_id": 1,
            "number": 1,
            "check": "expiry",
            "view": None,
            "lot": "L1",
            "kind": "printer_fades",
            "what": "drift",
            "severity": "warning",
            **dict.fromkeys(("began_at", "noticed_at", "seen_at"), self.clock.at),
            "ended_at": None,
            "sentence_en": "The printer fades.",
            "sentence_de": "Der Drucker verblasst.",
            "figures": "{}",
            "evidence": "[]",
            **changes,
        }
        with self.engine.begin() as connection:
            connection.execute(insert(findings).values(row))

    def end_findings(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(update(findings).values(ended_at=self.clock.at))


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Plant]:
    engine = open_database(empty_centre(tmp_path / "centre.db"), NOW)
    plant = Plant(tmp_path, engine)
    yield plant
    plant.receiver.close()
    engine.dispose()


def test_a_finding_is_told_once_with_its_link_and_once_more_when_it_is_over(plant: Plant) -> None:
    plant.find()
    assert plant.after(timedelta()) == []
    (told,) = plant.after(GROUP)
    (item,) = told["new"]
    assert (item["station"], item["severity"]) == (STATION, "warning")
    assert item["sentence"] == "The printer fades."
    assert item["link"] == f"{ADDRESS}/findings/1"
    assert len(plant.after(timedelta(minutes=5))) == 1
    plant.end_findings()
    plant.after(timedelta(seconds=1))
    over = plant.after(SETTLED)[-1]["over"]
    assert [one["sentence"] for one in over] == ["The printer fades."]
    assert len(plant.after(timedelta(minutes=1))) == 2


def test_who_is_told_can_tell_that_it_is_the_centre(plant: Plant) -> None:
    plant.find()
    plant.after(timedelta())
    plant.after(GROUP)
    ((headers, body),) = plant.receiver.heard
    stamp, _, given = headers[SIGNATURE].partition(",")
    seconds = stamp.removeprefix("t=")
    wanted = hmac.digest(SECRET.encode(), f"{seconds}.".encode() + body, "sha256").hex()
    assert given == f"v1={wanted}"
    assert headers["Idempotency-Key"] == json.loads(body)["id"]


def test_what_comes_together_is_told_together(plant: Plant) -> None:
    for number in range(30):
        say(plant.engine, plant.clock.at, f"milan/line-{number}/top")
    plant.after(timedelta(minutes=11))
    (told,) = plant.after(GROUP)
    assert len(told["new"]) == 30
    assert told["new"][0]["sentence"].startswith("Nothing has been heard of milan/line-0/top since")


def test_a_change_and_what_weighs_little_is_told_to_nobody(plant: Plant) -> None:
    plant.find(what="change", severity="critical")
    plant.find(number=2, severity="note")
    plant.after(timedelta())
    assert plant.after(GROUP) == []


def test_what_flickers_is_told_once(plant: Plant) -> None:
    pulse = Pulse(plant.engine, "letters", plant.clock)
    for minute in range(30):
        pulse.beat("no broker" if minute % 2 else None)
        plant.after(timedelta(minutes=1))
    told = [one for document in plant.receiver.documents for one in document["new"]]
    assert len(told) == 1
    assert not any(document["over"] for document in plant.receiver.documents)


def test_what_comes_again_long_after_it_was_over_is_told_again(plant: Plant) -> None:
    pulse = Pulse(plant.engine, "letters", plant.clock)
    for trouble in ("no broker", None, "no broker"):
        for _ in range(FLICKERS // SILENT + 2):
            pulse.beat(trouble)
            plant.after(SILENT)
    told = [bool(document["new"]) for document in plant.receiver.documents]
    assert told == [True, False, True]


def test_a_receiver_that_was_away_gets_one_message_afterwards(plant: Plant) -> None:
    plant.receiver.status = 503
    plant.find()
    plant.after(timedelta())
    plant.after(GROUP)
    assert plant.desk.trouble == "ops answered 503"
    for _ in range(20):
        plant.find(number=plant.clock.at.minute + 100)
        plant.after(timedelta(minutes=1))
    assert plant.receiver.documents == []
    plant.receiver.status = 200
    say(plant.engine, plant.clock.at)
    (told,) = plant.after(timedelta(microseconds=LONGEST_PAUSE_NS / 1e3))
    assert len(told["new"]) == 21
    assert plant.desk.trouble is None


def test_a_restart_tells_nothing_again_and_forgets_nothing(plant: Plant) -> None:
    plant.find()
    plant.after(timedelta())
    plant.find(number=2)
    plant.desk = plant.a_desk()
    (told,) = plant.after(GROUP)
    assert len(told["new"]) == 2
    plant.desk = plant.a_desk()
    assert len(plant.after(GROUP)) == 1


def test_troubles_of_the_centre_itself_are_told(plant: Plant) -> None:
    Ingest(plant.engine).take([Arrival("a topic", b"no batch")], plant.clock.at)
    pulse = Pulse(plant.engine, "letters", plant.clock)
    pulse.beat("no broker at 127.0.0.1:1883")
    Pulse(plant.engine, "watch", plant.clock).beat()
    plant.after(SILENT + timedelta(seconds=1))
    pulse.beat("no broker at 127.0.0.1:1883")
    (told,) = plant.after(GROUP)
    sentences = sorted(one["sentence"] for one in told["new"])
    assert sentences[0] == "1 messages of the last ten minutes could not be read."
    assert sentences[1].startswith("The centre's part letters does not live")
    assert sentences[2].startswith("The centre's part watch does not live")


def test_one_process_of_a_part_that_works_is_enough(plant: Plant) -> None:
    Pulse(plant.engine, "ingest", plant.clock).beat("no broker")
    Pulse(plant.engine, "ingest", plant.clock).beat()
    plant.after(timedelta())
    assert plant.after(GROUP) == []


def test_a_database_that_is_away_is_told_from_memory(plant: Plant) -> None:
    plant.desk.step()
    plant.engine.dispose()
    database = plant.folder / "centre.db"
    database.rename(plant.folder / "aside.db")
    (plant.folder / "centre.db").mkdir()
    assert plant.after(timedelta(seconds=1)) == []
    (told,) = plant.after(timedelta(microseconds=AWAY_NS / 1e3))
    assert told["new"][0]["sentence"].startswith("The centre's database does not answer")
    assert len(plant.after(timedelta(minutes=5))) == 1
    (plant.folder / "centre.db").rmdir()
    (plant.folder / "aside.db").rename(database)
    assert len(plant.after(timedelta(seconds=1))[-1]["over"]) == 1


@contextmanager
def a_mail_server(folder: Path) -> Iterator[tuple[int, list[Any]]]:
    """With STARTTLS before anything else, and a password."""
    own_authority(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "s.pem", folder / "s.key")
    letters: list[Any] = []
    port = free_port()

    class Handler:
        async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
            self, server: Any, session: Any, envelope: Any
        ) -> str:
            letters.append(envelope)
            return "250 taken"

    def known(*asked: Any) -> AuthResult:
        login: LoginPassword = asked[-1]
        right = (login.login, login.password) == (b"centre", SECRET.encode())
        return AuthResult(success=right)

    controller = Controller(
        Handler(),
        hostname=HOST,
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=known,
    )
    controller.start()
    try:
        yield port, letters
    finally:
        controller.stop()


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        (Language.EN, "plant-1: 1 new, warning", "The printer fades."),
        (Language.DE, "plant-1: 1 neu, Warnung", "Der Drucker verblasst."),
    ],
)
def test_a_mail_goes_over_tls_in_the_language_of_its_readers(
    plant: Plant, language: Language, subject: str, words: str
) -> None:
    with a_mail_server(plant.folder) as (port, letters):
        mail = MailTable(
            host=HOST,
            port=port,
            ca_file=plant.folder / "ca.pem",
            username="centre",
            password_file=plant.folder / "secret",
            sender="centre@plant.example",
            to=("anna@plant.example", "otto@plant.example"),
        )
        plant.table = AlertsTable(mail=mail, language=language)
        plant.desk = plant.a_desk()
        plant.find()
        plant.after(timedelta())
        plant.after(GROUP)
        assert plant.desk.trouble is None
        (letter,) = letters
    text = letter.content.decode()
    assert letter.rcpt_tos == ["anna@plant.example", "otto@plant.example"]
    assert f"Subject: {subject}" in text
    assert words in text
    assert f"{ADDRESS}/findings/1" in text


def test_a_mail_server_that_cannot_prove_its_name_gets_nothing(plant: Plant) -> None:
    with a_mail_server(plant.folder) as (port, letters):
        mail = MailTable(host=HOST, port=port, sender="c@plant.example", to=("a@plant.example",))
        plant.table = AlertsTable(mail=mail)
        plant.desk = plant.a_desk()
        plant.find()
        plant.after(timedelta())
        plant.after(GROUP)
        assert "certificate" in (plant.desk.trouble or "").lower()
        assert letters == []
