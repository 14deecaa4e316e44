"""A level is granted by a valid certificate and a signed act naming it; anything less is told."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.autonomy.standing import UNCERTIFIED, Grant
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.certificate import DEMO_SITE, Setup, VoidBecause
from edge_agent.core.errors import GateNotPassed
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Role
from edge_agent.people.acts import Subject
from edge_agent.people.audit import AuditReader, Head
from edge_agent.people.certificates import certificate_file, issue, keep, kept
from edge_agent.people.errors import AuditBroken, NotPermitted
from edge_agent.people.grants import Earned, earned_in, standing_at_start
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office
from edge_agent.people.raising import Raising, propose_raise, raise_level, raise_on_certificate
from edge_agent.people.station_key import trust_of
from edge_agent.people.trust import Owner, as_trusted, save_trust
from tests.people.samples import (
    A_USE,
    NOW,
    STATION,
    a_certificate,
    an_office,
    an_order,
    changed_use,
    later,
    present,
)

ANNA = an_order(present(Role.ENGINEER, "anna"))
QUENTIN = an_order(present(Role.QUALITY, "quentin"))
OLGA = an_order(present(Role.OPERATOR, "olga"))
SITE_KEY = SigningKey.fresh()
SETUP = Setup(
    station=STATION,
    recipe=A_USE.recipe,
    recipe_hash=A_USE.recipe_hash,
    check="print",
    bundle_sha256=A_USE.bundle_sha256,
    camera_profile=A_USE.camera_profile,
)
STICKER = replace(SETUP, check="sticker")
SURE, ALWAYS = Level.ACT_WHEN_SURE, Level.ACT_ALWAYS


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = an_office(tmp_path)
    office.accounts.add("anna", "Anna", Role.ENGINEER)
    office.accounts.add("quentin", "Quentin", Role.QUALITY)
    believe(office, SITE_KEY, "milan")
    yield office
    office.close()


def believe(office: Office, key: SigningKey, site: str) -> None:
    trusted = as_trusted(key, Owner.SITE, site, NOW)
    save_trust(trust_of(office.folder).with_key(trusted), office.folder / "trust.toml")


def certificate(
    office: Office, key: SigningKey = SITE_KEY, days: float = 90, **changes: object
) -> str:
    """Issued into the office's folder; its sha256."""
    content = issue(a_certificate(changed_use(**changes), days), key)
    return keep(content, office.folder).stem


def raising(sha256: str | None, to: Level = SURE, was: Level = UNCERTIFIED) -> Raising:
    return Raising("tray", "print", was, to, sha256)


def raised(office: Office, sha256: str | None) -> None:
    raise_level(office, ANNA, raising(sha256))


def earned(office: Office, *setups: Setup, **more: object) -> Earned:
    return earned_in(office.folder, setups or (SETUP,), NOW, **more)  # type: ignore[arg-type]


def granted(office: Office) -> Grant:
    return earned(office).grants["print"]


def void(office: Office) -> VoidBecause:
    """Why nothing is granted; there is no other grant then."""
    found = earned(office)
    assert found.grants.get("print", Grant()) == Grant()
    assert found.thresholds == {}
    assert found.voids["print"].what
    return found.voids["print"].because


def test_a_certificate_and_a_signed_act_that_names_it_give_the_level(office: Office) -> None:
    sha256 = certificate(office)
    act = raise_level(office, ANNA, raising(sha256))
    assert (act.check, act.level_from, act.level_to) == ("print", UNCERTIFIED, SURE)
    assert office.audit.act(act.act_sha256).done.what is Act.RAISE_LEVEL
    signed = {"print": office.audit.act(act.act_sha256)}
    assert earned(office) == Earned(
        {"print": Grant(SURE, sha256)}, {"print": Thresholds(0.2, 0.8)}, {}, signed
    )


def test_a_certificate_alone_raises_nothing(office: Office) -> None:
    certificate(office)
    assert earned(office) == Earned({"print": Grant()}, {}, {})


@pytest.mark.parametrize("sha256", ["00" * 32, None])
def test_an_act_alone_raises_nothing(office: Office, sha256: str | None) -> None:
    raised(office, sha256)
    assert void(office) is VoidBecause.EDITED


def test_an_act_for_one_check_or_recipe_raises_no_other(office: Office) -> None:
    sha256 = certificate(office)
    raised(office, sha256)
    raise_level(office, ANNA, replace(raising(sha256), recipe="box"))
    raise_level(office, ANNA, replace(raising(sha256), check="gone"))
    found = earned(office, SETUP, STICKER)
    assert found.grants == {"print": Grant(SURE, sha256), "sticker": Grant()}
    assert found.voids == {}


