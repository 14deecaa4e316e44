"""From the console: a certificate on a passed gate, a signed raise, and the start that carries it
out; and everything that must not raise a level.
"""

import json
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from edge_agent.__main__ import app
from edge_agent.core.autonomy.level_events import FELL
from edge_agent.core.autonomy.standing import Grant, Standing
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.errors import Conflict, GateNotPassed, InvalidInput, NotFound, StoreTaken
from edge_agent.core.labels import LabelSource
from edge_agent.core.line_events import STARTED
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Role
from edge_agent.core.study.result import as_document
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_log import ALARM_EVENT
from edge_agent.evidence.setups import setups_of
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.line.granting import Start, granted_at
from edge_agent.line.parts import Granted
from edge_agent.people.audit import AuditReader
from edge_agent.people.certificates import issue, keep
from edge_agent.people.errors import NotPermitted, SignInRefused
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import AUDIT_FILE, Office, Order
from edge_agent.people.presence import console
from edge_agent.settings import load_station
from edge_agent.store.events import EventStore
from edge_agent.store.standing import StandingFile
from hardware.clock import RealClock
from simulators.shift import Notes
from tests.core.autonomy.gates import study
from tests.evidence.gate_folders import CHECK, Folder
from tests.line.small_station import box_station
from tests.people.samples import a_certificate

BUNDLE = base_bundle().sha256
ENGINEER, QUALITY, OPERATOR = "anna", "quentin", "olga"
WORDS = {name: f"crane velvet mosaic {name}" for name in (ENGINEER, QUALITY, OPERATOR)}
SURE, ALWAYS = Level.ACT_WHEN_SURE, Level.ACT_ALWAYS


@dataclass(frozen=True)
class Place:
    """A station's folder, its people and its site's key."""

    folder: Path

    @property
    def station(self) -> Path:
        return self.folder / "station.toml"

    @property
    def data(self) -> DataFolder:
        return DataFolder(self.folder / "data")

    def asked(self, *words: str, by: tuple[str, ...] = (ENGINEER,)) -> dict[str, Any]:
        arguments = [*words, "--station", str(self.station), "--json", "--by", by[0]]
        if by[1:]:
            arguments += ["--with", by[1]]
        typed = "".join(WORDS[name] + "\n" for name in by)
        result = CliRunner().invoke(app, arguments, input=typed, standalone_mode=False)
        if result.exception is not None:
            raise result.exception
        return dict(json.loads(result.stdout))

    def certify(self, level: Level = SURE, by: tuple[str, ...] = (ENGINEER,)) -> dict[str, Any]:
        key = str(self.folder / "site.key")
        wanted = ("--check", CHECK, "--level", level.value, "--site-key", key)
        return self.asked("gate", "certify", *wanted, by=by)

    def raise_to(self, level: Level = SURE, by: tuple[str, ...] = (ENGINEER,)) -> dict[str, Any]:
        return self.asked("gate", "raise", "--check", CHECK, "--to", level.value, by=by)

    def started(self) -> tuple[Granted, Notes]:
        """What the next start may do, and what it tells."""
        settings, notes = load_station(self.station), Notes()
        loaded = load_recipe(settings.station.recipe)
        with closing(EventStore.open(self.data.events)) as store:
            start = Start(
                *(settings, loaded, self.data, store.boot == 1, RealClock()),
                *(notes, lambda line: None, base_bundle().sha256),
            )
            file = StandingFile(self.data.standing, loaded.recipe.name)
            granted = granted_at(start, file)
            for kind, body in notes.events:
                store.append(kind, body, RealClock().wall())
            store.append(STARTED, {}, RealClock().wall())
        return granted, notes

    def event(self, kind: str, body: dict[str, Any]) -> None:
        with closing(EventStore.open(self.data.events)) as store:
            store.append(kind, body, RealClock().wall())

    def acts(self) -> list[Act]:
        with closing(AuditReader(self.data.folder / AUDIT_FILE)) as audit:
            return [act.done.what for act in audit.acts()]


