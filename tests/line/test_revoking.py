"""What a fall revokes stands in its event, so that it raises nothing again."""

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.packs import Level
from tests.line.plants import set_up


def revoked_by(cause: Cause) -> list[object]:
    shift = set_up(3, Level.ACT_WHEN_SURE)
    guard = shift.runner.line.guard
    guard.fall(cause, "seen", guard.check_names())
    return [body["revoked"] for kind, body in shift.notes.events if kind == "level_fell"]


def test_a_fall_names_the_certificates_that_it_revoked() -> None:
    shift = set_up(3, Level.ACT_WHEN_SURE)
    standing = shift.runner.line.guard.standing
    on = [grant.certificate_sha256 for grant in standing.grants.values()]
    assert revoked_by(Cause.SCORE_DRIFT) == [on]


def test_a_suspension_revokes_none() -> None:
    assert revoked_by(Cause.CAMERA_FAULT) == [[]]