def test_a_check_is_not_raised_on_the_certificate_of_another(office: Office) -> None:
    raised(office, certificate(office, check="sticker"))
    assert void(office) is VoidBecause.OTHER_CHECK


CHANGED = [
    ({"bundle_sha256": "00" * 32}, VoidBecause.BUNDLE_CHANGED),
    ({"recipe_hash": "00" * 32}, VoidBecause.RECIPE_CHANGED),
    ({"camera_profile": "another"}, VoidBecause.CAMERA_CHANGED),
    ({"station": "milan/line-2/top"}, VoidBecause.OTHER_STATION),
]


@pytest.mark.parametrize(("changes", "because"), CHANGED)
def test_a_certificate_of_something_else_is_void(
    office: Office, changes: dict[str, Any], because: VoidBecause
) -> None:
    raised(office, certificate(office, **changes))
    assert void(office) is because


def test_a_certificate_that_is_over_is_void(office: Office) -> None:
    raised(office, certificate(office, days=0.001))
    assert earned_in(office.folder, [SETUP], NOW).grants["print"].level is SURE
    over = earned_in(office.folder, [SETUP], later(days=1))
    assert over.grants["print"] == Grant()
    assert over.voids["print"].because is VoidBecause.EXPIRED


def test_a_certificate_that_was_edited_by_hand_is_void(office: Office) -> None:
    sha256 = certificate(office)
    raised(office, sha256)
    file = certificate_file(office.folder, sha256)
    for content in (file.read_bytes().replace(b'"k":4', b'"k":0'), b"", b"no json"):
        file.write_bytes(content)
        assert void(office) is VoidBecause.EDITED


def test_a_certificate_put_in_the_place_of_another_is_void(office: Office) -> None:
    """Genuine in itself, and even better; but nobody raised the level on it."""
    sha256, better = certificate(office), certificate(office, level=ALWAYS, days=365)
    raised(office, sha256)
    certificate_file(office.folder, better).replace(certificate_file(office.folder, sha256))
    assert void(office) is VoidBecause.EDITED


def test_what_is_no_certificate_at_all_is_void(office: Office) -> None:
    raised(office, keep(b"{}", office.folder).stem)
    assert void(office) is VoidBecause.EDITED


def test_an_unknown_key_certifies_nothing(office: Office) -> None:
    raised(office, certificate(office, SigningKey.fresh()))
    assert void(office) is VoidBecause.UNKNOWN_KEY


def test_the_simulated_lines_key_certifies_no_real_camera(office: Office) -> None:
    demo = SigningKey.fresh()
    believe(office, demo, DEMO_SITE)
    raised(office, certificate(office, demo))
    assert void(office) is VoidBecause.DEMO_KEY


def test_a_higher_level_than_certified_is_void(office: Office) -> None:
    sha256 = certificate(office)
    proposal = propose_raise(office, ANNA, raising(sha256, ALWAYS))
    raise_level(office, replace(QUENTIN, confirms=proposal.sha256), raising(sha256, ALWAYS))
    assert void(office) is VoidBecause.LEVEL_TOO_HIGH


def test_act_always_takes_two_persons_and_a_proposal_alone_raises_nothing(office: Office) -> None:
    sha256 = certificate(office, level=ALWAYS)
    with pytest.raises(NotPermitted):
        raise_level(office, ANNA, raising(sha256, ALWAYS))
    with pytest.raises(NotPermitted):
        propose_raise(office, ANNA, raising(sha256, SURE))
    proposal = propose_raise(office, ANNA, raising(sha256, ALWAYS))
    assert granted(office) == Grant()
    raise_level(office, replace(QUENTIN, confirms=proposal.sha256), raising(sha256, ALWAYS))
    assert granted(office) == Grant(ALWAYS, sha256)


# What was taken back stays taken back


def lower(office: Office, check: str | None, to: Level, recipe: str | None = "tray") -> None:
    subject = Subject(recipe=recipe, check=check, level_from=SURE, level_to=to)
    office.record(OLGA, Act.LOWER_LEVEL, subject)


@pytest.mark.parametrize(("check", "recipe"), [("print", "tray"), (None, "tray"), (None, None)])
def test_a_later_lowering_takes_the_level_and_the_certificate(
    office: Office, check: str | None, recipe: str | None
) -> None:
    raised(office, certificate(office))
    lower(office, check, Level.REPORT, recipe)
    assert earned(office) == Earned({"print": Grant(Level.REPORT)}, {}, {})