@pytest.fixture(scope="module")
def earned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station with people, a site key, and a shadow run that earns act_when_sure."""
    folder = tmp_path_factory.mktemp("earned")
    place = Place(folder)
    settings = load_station(box_station(folder, "g"))
    with Folder(place.data.folder) as station:
        station.started(camera=settings.camera_profile)
        for lot in ("L1", "L2", "L3"):
            station.label(station.packs_seen(130, 0.1, lot, bundle_sha256=BUNDLE))
        bad = station.packs_seen(180, 0.9, "L1", bundle_sha256=BUNDLE)
        station.label(bad, defective=True)
        made = station.packs_seen(3, 0.9, bundle_sha256=BUNDLE)
        station.label(made, True, LabelSource.CHALLENGE, (CHECK,))
        station.packs_seen(430, bundle_sha256=BUNDLE)
        recipe_hash = station.recipe_hash
    document = as_document(study(recipe_hash=recipe_hash, bundle_sha256=BUNDLE))
    (place.data.folder / "study.json").write_text(json.dumps(document))
    standing = StandingFile(place.data.standing, "box")
    standing.keep(Standing({CHECK: Grant()}), is_stopped=False)
    with_people(place, settings.station.full_name)
    key = str(folder / "site.key")
    words = ["people", "site-key", key, "--station", str(place.station), "--json"]
    assert CliRunner().invoke(app, words).exit_code == 0
    return folder


def with_people(place: Place, station: str) -> None:
    now = RealClock().wall()
    with closing(Office(place.data.folder, station, now)) as office:
        order = Order(console(now), "", now)
        roles = {ENGINEER: Role.ENGINEER, QUALITY: Role.QUALITY, OPERATOR: Role.OPERATOR}
        for name, role in roles.items():
            code = office.add(order, name, name, role)
            office.claim(name, code, WORDS[name], now)


@pytest.fixture
def place(earned: Path, tmp_path: Path) -> Place:
    return Place(Path(shutil.copytree(earned, tmp_path / "station")))


def test_a_passed_gate_a_certificate_a_signed_act_and_the_next_start(place: Place) -> None:
    certificate = place.certify()
    assert certificate["level"] == "act_when_sure"
    assert place.started()[0].standing.level_of(CHECK) is Level.RECOMMEND  # it raises nothing
    raised = place.raise_to()
    assert (raised["from"], raised["to"]) == ("recommend", "act_when_sure")
    assert raised["certificate"] == certificate["certificate"]
    granted, notes = place.started()
    assert granted.standing.grant_of(CHECK) == Grant(SURE, certificate["certificate"])
    assert granted.thresholds[CHECK].ok_up_to == pytest.approx(0.11)
    (body,) = (body for kind, body in notes.events if kind == "level_raised")
    assert (body["by"], body["act"]) == (ENGINEER, raised["act"])
    again, notes = place.started()
    assert again.standing == granted.standing
    assert notes.count("level_raised") == 0
    signed = [Act.SIGN_IN, Act.ISSUE_CERTIFICATE, Act.SIGN_OUT]
    assert place.acts()[-6:] == [*signed, Act.SIGN_IN, Act.RAISE_LEVEL, Act.SIGN_OUT]


def test_an_act_that_one_start_could_not_carry_out_is_over(place: Place) -> None:
    place.certify()
    place.raise_to()
    file = StandingFile(place.data.standing, "box")
    file.keep(replace(Standing({CHECK: Grant()}), handover_open=True), is_stopped=False)
    handed_over, _ = place.started()
    assert handed_over.standing.level_of(CHECK) is Level.RECOMMEND
    file.keep(Standing({CHECK: Grant()}), is_stopped=False)
    assert place.started()[0].standing.level_of(CHECK) is Level.RECOMMEND


def test_what_fell_after_the_act_stays_down(place: Place) -> None:
    place.certify()
    place.raise_to()
    place.event(FELL, {"checks": [CHECK], "revoked": []})
    place.event(STARTED, {})
    assert place.started()[0].standing.level_of(CHECK) is Level.RECOMMEND


def test_a_certificate_that_the_station_took_back_raises_nothing_again(place: Place) -> None:
    certificate = place.certify()["certificate"]
    place.raise_to()
    place.started()
    place.event(FELL, {"checks": [CHECK], "revoked": [certificate]})
    StandingFile(place.data.standing, "box").keep(Standing({CHECK: Grant()}), is_stopped=False)
    with pytest.raises(GateNotPassed, match="taken back"):
        place.raise_to()


def test_a_level_that_fell_is_not_given_back_by_the_act_of_before(place: Place) -> None:
    place.certify()
    place.raise_to()
    place.started()
    StandingFile(place.data.standing, "box").keep(Standing({CHECK: Grant()}), is_stopped=False)
    assert place.started()[0].standing.level_of(CHECK) is Level.RECOMMEND


def test_a_running_line_is_not_raised_behind_its_back(place: Place) -> None:
    place.certify()
    with closing(EventStore.open(place.data.events)), pytest.raises(StoreTaken):
        place.raise_to()
    assert Act.RAISE_LEVEL not in place.acts()


def test_without_a_certificate_nothing_rises(place: Place) -> None:
    with pytest.raises(GateNotPassed, match="no certificate for act_when_sure"):
        place.raise_to()


def test_a_monitor_that_alarmed_since_asks_for_a_new_gate(place: Place) -> None:
    place.certify()
    place.event(ALARM_EVENT, {"checks": [CHECK]})
    with pytest.raises(GateNotPassed, match="taken back; pass the gate again"):
        place.raise_to()
    with pytest.raises(GateNotPassed, match=r"0 packs inspected with exactly"):
        place.certify()


def test_a_monitor_that_alarmed_about_another_check_says_nothing_of_this_one(place: Place) -> None:
    place.certify()
    place.event(ALARM_EVENT, {"checks": ["lid"]})
    assert place.raise_to()["to"] == "act_when_sure"


def test_an_alarm_that_no_level_answered_voids_what_was_issued_before(place: Place) -> None:
    """The disk still gives the level, since the process died before it was taken."""
    place.certify()
    place.raise_to()
    assert place.started()[0].standing.level_of(CHECK) is SURE
    place.event(ALARM_EVENT, {"checks": [CHECK]})
    assert place.started()[0].standing.level_of(CHECK) is Level.RECOMMEND


def test_a_damaged_certificate_beside_it_is_no_hindrance(place: Place) -> None:
    place.certify()
    (place.data.folder / "certificates" / f"{'0' * 64}.json").write_text("damaged")
    assert place.raise_to()["to"] == "act_when_sure"


def test_to_act_always_it_takes_what_that_level_needs(place: Place) -> None:
    with pytest.raises(GateNotPassed, match="act_always is not earned"):
        place.certify(ALWAYS, by=(ENGINEER, QUALITY))
    place.certify()
    with pytest.raises(GateNotPassed, match="no certificate for act_always"):
        place.raise_to(ALWAYS, by=(ENGINEER, QUALITY))


def certify_always(place: Place) -> None:
    """As a gate of act_always would that was passed."""
    settings = load_station(place.station)
    loaded = load_recipe(settings.station.recipe)
    named = (settings.station.full_name, loaded.recipe, loaded.hash, BUNDLE)
    (setup,) = setups_of(*named, settings.camera_profile)
    certificate = replace(a_certificate(setup.use(ALWAYS, Thresholds(0.2, 0.8))))
    now = RealClock().wall()
    certificate = replace(certificate, issued_at=now, until=now + timedelta(days=90))
    keep(issue(certificate, SigningKey.load(place.folder / "site.key")), place.data.folder)


def test_to_act_always_takes_an_engineer_and_quality(place: Place) -> None:
    certify_always(place)
    with pytest.raises(NotPermitted, match="two persons"):
        place.raise_to(ALWAYS)
    with pytest.raises(NotPermitted):
        place.raise_to(ALWAYS, by=(ENGINEER, OPERATOR))
    assert place.started()[0].standing.level_of(CHECK) is Level.RECOMMEND
    place.raise_to(ALWAYS, by=(ENGINEER, QUALITY))
    assert place.started()[0].standing.level_of(CHECK) is ALWAYS
    assert place.acts().count(Act.RAISE_TO_ALWAYS) == 3  # two proposals, of which one was agreed to


@pytest.mark.parametrize("name", [OPERATOR, QUALITY])
def test_an_operator_or_quality_alone_raises_nothing(place: Place, name: str) -> None:
    place.certify()
    with pytest.raises(NotPermitted):
        place.raise_to(by=(name,))
    assert place.started()[0].standing.level_of(CHECK) is Level.RECOMMEND


def test_a_wrong_password_signs_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.certify()
    monkeypatch.setitem(WORDS, ENGINEER, "a guess")
    with pytest.raises(SignInRefused):
        place.raise_to()
    assert Act.RAISE_LEVEL not in place.acts()


def test_nobody_is_the_second_person_too(place: Place) -> None:
    with pytest.raises(InvalidInput, match="cannot be the second person"):
        place.certify(by=(ENGINEER, ENGINEER))


def test_a_level_that_is_there_is_not_raised(place: Place) -> None:
    with pytest.raises(Conflict, match="has recommend already"):
        place.raise_to(Level.RECOMMEND)


def test_a_site_may_have_two_keys_and_a_strange_check_is_told(place: Place) -> None:
    (place.folder / "site.key").rename(place.folder / "old.key")
    words = ["people", "site-key", str(place.folder / "site.key"), "--station", str(place.station)]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert place.certify()["level"] == "act_when_sure"
    with pytest.raises(NotFound, match="no check 'lid'"):
        place.asked("gate", "raise", "--check", "lid", "--to", "act_when_sure")


def test_another_camera_than_the_packs_were_seen_with_is_not_certified(place: Place) -> None:
    text = place.station.read_text()
    place.station.write_text(
        text.replace('type = "files"', 'type = "opencv"\ndevice = 0').replace('path = "top"\n', "")
    )
    with pytest.raises(Conflict, match="another recipe, bundle, camera or station"):
        place.certify()


def test_a_key_that_the_station_does_not_trust_certifies_nothing(place: Place) -> None:
    (place.folder / "site.key").unlink()
    SigningKey.create(place.folder / "site.key")
    with pytest.raises(Conflict, match="people site-key"):
        place.certify()


def test_nothing_is_raised_while_a_loss_waits_to_be_accepted(place: Place) -> None:
    place.certify()
    waiting = replace(Standing({CHECK: Grant()}), handover_open=True)
    StandingFile(place.data.standing, "box").keep(waiting, is_stopped=False)
    with pytest.raises(Conflict, match="not accepted"):
        place.raise_to()


def test_up_to_recommend_a_signed_act_is_enough(place: Place) -> None:
    low = Standing({CHECK: Grant(Level.REPORT)})
    StandingFile(place.data.standing, "box").keep(low, is_stopped=False)
    assert place.raise_to(Level.RECOMMEND)["certificate"] is None
    assert place.started()[0].standing.level_of(CHECK) is Level.RECOMMEND


def test_what_somebody_lowered_after_the_act_stays_down(place: Place) -> None:
    place.certify()
    place.raise_to()
    place.event("level_lowered", {"check": CHECK})
    assert place.started()[0].standing.level_of(CHECK) is Level.RECOMMEND


def test_a_level_of_a_check_that_is_not_there_is_not_certified(place: Place) -> None:
    key = str(place.folder / "site.key")
    with pytest.raises(NotFound, match="no check 'lid'"):
        place.asked("gate", "certify", "--check", "lid", "--site-key", key)
