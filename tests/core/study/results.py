"""Results of studies as tests need them: a full one with a good model and two people."""

from dataclasses import replace
from datetime import UTC, datetime

from edge_agent.core.study.result import (
    MODEL,
    AppraiserKind,
    AppraiserResult,
    Kappa,
    Pair,
    Share,
    Shown,
    StudyResult,
    TaughtPoint,
)

GOOD_MODEL = AppraiserResult(
    name=MODEL,
    kind=AppraiserKind.MODEL,
    shown=Shown.RE_ACQUIRED,
    trials=3,
    unsure=2,
    effectiveness=Share(48, 50),
    miss=Share(1, 75),
    false_alarm=Share(1, 75),
    within=Kappa(0.97, 0.9, 1.0),
    reference=Kappa(0.97, 0.9, 1.0),
    rounds=(Share(50, 50), Share(49, 50), Share(49, 50)),
)
PERSON = replace(GOOD_MODEL, name="anna", kind=AppraiserKind.PERSON, unsure=0)
FULL = StudyResult(
    made_at=datetime(2026, 9, 1, 12, tzinfo=UTC),
    simulated=False,
    packs=50,
    defective=25,
    borderline=20,
    trials=3,
    seed=1,
    recipe_hash="a" * 64,
    bundle_sha256="b" * 64,
    appraisers=(PERSON, replace(PERSON, name="ben"), GOOD_MODEL),
    between=Kappa(0.9, 0.8, 0.99),
    pairs=(Pair("anna", "ben", None), Pair("anna", MODEL, Kappa(0.9, 0.8, 0.97))),
    taught=(TaughtPoint(5, Share(49, 50), Share(0, 25), Share(1, 25)),),
)


def with_model(model: AppraiserResult) -> StudyResult:
    return replace(FULL, appraisers=(model,))