@pytest.mark.parametrize(("check", "recipe"), [("sticker", "tray"), ("print", "box")])
def test_a_lowering_of_something_else_takes_nothing(
    office: Office, check: str, recipe: str
) -> None:
    sha256 = certificate(office)
    raised(office, sha256)
    lower(office, check, Level.REPORT, recipe)
    assert granted(office) == Grant(SURE, sha256)


def test_from_always_to_sure_keeps_the_certificate(office: Office) -> None:
    sha256 = certificate(office, level=ALWAYS)
    proposal = propose_raise(office, ANNA, raising(sha256, ALWAYS))
    raise_level(office, replace(QUENTIN, confirms=proposal.sha256), raising(sha256, ALWAYS))
    subject = Subject(recipe="tray", check="print", level_from=ALWAYS, level_to=SURE)
    office.record(OLGA, Act.LOWER_LEVEL, subject)
    assert granted(office) == Grant(SURE, sha256)


def test_after_a_lowering_it_takes_another_signed_act(office: Office) -> None:
    sha256 = certificate(office)
    raised(office, sha256)
    lower(office, "print", Level.RECOMMEND)
    raised(office, sha256)
    assert granted(office) == Grant(SURE, sha256)


def test_a_revoked_certificate_stays_revoked(office: Office) -> None:
    sha256 = certificate(office)
    raised(office, sha256)
    office.record(QUENTIN, Act.REVOKE_CERTIFICATE, Subject(certificate_sha256=sha256))
    assert void(office) is VoidBecause.REVOKED
    raised(office, sha256)
    assert void(office) is VoidBecause.REVOKED


def test_a_revocation_that_names_none_takes_none(office: Office) -> None:
    sha256 = certificate(office)
    raised(office, sha256)
    office.record(QUENTIN, Act.REVOKE_CERTIFICATE, Subject())
    assert granted(office) == Grant(SURE, sha256)


def test_what_the_station_itself_revoked_stays_revoked(office: Office) -> None:
    sha256 = certificate(office)
    raised(office, sha256)
    found = earned(office, taken_back={sha256})
    assert found.voids["print"].because is VoidBecause.REVOKED


# The audit record is whole, or proves nothing


def test_a_record_that_was_changed_proves_nothing(office: Office) -> None:
    raised(office, certificate(office))
    lower(office, "print", Level.RECOMMEND)
    office.close()
    with sqlite3.connect(office.audit.path) as connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DELETE FROM acts WHERE seq = 1")
    connection.close()
    assert void(office) is VoidBecause.EDITED


def test_a_record_that_was_cut_off_is_shorter_than_was_told(office: Office) -> None:
    raised(office, certificate(office))
    head = office.audit.head()
    reader = AuditReader(office.audit.path)
    found = standing_at_start(
        reader, kept(office.folder), [SETUP], trust_of(office.folder), NOW, known=head
    )
    assert found.grants["print"].level is SURE
    with pytest.raises(AuditBroken):
        standing_at_start(
            *(reader, kept(office.folder), [SETUP], trust_of(office.folder), NOW),
            known=Head(head.seq + 1, "00" * 32),
        )
    reader.close()


def test_a_station_without_people_has_earned_nothing(tmp_path: Path) -> None:
    assert earned_in(tmp_path, [SETUP], NOW) == Earned()


def test_a_recipe_without_checks_has_earned_nothing(office: Office) -> None:
    assert earned_in(office.folder, [], NOW) == Earned()


# Raising while the station runs


def test_a_check_is_raised_on_a_certificate_that_holds(office: Office) -> None:
    sha256 = certificate(office)
    act, thresholds = raise_on_certificate(office, ANNA, raising(sha256), SETUP)
    assert (act.check, act.certificate_sha256) == ("print", sha256)
    assert thresholds == Thresholds(0.2, 0.8)
    assert granted(office) == Grant(SURE, sha256)


def test_what_was_taken_back_raises_nothing_again_and_signs_nothing(office: Office) -> None:
    sha256, other = certificate(office), certificate(office, days=30)
    office.record(QUENTIN, Act.REVOKE_CERTIFICATE, Subject(certificate_sha256=other))
    before = office.audit.head()
    for name, taken_back in ((sha256, {sha256}), (other, set()), (None, set()), ("00", set())):
        with pytest.raises(GateNotPassed, match="print is not raised to act_when_sure"):
            raise_on_certificate(office, ANNA, raising(name), SETUP, taken_back)
    assert office.audit.head() == before
